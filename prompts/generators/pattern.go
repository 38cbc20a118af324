package generators

import (
	"errors"
	"fmt"
	"regexp/syntax"
	"slices"

	"github.com/slmkit/slmkit/prompts/grammar"
)

// Pattern returns the strings that a regular expression matches. The expression must
// match a limited number of them: it has no *, + or wide class such as a dot. Anchors at
// its ends, as schemas have them, write nothing.
func Pattern(pattern string) (*grammar.Node, error) {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil, err
	}
	return patternNode(within(re, true, true))
}

// within is an expression without the anchors at the begin and the end of the text.
func within(re *syntax.Regexp, begins, ends bool) *syntax.Regexp {
	switch {
	case re.Op == syntax.OpBeginText && begins, re.Op == syntax.OpEndText && ends:
		return &syntax.Regexp{Op: syntax.OpEmptyMatch}
	case re.Op != syntax.OpConcat && re.Op != syntax.OpAlternate && re.Op != syntax.OpCapture:
		return re
	}
	bare := *re
	bare.Sub = slices.Clone(re.Sub)
	for i, sub := range re.Sub {
		first, last := i == 0, i == len(re.Sub)-1
		if re.Op != syntax.OpConcat {
			first, last = true, true
		}
		bare.Sub[i] = within(sub, begins && first, ends && last)
	}
	return &bare
}

func patternNode(re *syntax.Regexp) (*grammar.Node, error) {
	sub := func() ([]*grammar.Node, error) {
		var out []*grammar.Node
		for _, s := range re.Sub {
			n, err := patternNode(s)
			if err != nil {
				return nil, err
			}
			out = append(out, n)
		}
		return out, nil
	}
	switch re.Op {
	case syntax.OpEmptyMatch:
		return grammar.Literal(""), nil
	case syntax.OpLiteral:
		return grammar.Literal(string(re.Rune)), nil
	case syntax.OpCapture:
		return patternNode(re.Sub[0])
	case syntax.OpCharClass:
		var kids []*grammar.Node
		for i := 0; i < len(re.Rune); i += 2 {
			if re.Rune[i+1]-re.Rune[i] >= maxClass || len(kids) > maxClass {
				return nil, fmt.Errorf("%s has too many characters", re)
			}
			for r := re.Rune[i]; r <= re.Rune[i+1]; r++ {
				kids = append(kids, grammar.Literal(string(r)))
			}
		}
		return grammar.OneOf(kids...), nil
	case syntax.OpConcat:
		kids, err := sub()
		if err != nil {
			return nil, err
		}
		return grammar.Sequence(kids...), nil
	case syntax.OpAlternate:
		kids, err := sub()
		if err != nil {
			return nil, err
		}
		return grammar.OneOf(kids...), nil
	case syntax.OpQuest, syntax.OpRepeat:
		lo, hi := re.Min, re.Max
		if re.Op == syntax.OpQuest {
			lo, hi = 0, 1
		}
		if hi < 0 {
			return nil, fmt.Errorf("%s has no end", re)
		}
		n, err := patternNode(re.Sub[0])
		if err != nil {
			return nil, err
		}
		var kids []*grammar.Node
		for i := lo; i <= hi; i++ {
			kids = append(kids, grammar.Sequence(slices.Repeat([]*grammar.Node{n}, i)...))
		}
		return grammar.OneOf(kids...), nil
	}
	return nil, errors.New("only text, classes, groups, | and counted repeats can be written out")
}

// maxClass is how many characters a class of a pattern may have: a wide one
// such as a dot would write nonsense.
const maxClass = 256
