package prompts

import (
	"fmt"
	"time"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/prompts/grammar"
)

// Replay makes a row again from the derivation in its origin and its reference date.
// It is an error if the pack has no such template or derivation, for example because
// a rule was edited.
func (p *Pack) Replay(derivation string, ref time.Time) (dataset.Example, error) {
	_, e, err := p.replay(&grammar.Walker{}, derivation, ref)
	return e, err
}

func (p *Pack) replay(w *grammar.Walker, derivation string, ref time.Time) (*Template, dataset.Example, error) {
	key, digits, err := parseDerivation(derivation)
	if err != nil {
		return nil, dataset.Example{}, err
	}
	t := p.content.Template(key)
	if t == nil {
		return nil, dataset.Example{}, fmt.Errorf("pack %s has no template %s: was it edited?", p.ID(), key)
	}
	w.Reference = ref
	if !w.Replay(&t.Compiled, digits) {
		return t, dataset.Example{}, fmt.Errorf("%s: derivation %q does not fit the template: was a rule or lexicon edited?", t.Place(), derivation)
	}
	e, err := newMaker(p, grammar.Values{}).example(t, w, ref)
	return t, e, err
}
