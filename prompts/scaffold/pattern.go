package scaffold

import (
	"regexp/syntax"

	"github.com/slmkit/slmkit/prompts/generators"
)

// moreRepeats is how often a part is repeated beyond the fewest times that a pattern asks for.
const moreRepeats = 5

// writable is a pattern, all of whose strings a lexicon can write and the given pattern
// allows: the pattern itself or, where parts of it repeat without an end, one that repeats
// them a few times. It is "" where there is none.
func writable(pattern string) string {
	if _, err := generators.Pattern(pattern); err == nil {
		return pattern
	}
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return ""
	}
	bounded := bound(re).String()
	if _, err := generators.Pattern(bounded); err != nil {
		return ""
	}
	return bounded
}

// bound limits the repeats that have no end, and takes letters where any character will do.
func bound(re *syntax.Regexp) *syntax.Regexp {
	limited := *re
	limited.Sub, limited.Flags = nil, re.Flags&^syntax.WasDollar
	for _, sub := range re.Sub {
		limited.Sub = append(limited.Sub, bound(sub))
	}
	switch {
	case re.Op == syntax.OpStar:
		limited.Op, limited.Min, limited.Max = syntax.OpRepeat, 0, moreRepeats
	case re.Op == syntax.OpPlus:
		limited.Op, limited.Min, limited.Max = syntax.OpRepeat, 1, 1+moreRepeats
	case re.Op == syntax.OpRepeat && re.Max < 0:
		limited.Max = re.Min + moreRepeats
	case re.Op == syntax.OpAnyChar || re.Op == syntax.OpAnyCharNotNL:
		limited.Op, limited.Rune = syntax.OpCharClass, []rune{'a', 'z'}
	}
	return &limited
}
