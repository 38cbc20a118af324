package redact

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/dataset/text"
)

// change puts words in place of a stretch of a text.
type change struct {
	stretch
	words string
}

// replacing are the words that come in place of those of a line.
type replacing struct {
	*found
	source *source
	draw   drawer
	other  map[*value]map[string]string // by the words that the texts have
}

// replace returns the line with other values.
func (f *found) replace(src *source, draw drawer) (*dataset.Logged, error) {
	r := &replacing{f, src, draw, map[*value]map[string]string{}}
	for _, v := range f.values {
		if v.part == nil {
			if err := r.choose(v); err != nil {
				return nil, err
			}
		}
	}
	for _, v := range f.values {
		if v.part != nil {
			r.choosePart(v)
		}
	}
	out := *f.line
	out.Origin = &dataset.Origin{Ops: []string{dataset.OpRedact}}
	var changes []change
	out.Text, changes = r.rewrite(f.line.Text)
	out.Slots = make([]dataset.Slot, 0, len(f.line.Slots))
	for _, s := range f.line.Slots {
		moved, ok := move(f.line.Text, out.Text, s, changes)
		if !ok {
			return nil, errUnsaid
		}
		out.Slots = append(out.Slots, moved)
	}
	if err := r.history(&out); err != nil {
		return nil, err
	}
	return &out, r.answer(&out)
}

// choose draws other words for a value.
func (r *replacing) choose(v *value) error {
	r.other[v] = map[string]string{}
	for _, said := range v.sayings() {
		words, err := r.source.other(v, said, r.found, r.draw("value\x00"+text.Fold(said)))
		if err != nil {
			return err
		}
		for o, others := range r.other {
			for _, taken := range others {
				if o != v && strings.EqualFold(taken, words) {
					return errNoOther // two values would become one
				}
			}
		}
		r.other[v][said] = words
	}
	return nil
}

// choosePart takes the telling word of another value that is in the place of a part, or the
// last one.
func (r *replacing) choosePart(v *value) {
	whole := r.other[v.part][v.part.said]
	var telling []string
	for _, w := range wordsOf(whole) {
		if word := whole[w.from:w.to]; !function[text.Fold(word)] {
			telling = append(telling, word)
		}
	}
	word := whole
	if len(telling) > 0 {
		word = telling[min(v.at, len(telling)-1)]
	}
	r.other[v] = map[string]string{v.said: word}
}

// rewrite puts other words into a text, also in place of what looks like data of a person.
func (r *replacing) rewrite(s string) (string, []change) {
	var all []change
	add := func(at stretch, words string) {
		if !slices.ContainsFunc(all, func(c change) bool { return c.meets(at) }) {
			all = append(all, change{at, words})
		}
	}
	for _, v := range r.values { // the longest first
		for _, said := range v.sayings() {
			for _, at := range places(s, said, v.part != nil || v.number != nil) {
				add(at, r.other[v][said])
			}
		}
	}
	for _, d := range details(s) {
		if said := s[d.from:d.to]; !r.keeps(said) {
			add(d.stretch, d.other(r.source, said, r.draw("detail\x00"+text.Fold(said))))
		}
	}
	slices.SortFunc(all, func(a, b change) int { return cmp.Compare(a.from, b.from) })
	var b strings.Builder
	at := 0
	for _, c := range all {
		b.WriteString(s[at:c.from] + c.words)
		at = c.to
	}
	return b.String() + s[at:], all
}

// move is a slot in the text after the changes. It reports whether one of them is all of
// the slot.
func move(before, after string, s dataset.Slot, changes []change) (dataset.Slot, bool) {
	shift := 0
	for _, c := range changes {
		from, to := utf8.RuneCountInString(before[:c.from]), utf8.RuneCountInString(before[:c.to])
		n := utf8.RuneCountInString(c.words)
		if from == s.Start && to == s.End {
			s.Start += shift
			s.End = s.Start + n
			s.Value = c.words
			got, ok := dataset.Span(after, s.Start, s.End)
			return s, ok && got == s.Value
		}
		shift += n - (to - from)
	}
	return s, false
}

// answer puts other values into what the model wrote.
func (r *replacing) answer(l *dataset.Logged) error {
	raw, written := r.target(l.Output)
	l.Output = written
	if l.Abstained != nil {
		_, written := r.target(*l.Abstained)
		l.Abstained = &written
	}
	if l.Target == "" || r.schema == nil {
		l.Target, l.Call, l.Calls = "", nil, nil
		return nil
	}
	calls, err := r.schema.Resolve(raw, r.ref)
	if err != nil {
		return err
	}
	var e dataset.Example
	e.SetCalls(calls)
	l.Target, l.Call, l.Calls = written, e.Call, e.Calls
	return nil
}

// history puts other values into the turns before the prompt.
func (r *replacing) history(l *dataset.Logged) error {
	l.History = slices.Clone(l.History)
	for i := range l.History {
		t := &l.History[i]
		t.Text, _ = r.rewrite(t.Text)
		raw, written := r.target(t.Target)
		had := t.Call != nil
		t.Target, t.Call = written, nil
		if !had || written == "" || r.schema == nil {
			continue
		}
		calls, err := r.schema.ResolveSoFar(raw, r.ref)
		if err != nil {
			return err
		}
		if len(calls) == 1 {
			t.Call = &calls[0]
		}
	}
	return nil
}

// target puts other values into a target. One that cannot be read is "" after it, as
// nobody knows what is a value in it.
func (r *replacing) target(s string) ([]action.RawCall, string) {
	calls, err := action.ParseTarget(s)
	if err != nil || s == "" {
		return nil, ""
	}
	for i := range calls {
		for j := range calls[i].Args {
			a := &calls[i].Args[j]
			if v := r.byKey[keyOf(*a)]; v != nil {
				a.Text = r.argument(v, a.Text)
			}
		}
	}
	return calls, action.FormatTarget(calls)
}

// argument is what an answer writes for the other words of a value.
func (r *replacing) argument(v *value, said string) string {
	if v.number == nil {
		return r.other[v][v.said]
	}
	words := r.other[v][v.words[0]]
	if n, ok := v.reads(words, r.found); ok {
		return plain(n)
	}
	return said
}
