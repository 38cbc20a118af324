package pack

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/dataset/locale"
	"github.com/slmkit/slmkit/prompts/source"
)

// warnTwoWays warns of words in figures, such as 3/5 and 1.500, that another locale reads
// as another value than the pack's.
func (l *loader) warnTwoWays(at *source.Fault, p *action.Param, said string) {
	if !strings.ContainsAny(said, "./,-") || !strings.ContainsAny(said, "0123456789") || !slices.Contains([]string{"money", "date"}, p.Format) && p.Type != "number" {
		return
	}
	there, tag := p.Otherwise(said, l.ref)
	if tag == "" {
		return
	}
	here, _ := p.Normalize(said, l.ref) // Otherwise has read it
	own := cmp.Or(p.Locale, locale.Tags()[0])
	at.Check, at.Warning = "two readings", true
	at.Message = fmt.Sprintf("%q can be read in two ways: as %v, as the pack's locale %s has it, and as %v, as %s has it; set locale in pack.yaml if that is meant", said, here, own, there, tag)
	l.warnOnce(at)
}
