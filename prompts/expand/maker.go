package expand

import (
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/prompts"
	"github.com/slmkit/slmkit/prompts/expr"
	"github.com/slmkit/slmkit/prompts/pack"
)

// maker makes proposals, not yet proven, of the templates of a pack.
type maker struct {
	content   *pack.Content
	base      *prompts.Pack
	docs      []*document
	seed      uint64
	sentences []*sentence
	out       []*Proposal
	seen      map[string]bool // templates proposed, by action
}

// newMaker takes the templates of one action apart.
func newMaker(content *pack.Content, base *prompts.Pack, docs []*document, seed uint64) *maker {
	m := &maker{content: content, base: base, docs: docs, seed: seed, seen: map[string]bool{}}
	for _, d := range content.Drafts {
		if into := m.document(d.Src.File, d.Line); into != nil && len(d.Actions) == 1 {
			m.sentences = append(m.sentences, newSentence(content, d, into))
		}
	}
	return m
}

// document finds the document of a line; nil where nothing can be added to it, as in a
// library's.
func (m *maker) document(file string, line int) *document {
	for _, d := range m.docs {
		if d.file == file && d.first <= line && line <= d.last && d.fault == "" {
			return d
		}
	}
	return nil
}

// documentOf is the first document of an action alone.
func documentOf(docs []*document, action string) *document {
	for _, d := range docs {
		if d.fault == "" && slices.Equal(d.actions, []string{action}) {
			return d
		}
	}
	return nil
}

// of makes all proposals that begin with the templates of some actions.
func (m *maker) of(wanted func(action string) bool) []*Proposal {
	for _, s := range m.sentences {
		if wanted(s.action.Name) && s.action.Name != dataset.None {
			m.voices(s)
			m.orders(s)
			m.parameters(s)
		}
		if wanted(dataset.None) && s.action.Name != dataset.None {
			m.negatives(s)
		}
	}
	m.synonyms(wanted)
	m.neighbours(wanted)
	return m.out
}

// add proposes a template in the document of the sentence that it was made of.
func (m *maker) add(s *sentence, kind Kind, rank int, parts ...[]unit) {
	m.addTo(s, s.action.Name, s.into, kind, rank, write(parts...))
}

func (m *maker) addTo(s *sentence, action string, into *document, kind Kind, rank int, text string) {
	key := action + "\x00" + text
	if into == nil || m.seen[key] || text == s.draft.Text {
		return
	}
	m.seen[key] = true
	p := &Proposal{Action: action, Template: text, Kind: kind, From: folder + "/" + s.draft.Place(), into: into, rank: rank}
	if s.draft.Condition != "" && action == s.action.Name && m.mentions(text, s.draft.Condition) {
		p.Where = s.draft.Condition
	}
	m.out = append(m.out, p)
}

// mentions reports whether a template sets all parameters that a condition is about.
func (m *maker) mentions(text, condition string) bool {
	for _, w := range strings.FieldsFunc(condition, func(r rune) bool { return !(r < 128 && expr.IsName(byte(r))) }) {
		if strings.Contains(condition, w) && !strings.Contains(text, "{"+w) && w != "and" && w != "or" && !strings.ContainsAny(w[:1], "0123456789") {
			return false
		}
	}
	return true
}

// template is the compiled template of a sentence.
func (m *maker) template(s *sentence) *prompts.Template {
	for _, t := range m.base.Templates() {
		if t.Key == s.draft.Key {
			return t
		}
	}
	return nil
}
