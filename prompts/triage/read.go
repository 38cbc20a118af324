package triage

import (
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/prompts"
)

// reader reads texts with a pack. It belongs to one goroutine.
type reader struct {
	pack      *prompts.Pack
	ref       time.Time
	parser    *prompts.Parser
	annotator *prompts.Annotator
	near      *prompts.Nearness
}

func newReader(p *prompts.Pack) *reader {
	return &reader{p, p.Reference(), prompts.NewParser(p), prompts.NewAnnotator(p), prompts.NewNearness(p)}
}

// readers lends readers to goroutines.
type readers struct{ pool sync.Pool }

func newReaders(p *prompts.Pack) *readers {
	return &readers{sync.Pool{New: func() any { return newReader(p) }}}
}

func (r *readers) do(f func(*reader)) {
	one := r.pool.Get().(*reader)
	defer r.pool.Put(one)
	f(one)
}

// reading is what templates say of a message.
type reading struct {
	actions  []string             // of the templates that write it, that of the likeliest first
	template string               // file:line of the likeliest
	near     prompts.NearTemplate // of a message that none writes
	frame    string               // with the values of the action that it wants
	wants    string               // that action, as far as is known
	unknown  []Slot               // values that its action's lexicons lack
	reads    bool                 // a template writes it as that action, if these values are replaced by others
}

// parse finds the actions of the templates that write a text.
func (r *reader) parse(s string, out *reading) {
	for i, e := range r.parser.Parse(s, r.ref) {
		name := e.Intent()
		if name == "" {
			name = dataset.None
		}
		if i == 0 && e.Origin != nil {
			out.template = e.Origin.Template
		}
		if !slices.Contains(out.actions, name) {
			out.actions = append(out.actions, name)
		}
	}
}

// writes reports whether a template of an action writes a text, with these words as the
// value of a parameter where it is not "".
func (r *reader) writes(s, action string, want Slot) bool {
	return r.parser.Says(s, action, want.Param, want.Value, r.ref)
}

// labelledValues finds the values of a label that the lexicons lack, and whether the
// templates write the text without them.
func (r *reader) labelledValues(m *Message, out *reading) {
	known := r.annotator.Params(m.Action)
	for _, s := range m.Slots {
		if slices.Contains(known, s.Param) && !r.annotator.Knows(m.Action, s.Param, s.Value) {
			out.unknown = append(out.unknown, Slot{s.Param, text.Fold(s.Value)})
		}
	}
	if len(out.unknown) == 0 || len(out.actions) > 0 {
		return
	}
	folded := text.Fold(m.Text)
	for pick := range 2 { // a value that begins with a vowel, and one that does not
		replaced := folded
		for _, s := range out.unknown {
			samples := r.annotator.Samples(m.Action, s.Param)
			if len(samples) == 0 {
				return
			}
			for i := range samples {
				try := replaceWords(replaced, s.Value, samples[(i+pick)%len(samples)])
				if try != replaced && (len(out.unknown) > 1 || r.writes(try, m.Action, Slot{})) {
					replaced = try
					break
				}
			}
		}
		if out.reads = replaced != folded && r.writes(replaced, m.Action, Slot{}); out.reads {
			return
		}
	}
}

// longestValue is how many words a value has at most that is looked for without a label.
const longestValue = 3

// mostWordsRead is how many words a text has at most in which such a value is looked for.
const mostWordsRead = 20

// looseValue looks for one stretch of a text in whose place a value of its action makes a
// text that a template writes. The shortest stretch counts, the last of several.
func (r *reader) looseValue(s, action string, out *reading) {
	words := strings.Fields(text.Prompt(s))
	if len(words) > mostWordsRead {
		return
	}
	for length := 1; length <= min(longestValue, len(words)-1); length++ {
		for from := len(words) - length; from >= 0; from-- {
			stretch := trimmed(words[from : from+length])
			rest := strings.Join(slices.Concat(words[:from], words[from+length:]), " ")
			if !couldBeValue(stretch) || !r.parser.Knows(rest, action) {
				continue
			}
			for _, param := range r.annotator.Params(action) {
				if !r.annotator.Open(action, param) {
					continue
				}
				for _, sample := range r.annotator.Samples(action, param) {
					try := strings.Join(slices.Concat(words[:from], []string{sample}, words[from+length:]), " ")
					if r.writes(try, action, Slot{param, sample}) {
						out.unknown, out.reads = []Slot{{param, strings.Join(stretch, " ")}}, true
						return
					}
				}
			}
		}
	}
}

// trimmed is words without marks around them.
func trimmed(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = strings.Trim(w, ",.;:!?()\"")
	}
	return out
}

// couldBeValue reports whether no word only joins others, and none is a figure.
func couldBeValue(words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return w == "" || joins[w] || strings.ContainsFunc(w, unicode.IsDigit) })
}

// joins are words that are no value alone.
var joins = set("a an the and or also please thanks any some more much many new last next  to of for in on at by is are am was be do does did i me my you your it its that this these those what which who when where why how can could will would should have has had not no please from with as if so but about there we us our they them he she")

func set(words string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		out[w] = true
	}
	return out
}

// read reads a message.
func (r *reader) read(m *Message) *reading {
	out := &reading{}
	r.parse(m.Text, out)
	if len(out.actions) == 0 {
		if near := r.near.Nearest(text.Prompt(m.Text), 1); len(near) > 0 {
			out.near = near[0]
		}
	}
	switch {
	case m.Action != "":
		out.wants = m.Action
	case len(out.actions) > 0:
		out.wants = out.actions[0]
	case m.Answer != nil:
		out.wants = m.Answer.Action
	case out.near.Template != nil:
		out.wants = out.near.Action()
	}
	if m.Action != "" {
		r.labelledValues(m, out)
	}
	if len(out.actions) == 0 {
		if len(m.Slots) == 0 && out.wants != dataset.None && (m.Action != "" || out.near.Share >= nearEnough) {
			r.looseValue(m.Text, out.wants, out)
		}
		out.frame = r.frame(m, out.wants)
	}
	return out
}

// frame is the text with the values of its label in their places, or else with those that
// the lexicons and types of its action find.
func (r *reader) frame(m *Message, action string) string {
	s := text.Prompt(m.Text)
	if len(m.Slots) == 0 {
		return prompts.Frame(s, r.annotator.Annotate(s, action))
	}
	return replaceValues(s, m.Slots, func(slot Slot) string { return "{" + slot.Param + "}" })
}

// nearEnough is the least share of words that a message of the assistant has in common
// with some template.
const nearEnough = 0.4
