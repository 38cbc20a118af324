package pack

import (
	"fmt"
	"slices"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/prompts/source"
)

// checkLexicon holds every written surface of a lexicon to a parameter's type.
func (l *loader) checkLexicon(lex *Lexicon, p *action.Param) {
	k := checkKey{lex, p}
	if l.checked[k] || lex.File == "" {
		return
	}
	l.checked[k] = true
	for _, e := range lex.Entries {
		var err error
		if p.Bare() && e.Canonical != "" {
			err = l.checkValue(p, e.Canonical)
		} else {
			_, err = p.Normalize(e.Surface, l.ref)
		}
		if err == nil {
			if e.Canonical == "" {
				l.warnTwoWays(&source.Fault{File: lex.File, Line: e.Line}, p, e.Surface)
			}
			continue
		}
		l.Add(&source.Fault{File: lex.File, Line: e.Line, Check: "lexicon value",
			Message: fmt.Sprintf("lexicon %q for parameter %q: %v", lex.Name, p.Name, err)})
	}
	for _, g := range lex.Made {
		l.warnUnreadable(&source.Fault{File: lex.File, Line: g.Line}, g.Root, p)
	}
}

// checkValue holds a canonical value of a bare parameter to its type.
func (l *loader) checkValue(p *action.Param, value string) error {
	if len(p.Enum) > 0 {
		if !slices.Contains(p.Enum, value) {
			return fmt.Errorf("%q is not in the enumeration of %q%s", value, p.Name, text.OrList(value, p.Enum))
		}
		return nil
	}
	_, err := p.NormalizeCanonical(value, l.ref)
	return err
}
