package main

import (
	"math"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/inference"
)

const (
	mostNumber = 1e12 - 1 // that action.Number reads, but for one
	decimals   = 6        // of a number, at most, where its bounds have fewer
)

// numerals are the numbers of a parameter as targets write them, between its bounds.
func numerals(p *action.Param) *inference.Pattern {
	lo, hi := -mostNumber, mostNumber
	if p.Minimum != nil {
		lo = max(lo, *p.Minimum)
	}
	if p.Maximum != nil {
		hi = min(hi, *p.Maximum)
	}
	kind := fractions
	if p.Type == "integer" {
		kind = wholes
	}
	var all []*inference.Pattern
	if hi >= 0 {
		all = append(all, kind(max(lo, 0), hi)...)
	}
	if lo < 0 {
		if below := kind(max(-hi, 0), -lo); len(below) > 0 {
			all = append(all, inference.All(inference.Text("-"), inference.Any(below...)))
		}
	}
	if len(all) == 0 { // there is none, as between 0.2 and 0.8 for integers
		return inference.Range(1, 0)
	}
	return inference.Any(all...)
}

// wholes are the whole numbers from lo to hi, neither negative.
func wholes(lo, hi float64) (all []*inference.Pattern) {
	lo, hi = math.Ceil(lo), math.Floor(hi)
	if lo > hi {
		return nil
	}
	from, to := figures(lo), figures(hi)
	for n := len(from); n <= len(to); n++ {
		low, high := "1"+strings.Repeat("0", n-1), strings.Repeat("9", n)
		if n == len(from) {
			low = from
		}
		if n == len(to) {
			high = to
		}
		all = append(all, between(low, high))
	}
	return all
}

// fractions are those numbers with decimals or without.
func fractions(lo, hi float64) (all []*inference.Pattern) {
	if lo > hi {
		return nil
	}
	from, fromPart, _ := strings.Cut(figures(lo), ".")
	to, toPart, _ := strings.Cut(figures(hi), ".")
	first, last := math.Floor(lo), math.Floor(hi)
	with := func(whole, least, most string) {
		if least == "" {
			all = append(all, inference.Text(whole))
		}
		for n := 1; n <= max(decimals, len(least), len(most)); n++ {
			if low, high := raised(least, n), (most + strings.Repeat("0", n))[:n]; len(low) == n && low <= high {
				all = append(all, inference.All(inference.Text(whole+"."), between(low, high)))
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
		part := inference.Text("")
		for range decimals - 1 {
			part = inference.Any(inference.All(inference.Range('0', '9'), part), inference.Text(""))
		}
		part = inference.Any(inference.All(inference.Text("."), inference.Range('0', '9'), part), inference.Text(""))
		all = append(all, inference.All(inference.Any(some...), part))
	}
	return all
}

// figures writes a number without an exponent.
func figures(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// raised is the least n decimals that are no less than part; longer where there are
// none.
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

// between is the strings of digits from lo to hi, which are as long.
func between(lo, hi string) *inference.Pattern {
	switch {
	case lo == "":
		return inference.Text("")
	case strings.Trim(lo, "0") == "" && strings.Trim(hi, "9") == "":
		var all []*inference.Pattern
		for range lo {
			all = append(all, inference.Range('0', '9'))
		}
		return inference.All(all...)
	case lo[0] == hi[0]:
		return inference.All(inference.Text(lo[:1]), between(lo[1:], hi[1:]))
	}
	rest := len(lo) - 1
	zeros, nines := strings.Repeat("0", rest), strings.Repeat("9", rest)
	all := []*inference.Pattern{
		inference.All(inference.Text(lo[:1]), between(lo[1:], nines)),
		inference.All(inference.Text(hi[:1]), between(zeros, hi[1:])),
	}
	if lo[0]+1 < hi[0] {
		all = append(all, inference.All(inference.Range(lo[0]+1, hi[0]-1), between(zeros, nines)))
	}
	return inference.Any(all...)
}
