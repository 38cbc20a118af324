package expand

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/slmkit/slmkit/prompts/expr"
	"github.com/slmkit/slmkit/prompts/pack"
)

// A Writer proposes templates from outside: it gets one line of JSON for each action and
// returns the lines that it answers with.
type Writer func(ctx context.Context, requests []byte) (answers []byte, err error)

// Request is what a Writer gets for one action.
type Request struct {
	Action    json.RawMessage     `json:"action"` // as in a list of tools
	Templates []Known             `json:"templates"`
	Rules     map[string][]string `json:"rules"`    // that templates may use as <name>
	Lexicons  map[string][]string `json:"lexicons"` // words of the slots {name} and {param:name}
	N         int                 `json:"n"`        // templates wanted
}

// Known is a template that the pack has.
type Known struct {
	Template string   `json:"template"`
	Prompts  []string `json:"prompts"`
}

// Answer is a line that a Writer answers with: a template, or a text with the words of its
// parameters.
type Answer struct {
	Action   string            `json:"action"`
	Template string            `json:"template"`
	Text     string            `json:"text"`
	Slots    map[string]string `json:"slots"` // of text: the words that it has for each parameter
	Kind     string            `json:"kind"`  // of a negative
}

// ask gets proposals from a Writer. Answers of which none can be made are counted.
func (m *maker) ask(ctx context.Context, r *Result, v *prover, o Options, wanted func(string) bool) ([]*Proposal, error) {
	requests, err := m.requests(o, wanted)
	if err != nil {
		return nil, err
	}
	answers, err := o.Writer(ctx, requests)
	if err != nil {
		return nil, err
	}
	var out []*Proposal
	for _, line := range strings.Split(string(answers), "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		r.Answers++
		p, err := m.answer(line, wanted)
		if err != nil {
			r.fail(err.Error(), line)
			continue
		}
		if slices.ContainsFunc(out, func(q *Proposal) bool { return q.Action == p.Action && q.Template == p.Template }) {
			v.refuse(p, "another answer is the same")
		}
		out = append(out, p)
	}
	return out, nil
}

// requests writes a line for each action.
func (m *maker) requests(o Options, wanted func(string) bool) ([]byte, error) {
	var list struct {
		Tools []struct {
			Function json.RawMessage `json:"function"`
		} `json:"tools"`
	}
	if err := json.Unmarshal(m.content.Schema.Tools(), &list); err != nil {
		return nil, fmt.Errorf("the actions of the pack cannot be written: %w", err)
	}
	named := map[string]json.RawMessage{}
	for _, t := range list.Tools {
		var f struct{ Name string }
		if err := json.Unmarshal(t.Function, &f); err == nil {
			named[f.Name] = t.Function
		}
	}
	var out []byte
	n := 0
	for _, a := range m.content.Schema.Actions {
		if wanted(a.Name) {
			n++
		}
	}
	for _, a := range m.content.Schema.Actions {
		if !wanted(a.Name) {
			continue
		}
		q := Request{Rules: map[string][]string{}, Lexicons: map[string][]string{}, Templates: []Known{}, N: 1 + (o.N-1)/max(1, n)}
		if q.Action = named[a.Name]; q.Action == nil { // none is no tool
			q.Action, _ = json.Marshal(map[string]string{"name": a.Name, "description": "What the pack has no action for."})
		}
		for _, s := range m.sentences {
			if s.action != a {
				continue
			}
			k := Known{Template: s.draft.Text, Prompts: []string{}}
			if t := m.template(s); t != nil {
				for _, e := range m.base.Sample(t, shown, m.seed) {
					k.Prompts = append(k.Prompts, e.Text)
				}
			}
			q.Templates = append(q.Templates, k)
			m.vocabulary(&q, s)
		}
		line, err := json.Marshal(q)
		if err != nil {
			return nil, err
		}
		out = append(append(out, line...), '\n')
	}
	return out, nil
}

// vocabulary adds the rules and lexicons that a template uses.
func (m *maker) vocabulary(q *Request, s *sentence) {
	var walk func(e expr.Node)
	walk = func(e expr.Node) {
		switch e := e.(type) {
		case *expr.Rule:
			if r := s.draft.Rule(s.content, nil, e.Name); r != nil && q.Rules[e.Name] == nil {
				for _, a := range r.Alts[:min(len(r.Alts), 20)] {
					q.Rules[e.Name] = append(q.Rules[e.Name], expr.Write(a.Body))
				}
			}
		case *expr.Slot:
			name := cmp.Or(e.Lexicon, e.Param)
			if lex := s.content.Lexicons[name]; lex != nil && q.Lexicons[name] == nil {
				q.Lexicons[name] = []string{}
				for _, w := range lex.Entries[:min(len(lex.Entries), 20)] {
					q.Lexicons[name] = append(q.Lexicons[name], w.Surface)
				}
			}
		}
		for _, kid := range expr.Children(e) {
			walk(kid)
		}
	}
	walk(s.draft.Body)
}

// answer reads one line of a Writer.
func (m *maker) answer(line string, wanted func(string) bool) (*Proposal, error) {
	var a Answer
	if err := json.Unmarshal([]byte(line), &a); err != nil {
		return nil, errors.New(`is no JSON such as {"action": "book", "template": "i need {day}"}`)
	}
	switch {
	case m.content.Schema.Action(a.Action) == nil:
		return nil, fmt.Errorf("the pack has no action %q", a.Action)
	case !wanted(a.Action):
		return nil, fmt.Errorf("action %q was not asked for", a.Action)
	case (a.Template == "") == (a.Text == ""):
		return nil, errors.New("has no template and no text, or both")
	}
	p := &Proposal{Action: a.Action, Template: strings.Join(strings.Fields(a.Template), " "), Kind: Written, Negative: a.Kind}
	if a.Text != "" {
		var err error
		if p.Template, err = annotated(a.Text, a.Slots); err != nil {
			return nil, err
		}
	}
	if p.Template == "" {
		return nil, errors.New("the template is empty")
	}
	if strings.ContainsFunc(p.Template, func(r rune) bool { return r < ' ' || r == 0xFEFF || r == 0xFFFD || r >= 0x7F && r < 0xA0 }) {
		return nil, errors.New("the template has control characters")
	}
	if p.Negative != "" && !slices.Contains(pack.Kinds, p.Negative) {
		return nil, fmt.Errorf("%q is no kind of negatives", p.Negative)
	}
	return p, p.place(m.docs)
}

// indexFold is the byte offset and the length of the first place where a text has some
// words, whatever their case; at is -1 where it has none.
func indexFold(text, words string) (at, size int) {
	letters := utf8.RuneCountInString(words)
	for i := range text {
		end, n := i, 0
		for ; n < letters && end < len(text); n++ {
			_, one := utf8.DecodeRuneInString(text[end:])
			end += one
		}
		if n == letters && strings.EqualFold(text[i:end], words) {
			return i, end - i
		}
	}
	return -1, 0
}

// annotated makes a template of a text, with slots in place of the words of parameters.
func annotated(text string, slots map[string]string) (string, error) {
	type span struct {
		start, end int
		param      string
	}
	var spans []span
	for _, param := range slices.Sorted(maps.Keys(slots)) {
		words := slots[param]
		at, size := indexFold(text, words)
		if words == "" || at < 0 {
			return "", fmt.Errorf("the text does not have the words %q of parameter %q", words, param)
		}
		spans = append(spans, span{at, at + size, param})
	}
	slices.SortFunc(spans, func(a, b span) int { return a.start - b.start })
	out, from := "", 0
	for _, s := range spans {
		if s.start < from {
			return "", fmt.Errorf("the words of parameter %q are also those of another", s.param)
		}
		out += expr.Escape(text[from:s.start]) + "{" + s.param + "}"
		from = s.end
	}
	return strings.Join(strings.Fields(out+expr.Escape(text[from:])), " "), nil
}

// fail counts an answer that came to nothing.
func (r *Result) fail(reason, answer string) {
	for i := range r.Failed {
		if r.Failed[i].Reason == reason {
			r.Failed[i].Answers++
			return
		}
	}
	r.Failed = append(r.Failed, Failure{reason, answer, 1})
}

// count adds the answers that did not pass the proof to those that failed.
func (r *Result) count(v *prover, own []*Proposal) {
	for _, p := range own {
		if why := v.Refused[p]; why != "" {
			r.fail(why, p.Template)
		}
	}
}
