package expand

import (
	"slices"
	"strings"

	"github.com/slmkit/slmkit/prompts/expr"
	"github.com/slmkit/slmkit/prompts/pack"
)

// unit is a word of a template, or a slot, rule or group of it.
type unit struct {
	word  string // "" where node is none
	node  expr.Node
	glued bool // no space before it
}

// units splits a template into words and what is between them.
func units(body expr.Node) []unit {
	parts := []expr.Node{body}
	if s, ok := body.(*expr.Sequence); ok {
		parts = s.Parts
	}
	var out []unit
	space := true
	for _, p := range parts {
		t, ok := p.(*expr.Text)
		if !ok {
			out = append(out, unit{node: p, glued: !space})
			space = false
			continue
		}
		rest := t.Text
		for rest != "" {
			if bare := strings.TrimLeft(rest, " "); bare != rest {
				rest, space = bare, true
				continue
			}
			w, _, _ := strings.Cut(rest, " ")
			out = append(out, unit{word: w, glued: !space})
			rest, space = rest[len(w):], false
		}
	}
	return out
}

// plain makes units of text without meaning to the language of templates.
func plain(text string) []unit {
	var out []unit
	for _, w := range strings.Fields(text) {
		out = append(out, unit{word: w})
	}
	return out
}

// raw makes a unit of an expression that is known to be sound.
func raw(src string) unit {
	w, err := expr.ParseWeighted(src)
	if err != nil {
		return unit{word: src}
	}
	return unit{node: w.Body}
}

// choice makes a unit of one of several texts.
func choice(texts []string) unit {
	if len(texts) == 1 {
		return unit{node: &expr.Text{Text: texts[0]}}
	}
	alts := make([]expr.Node, len(texts))
	for i, t := range texts {
		alts[i] = &expr.Text{Text: t}
	}
	return unit{node: &expr.Alternatives{Alts: alts}}
}

// write puts units together to a template.
func write(parts ...[]unit) string {
	var b strings.Builder
	for _, us := range parts {
		for _, u := range us {
			if b.Len() > 0 && !u.glued {
				b.WriteByte(' ')
			}
			if u.node != nil {
				b.WriteString(expr.Write(u.node))
			} else {
				b.WriteString(expr.Write(&expr.Text{Text: u.word}))
			}
		}
	}
	return strings.TrimSpace(strings.Join(strings.Fields(b.String()), " "))
}

// scope reads expressions where a template is.
type scope struct {
	content *pack.Content
	draft   *pack.Draft
}

// most is how many texts a group may have to be looked at.
const most = 80

// says lists the texts of a unit, in lower case; nil where it has a slot or too many.
func (s scope) says(u unit) []string {
	if u.node == nil {
		return []string{strings.ToLower(u.word)}
	}
	out, ok := s.texts(u.node, nil, 0)
	if !ok {
		return nil
	}
	for i, t := range out {
		out[i] = strings.ToLower(strings.Join(strings.Fields(t), " "))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (s scope) texts(e expr.Node, in *pack.Rule, depth int) ([]string, bool) {
	all := func(nodes []expr.Node, in *pack.Rule) ([]string, bool) {
		var out []string
		for _, n := range nodes {
			t, ok := s.texts(n, in, depth+1)
			if out = append(out, t...); !ok || len(out) > most {
				return nil, false
			}
		}
		return out, true
	}
	if depth > 20 {
		return nil, false
	}
	switch e := e.(type) {
	case *expr.Text:
		return []string{e.Text}, true
	case *expr.Alternatives:
		return all(e.Alts, in)
	case *expr.Optional:
		out, ok := all([]expr.Node{e.Body}, in)
		return append(out, ""), ok
	case *expr.Rule:
		r := s.draft.Rule(s.content, in, e.Name)
		if r == nil {
			return nil, false
		}
		var bodies []expr.Node
		for _, a := range r.Alts {
			bodies = append(bodies, a.Body)
		}
		return all(bodies, r)
	case *expr.Sequence:
		out := []string{""}
		for _, p := range e.Parts {
			next, ok := s.texts(p, in, depth+1)
			if !ok || len(out)*len(next) > most {
				return nil, false
			}
			var both []string
			for _, a := range out {
				for _, b := range next {
					both = append(both, a+b)
				}
			}
			out = both
		}
		return out, true
	}
	return nil, false
}

// params lists the parameters that units may set.
func (s scope) params(us []unit) []string {
	var out []string
	var walk func(e expr.Node, in *pack.Rule, depth int)
	walk = func(e expr.Node, in *pack.Rule, depth int) {
		if depth > 20 {
			return
		}
		if slot, ok := e.(*expr.Slot); ok && !slices.Contains(out, slot.Param) {
			out = append(out, slot.Param)
		}
		if ref, ok := e.(*expr.Rule); ok {
			if r := s.draft.Rule(s.content, in, ref.Name); r != nil {
				for _, a := range r.Alts {
					walk(a.Body, r, depth+1)
				}
			}
		}
		for _, kid := range expr.Children(e) {
			walk(kid, in, depth+1)
		}
	}
	for _, u := range us {
		if u.node != nil {
			walk(u.node, nil, 0)
		}
	}
	return out
}

// all reports whether a unit has texts and each of them is as asked.
func (s scope) all(u unit, is func(text string) bool) bool {
	texts := s.says(u)
	return len(texts) > 0 && !slices.ContainsFunc(texts, func(t string) bool { return !is(t) })
}

// every reports whether all words of a text are of a set; marks do not count.
func every(set map[string]bool, text string) bool {
	for _, w := range strings.Fields(text) {
		if w = strings.Trim(w, ",.?!"); w != "" && !set[w] {
			return false
		}
	}
	return true
}
