package calls

import (
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/inference/grammar"
)

const (
	mostNumber = 1e20 // ids, card numbers and times in nanoseconds have fewer digits
	decimals   = 6    // most decimals of a number, unless its bounds have more
)

// numerals returns a pattern of the numbers between the bounds of a parameter, as
// targets write them. There may be no such number: no integer is between 0.2 and 0.8.
func numerals(p *action.Param) *grammar.Pattern {
	lo, hi := bounds(p)
	kind := fractions
	if p.Type == "integer" {
		kind = wholes
	}
	if p.MultipleOf != nil {
		if _, ok := multiples(0, 0, *p.MultipleOf, p.Type == "integer"); ok {
			kind = func(lo, hi float64) []*grammar.Pattern {
				all, _ := multiples(lo, hi, *p.MultipleOf, p.Type == "integer")
				return all
			}
		}
	}
	var all []*grammar.Pattern
	if hi >= 0 {
		all = append(all, kind(max(lo, 0), hi)...)
	}
	if lo < 0 {
		if below := kind(max(-hi, 0), -lo); len(below) > 0 {
			all = append(all, grammar.Sequence(grammar.Text("-"), grammar.Either(below...)))
		}
	}
	return grammar.Either(all...)
}

// bounds returns the least and the greatest number that a parameter takes. A number
// that its value must be above or below is moved by one in the last decimal.
func bounds(p *action.Param) (lo, hi float64) {
	lo, hi = -mostNumber, mostNumber
	beside := func(x float64, sign int64) float64 {
		exact := decimal(x)
		places, _ := exact.FloatPrec()
		places = max(places, decimals)
		if p.Type == "integer" && places > 0 && exact.IsInt() {
			places = 0
		}
		exact.Add(exact, new(big.Rat).SetFrac(big.NewInt(sign), power(places)))
		moved, _ := strconv.ParseFloat(exact.FloatString(places), 64)
		return moved
	}
	if p.Minimum != nil {
		lo = max(lo, *p.Minimum)
	}
	if p.ExclusiveMinimum != nil {
		lo = max(lo, beside(*p.ExclusiveMinimum, 1))
	}
	if p.Maximum != nil {
		hi = min(hi, *p.Maximum)
	}
	if p.ExclusiveMaximum != nil {
		hi = min(hi, beside(*p.ExclusiveMaximum, -1))
	}
	return lo, hi
}

// wholes returns patterns of the whole numbers from lo to hi, which are not negative.
func wholes(lo, hi float64) (all []*grammar.Pattern) {
	lo, hi = math.Ceil(lo), math.Floor(hi)
	if lo > hi {
		return nil
	}
	from, to := figures(lo), figures(hi)
	if len(from) == len(to) {
		return []*grammar.Pattern{between(from, to)}
	}
	all = append(all, between(from, strings.Repeat("9", len(from))), between("1"+strings.Repeat("0", len(to)-1), to))
	if len(from)+1 < len(to) {
		all = append(all, grammar.Sequence(grammar.Byte('1', '9'), upTo(len(from), len(to)-2)))
	}
	return all
}

// upTo is from least to most digits.
func upTo(least, most int) *grammar.Pattern {
	part := grammar.Text("")
	for n := range most {
		part = grammar.Sequence(grammar.Byte('0', '9'), part)
		if most-n <= least {
			continue
		}
		part = grammar.Either(part, grammar.Text(""))
	}
	return part
}

// fractions returns patterns of the numbers from lo to hi, which are not negative,
// with and without decimals.
func fractions(lo, hi float64) (all []*grammar.Pattern) {
	if lo > hi {
		return nil
	}
	from, fromPart, _ := strings.Cut(figures(lo), ".")
	to, toPart, _ := strings.Cut(figures(hi), ".")
	first, last := math.Floor(lo), math.Floor(hi)
	with := func(whole, least, most string) {
		if least == "" {
			all = append(all, grammar.Text(whole))
		}
		for n := 1; n <= max(decimals, len(least), len(most)); n++ {
			if low, high := raised(least, n), (most + strings.Repeat("0", n))[:n]; len(low) == n && low <= high {
				all = append(all, grammar.Sequence(grammar.Text(whole+"."), between(low, high)))
			}
		}
	}
	if first == last {
		with(from, fromPart, toPart)
		return all
	}
	nines := strings.Repeat("9", max(decimals, len(fromPart)))
	with(from, fromPart, nines)
	with(to, "", toPart)
	if some := wholes(first+1, last-1); len(some) > 0 {
		part := grammar.Either(grammar.Sequence(grammar.Text("."), upTo(1, decimals)), grammar.Text(""))
		all = append(all, grammar.Sequence(grammar.Either(some...), part))
	}
	return all
}

// raised returns the lowest n decimals that are not below part. If there are none it
// returns more than n.
func raised(part string, n int) string {
	if len(part) <= n {
		return part + strings.Repeat("0", n-len(part))
	}
	kept := []byte(part[:n])
	if strings.Trim(part[n:], "0") == "" {
		return string(kept)
	}
	for i := n - 1; i >= 0; i-- {
		if kept[i] < '9' {
			kept[i]++
			return string(kept)
		}
		kept[i] = '0'
	}
	return "1" + string(kept)
}

// between is the strings of digits from lo to hi, which are of equal length.
func between(lo, hi string) *grammar.Pattern {
	switch {
	case lo == "":
		return grammar.Text("")
	case strings.Trim(lo, "0") == "" && strings.Trim(hi, "9") == "":
		var all []*grammar.Pattern
		for range lo {
			all = append(all, grammar.Byte('0', '9'))
		}
		return grammar.Sequence(all...)
	case lo[0] == hi[0]:
		return grammar.Sequence(grammar.Text(lo[:1]), between(lo[1:], hi[1:]))
	}
	rest := len(lo) - 1
	zeros, nines := strings.Repeat("0", rest), strings.Repeat("9", rest)
	all := []*grammar.Pattern{
		grammar.Sequence(grammar.Text(lo[:1]), between(lo[1:], nines)),
		grammar.Sequence(grammar.Text(hi[:1]), between(zeros, hi[1:])),
	}
	if lo[0]+1 < hi[0] {
		all = append(all, grammar.Sequence(grammar.Byte(lo[0]+1, hi[0]-1), between(zeros, nines)))
	}
	return grammar.Either(all...)
}
