package prompts

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/prompts/grammar"
)

// appendDerivation writes down the choices that the walker made: the template's
// key and a digit each, in base 36, those of more than one character in brackets.
func appendDerivation(b []byte, key string, digits []uint64) []byte {
	b = append(b, key...)
	b = append(b, ':')
	for _, d := range digits {
		if d < 36 {
			b = strconv.AppendUint(b, d, 36)
			continue
		}
		b = append(b, '(')
		b = strconv.AppendUint(b, d, 36)
		b = append(b, ')')
	}
	return b
}

func parseDerivation(s string) (key string, out []uint64, err error) {
	key, rest, ok := strings.Cut(s, ":")
	if !ok {
		return "", nil, fmt.Errorf("derivation %q has no template key", s)
	}
	for len(rest) > 0 {
		digit := rest[:1]
		if rest[0] == '(' {
			if digit, rest, ok = strings.Cut(rest[1:], ")"); !ok {
				return "", nil, fmt.Errorf("derivation %q: a bracket is open", s)
			}
		} else {
			rest = rest[1:]
		}
		d, err := strconv.ParseUint(digit, 36, 64)
		if err != nil {
			return "", nil, fmt.Errorf("derivation %q: %q is no digit", s, digit)
		}
		out = append(out, d)
	}
	return key, out, nil
}

// Replay makes a row again from its origin and reference date.
func (p *Pack) Replay(derivation string, ref time.Time) (dataset.Example, error) {
	_, e, err := p.replay(&grammar.Walker{}, derivation, ref)
	return e, err
}

func (p *Pack) replay(w *grammar.Walker, derivation string, ref time.Time) (*Template, dataset.Example, error) {
	key, digits, err := parseDerivation(derivation)
	if err != nil {
		return nil, dataset.Example{}, err
	}
	t := p.byKey[key]
	if t == nil {
		return nil, dataset.Example{}, fmt.Errorf("pack %s has no template %s: was it edited?", p.ID(), key)
	}
	if !w.Replay(&t.compiled, digits) {
		return t, dataset.Example{}, fmt.Errorf("%s: derivation %q does not fit the template: was a rule or lexicon edited?", t.Place(), derivation)
	}
	e, err := newMaker(p, grammar.Values{}).example(t, w, ref)
	return t, e, err
}
