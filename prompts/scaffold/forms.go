package scaffold

import (
	"slices"

	"github.com/slmkit/slmkit/dataset/action"
)

func phraseOr(alts []string) string {
	if len(alts) == 0 {
		return ""
	}
	return phrase(alts)
}

// form is a way to say the deed: its verb phrase, the same with a gerund, its object,
// and the parameter that the object has said.
type form struct {
	act, acting, thing string
	of                 *action.Param
}

// forms lists the ways to say the deed. The plain one is left out where the object must be
// said.
func (b *builder) forms() (out []form) {
	verbs := b.first.verbs
	for _, o := range b.objects {
		out = append(out, form{mapped(verbs, same) + " " + o.text, mapped(verbs, gerund) + " " + o.text, o.text, o.of})
	}
	must := slices.ContainsFunc(b.objects, func(o object) bool {
		return o.of.Required || len(b.first.object) == 0
	})
	if b.has("act") && !must {
		out = append([]form{{"<act>", "<acting>", "<thing>", nil}}, out...)
	}
	return out
}

func (b *builder) has(name string) bool {
	return slices.ContainsFunc(b.doc.rules, func(r rule) bool { return r.name == name })
}

// next is the form of the next template.
func (b *builder) next(forms []form) form {
	b.turn++
	return forms[b.turn%len(forms)]
}
