package calls

import (
	"math/big"
	"strings"

	"github.com/slmkit/slmkit/inference/grammar"
)

// mostRemainders bounds the remainders that a grammar keeps apart. A factor with more is
// not enforced by the grammar, because it would grow with them.
const mostRemainders = 128

// multiples returns patterns of the multiples of a factor from lo to hi, which are not
// negative, with at most as many decimals as the factor has. It is false if the
// factor has too many remainders.
func multiples(lo, hi, factor float64, whole bool) (all []*grammar.Pattern, ok bool) {
	exact := decimal(factor)
	places, _ := exact.FloatPrec()
	units := new(big.Int).Div(new(big.Int).Mul(exact.Num(), power(places)), exact.Denom()) // of the last decimal
	for n := range places + 1 {
		if whole && n > 0 {
			break
		}
		// With n decimals a number is a count of 10⁻ⁿ, and a multiple if the rest of units
		// divides the count.
		common := new(big.Int).GCD(nil, nil, units, power(places-n))
		rest, zeros := new(big.Int).Div(units, common), 0
		for ten := big.NewInt(10); n == 0 && new(big.Int).Mod(rest, ten).Sign() == 0; zeros++ {
			rest.Div(rest, ten)
		}
		if !rest.IsInt64() || rest.Int64() > mostRemainders {
			return nil, false
		}
		m := &multiple{of: int(rest.Int64()), decimals: n, made: map[digits]*grammar.Pattern{}}
		for _, p := range m.all(count(lo, n-zeros, true), count(hi, n-zeros, false)) {
			all = append(all, grammar.Sequence(p, grammar.Text(strings.Repeat("0", zeros))))
		}
		if zeros > 0 && lo <= 0 {
			all = append(all, grammar.Text("0"))
		}
	}
	return all, true
}

// multiple makes patterns of the multiples of a number that have so many decimals. A
// pattern goes on behind digits whose number leaves a remainder, and is nil if no
// digits end a multiple.
type multiple struct {
	of       int
	decimals int
	made     map[digits]*grammar.Pattern // what free and fraction have returned
}

// digits are the digits that go on: so many before the decimal point, or behind it.
type digits struct {
	least, most int
	behind      bool
	remainder   int
}

// all returns patterns of the multiples from lo to hi, which count the last decimal.
func (m *multiple) all(lo, hi *big.Int) (all []*grammar.Pattern) {
	if lo.Cmp(hi) > 0 {
		return nil
	}
	pad := func(digits string) string {
		return strings.Repeat("0", max(0, m.decimals+1-len(digits))) + digits
	}
	from, to := pad(lo.String()), pad(hi.String())
	add := func(p *grammar.Pattern) {
		if p != nil {
			all = append(all, p)
		}
	}
	if len(from) == len(to) {
		add(m.between(from, to, 0))
		return all
	}
	add(m.between(from, strings.Repeat("9", len(from)), 0))
	longest := len(to)
	if strings.Trim(to, "9") != "" {
		add(m.between("1"+strings.Repeat("0", len(to)-1), to, 0))
		longest--
	}
	if least, most := len(from)-m.decimals, longest-m.decimals-1; least <= most {
		add(m.digit('1', '9', 0, func(r int) *grammar.Pattern { return m.free(digits{least, most, false, r}) }))
	}
	return all
}

// between is the digits from lo to hi, of equal length, the decimals among them.
func (m *multiple) between(lo, hi string, remainder int) *grammar.Pattern {
	n := len(lo)
	var out *grammar.Pattern
	switch unbounded := strings.Trim(lo, "0") == "" && strings.Trim(hi, "9") == ""; {
	case unbounded && n > m.decimals:
		return m.free(digits{n - m.decimals, n - m.decimals, false, remainder})
	case unbounded:
		out = m.fraction(n, remainder)
	default:
		var all []*grammar.Pattern
		for d := lo[0]; d <= hi[0]; d++ {
			low, high := strings.Repeat("0", n-1), strings.Repeat("9", n-1)
			if d == lo[0] {
				low = lo[1:]
			}
			if d == hi[0] {
				high = hi[1:]
			}
			if next := m.digit(d, d, remainder, func(r int) *grammar.Pattern { return m.between(low, high, r) }); next != nil {
				all = append(all, next)
			}
		}
		out = either(all)
	}
	if n == m.decimals {
		return m.pointed(out)
	}
	return out
}

// free is any digits, and the decimals.
func (m *multiple) free(d digits) *grammar.Pattern {
	if p, ok := m.made[d]; ok {
		return p
	}
	var all []*grammar.Pattern
	if d.least <= 0 {
		if end := m.pointed(m.fraction(m.decimals, d.remainder)); end != nil {
			all = append(all, end)
		}
	}
	if d.most > 0 {
		next := func(r int) *grammar.Pattern { return m.free(digits{max(0, d.least-1), d.most - 1, false, r}) }
		if more := m.digit('0', '9', d.remainder, next); more != nil {
			all = append(all, more)
		}
	}
	m.made[d] = either(all)
	return m.made[d]
}

// fraction is the last n decimals.
func (m *multiple) fraction(n, remainder int) *grammar.Pattern {
	if n == 0 {
		if remainder != 0 {
			return nil
		}
		return grammar.Text("")
	}
	key := digits{n, n, true, remainder}
	if p, ok := m.made[key]; ok {
		return p
	}
	m.made[key] = m.digit('0', '9', remainder, func(r int) *grammar.Pattern { return m.fraction(n-1, r) })
	return m.made[key]
}

// pointed puts the decimal point before decimals.
func (m *multiple) pointed(decimals *grammar.Pattern) *grammar.Pattern {
	if decimals == nil || m.decimals == 0 {
		return decimals
	}
	return grammar.Sequence(grammar.Text("."), decimals)
}

// digit is a digit from lo to hi, and what next makes of the remainder behind it.
func (m *multiple) digit(lo, hi byte, remainder int, next func(remainder int) *grammar.Pattern) *grammar.Pattern {
	if m.of == 1 {
		if p := next(0); p != nil {
			return grammar.Sequence(grammar.Byte(lo, hi), p)
		}
		return nil
	}
	var all []*grammar.Pattern
	for d := lo; d <= hi; d++ {
		if p := next((10*remainder + int(d-'0')) % m.of); p != nil {
			all = append(all, grammar.Sequence(grammar.Byte(d, d), p))
		}
	}
	return either(all)
}

// either is one of several patterns, nil if there is none.
func either(all []*grammar.Pattern) *grammar.Pattern {
	if len(all) == 0 {
		return nil
	}
	return grammar.Either(all...)
}
