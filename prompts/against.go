package prompts

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/prompts/grammar"
	"github.com/slmkit/slmkit/prompts/source"
)

// A Message is what somebody wrote, from a file that templates are held against.
type Message struct {
	Place  string // file:line
	Text   string
	Values []string // of its arguments, as far as they are known and said
}

// Commonplace counts the messages that every pack must say.
type Commonplace struct {
	Messages int
	Such     string // one of them
}

// Against finds the templates that are one of the messages: the words that a template
// fixes are all words of the message but for the values of slots, whatever the case and
// the marks. What may be left out of a template is left out, and an alternative that can
// be a whole prompt is a template like any other. Values are those of the message,
// or any words that the template's slots can write. If Against finds no fault, no template
// is a message in this sense.
//
// Messages of which a template fixes at most common words are commonplace, such as
// "stop" or "play {song}". They are counted, and are no faults.
func (p *Pack) Against(ctx context.Context, messages iter.Seq2[Message, error], common int) (Faults, Commonplace, error) {
	f := newMessageFinder(p)
	faults := map[int]*sameMessage{}
	var known Commonplace
	for m, err := range messages {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, known, err
		}
		at := f.find(&m)
		switch {
		case at < 0:
		case f.wordings[at].Words <= common:
			if known.Messages++; known.Such == "" {
				known.Such = m.Text
			}
		case faults[at] == nil:
			faults[at] = &sameMessage{m, 1}
		default:
			faults[at].n++
		}
	}
	var out Faults
	for at, same := range faults {
		t := f.of[at]
		out = append(out, &Fault{File: "templates/" + t.File, Line: t.Line, Check: "copied message", Message: same.say(f.wordings[at].Part)})
	}
	slices.SortFunc(out, source.CompareFaults)
	return out, known, nil
}

// sameMessage is the first message that a template is, and how many it is.
type sameMessage struct {
	Message
	n int
}

func (s *sameMessage) say(part bool) string {
	what := "the template"
	if part {
		what = "an alternative of the template"
	}
	others := ""
	if s.n > 1 {
		others = fmt.Sprintf(" and %s more", text.Thousands(s.n-1))
	}
	return fmt.Sprintf("%s is the message at %s%s, %q: say it in words of your own", what, s.Place, others, s.Text)
}

// messageFinder finds the template that a message is.
type messageFinder struct {
	parser   *grammar.Parser
	of       []*Template // of the wordings
	wordings []grammar.Wording
	found    []int32
}

func newMessageFinder(p *Pack) *messageFinder {
	f := &messageFinder{}
	reader := grammar.NewWordingReader()
	var all []*grammar.Template
	for _, t := range p.content.Templates {
		for _, w := range reader.Wordings(&t.Compiled) {
			w.Template.Rank = int32(len(all))
			all, f.of, f.wordings = append(all, w.Template), append(f.of, t), append(f.wordings, w)
		}
	}
	f.parser = grammar.NewParser(grammar.NewIndex(all), p.content.Calendar.First)
	return f
}

// find returns the number of the wording that a message is, of several the one with the
// most words of its own, and -1 for none.
func (f *messageFinder) find(m *Message) int {
	best := -1
	for _, words := range m.wordings() {
		f.found = f.parser.Candidates(f.found[:0], words, int32(len(f.of)))
		for _, at := range f.found {
			if (best < 0 || f.wordings[at].Words > f.wordings[best].Words) && f.parser.Match(f.parser.Ranked[at], words, func([]uint64) bool { return true }) {
				best = int(at)
			}
		}
	}
	return best
}

// wordings are the words of a message as they are, and with its values left blank.
func (m *Message) wordings() []string {
	words := text.Fold(m.Text)
	blank := words
	values := slices.Clone(m.Values)
	slices.SortFunc(values, func(a, b string) int { return len(b) - len(a) })
	for _, v := range values {
		if v = text.Fold(v); v != "" {
			blank = strings.Replace(blank, v, grammar.Blank, 1)
		}
	}
	if blank == words {
		return []string{grammar.Bare(words)}
	}
	return []string{grammar.Bare(words), grammar.Bare(blank)}
}
