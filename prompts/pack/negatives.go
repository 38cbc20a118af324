package pack

import (
	"fmt"
	"maps"
	"slices"

	"github.com/slmkit/slmkit/prompts/source"
)

// checkNegatives demands a share for the kind of each negative, and negatives of
// each kind that has a share.
func (l *loader) checkNegatives() {
	shares := l.content.Negatives
	if shares == nil {
		return
	}
	has := map[string]bool{}
	for _, d := range l.drafts {
		if d.Action() != none {
			continue
		}
		has[d.Kind] = true
		if _, ok := shares[d.Kind]; !ok {
			l.Add(&source.Fault{File: d.Src.File, Line: d.Line, Check: "negatives",
				Message: fmt.Sprintf("the template is of kind %q, which has no share in the negatives of pack.yaml", d.Kind)})
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(shares)) {
		if !has[kind] {
			l.Add(&source.Fault{File: "pack.yaml", Check: "negatives", Message: fmt.Sprintf("negatives: no template of action none is of kind %q", kind)})
		}
	}
}
