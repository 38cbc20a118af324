package convert

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// sample adds an example. Spaces move out of its slots.
func (im *Import) sample(intent string, at place, parts []part) {
	it := im.intent(intent, at)
	s := &sample{intent: it, at: at}
	for _, p := range parts {
		trimmed := strings.TrimSpace(p.text)
		if p.slot == nil || im.opts.asFound || p.open || trimmed == p.text && trimmed != "" {
			s.parts = append(s.parts, p)
			continue
		}
		before, after, _ := strings.Cut(p.text, trimmed)
		s.parts = append(s.parts, part{text: before})
		if trimmed != "" {
			p.text = trimmed
			s.parts = append(s.parts, p)
		}
		s.parts = append(s.parts, part{text: after})
	}
	im.look(at, s.text())
	im.samples = append(im.samples, s)
}

// build turns the samples into sentences. Call it when the kind of every slot is
// known.
func (im *Import) build() {
	twice := map[*intent]int{}
	texts, exact := map[string]*sample{}, map[string]bool{}
	kept := im.samples[:0]
	for _, s := range im.samples {
		im.drop(s)
		if s.story {
			kept = append(kept, s)
			continue
		}
		if words(s.text()) == "" && !slices.ContainsFunc(s.parts, func(p part) bool { return p.open }) {
			im.note(s.at, "example without words is left out")
			continue
		}
		if key := fmt.Sprintf("%q %q %s", s.intent.name, words(s.text()), s.labels()); exact[key] {
			if twice[s.intent]++; !im.opts.Generalize {
				continue
			}
		} else {
			exact[key] = true
			im.compare(texts, s)
		}
		kept = append(kept, s)
		s.intent.sentences = append(s.intent.sentences, &rule{body: im.sentence(s), weight: 1, at: s.at})
	}
	im.samples = kept
	for _, it := range im.intents {
		if n := twice[it]; n > 0 && !im.opts.Generalize {
			im.note(it.at, "intent %q: duplicate examples left out: %d", it.name, n)
		}
	}
}

// compare notes that a text has another intent or other slots where it was first
// said, in any case.
func (im *Import) compare(texts map[string]*sample, s *sample) {
	key := strings.ToLower(words(s.text()))
	before := texts[key]
	switch {
	case before == nil:
		texts[key] = s
	case before.intent != s.intent:
		im.note(s.at, "%q is an example of %q too, at %s", words(s.text()), before.intent.name, before.at)
	case !strings.EqualFold(before.labels(), s.labels()):
		im.note(s.at, "%q has other slots at %s", words(s.text()), before.at)
	}
}

// drop makes plain text of slots that cannot be arguments.
func (im *Import) drop(s *sample) {
	for i := range s.parts {
		p := &s.parts[i]
		if p.slot == nil || p.slot.takes(p) {
			continue
		}
		if p.slot.set() {
			im.note(s.at, "slot %q: %q has no words: it is plain text", p.slot.name, p.text)
		}
		p.slot = nil
	}
}

// takes reports whether a part can be an argument.
func (s *slot) takes(p *part) bool {
	switch {
	case !s.set():
		return false
	case p.open:
		return true
	case s.enum != nil:
		return s.nameOf(value{words: words(p.text), name: p.value}) != ""
	}
	return s.kind.reads(p.text)
}

// sentence is what a sample becomes in a pack.
func (im *Import) sentence(s *sample) node {
	var out []node
	for _, p := range s.parts {
		switch {
		case p.slot == nil:
			out = append(out, spaced(p.text))
		case p.open, im.opts.Generalize && len(p.slot.list.entries) > 1:
			out = append(out, &listed{p.slot, p.slot.list})
		default:
			out = append(out, &filled{p.slot, words(p.text), p.value})
		}
	}
	return join(out...)
}

// listWords gives an entity all the words that are known for it.
func (e *entity) listWords() {
	e.list = &list{name: e.label} // all weigh the same
	for _, v := range e.values {
		name := ""
		if e.enum != nil {
			name = e.nameOf(v)
		}
		if v.words != "" && (name != "" || e.enum == nil && e.kind.reads(v.words)) {
			e.list.add(v.words, name, 0)
		}
	}
}

// Examples yields the examples of the files, in their order, without a split.
// A slot that the file leaves open takes the words of its list in turn.
func (im *Import) Examples() iter.Seq2[dataset.Example, error] {
	return func(yield func(dataset.Example, error) bool) {
		for _, e := range im.records {
			if !yield(e, nil) {
				return
			}
		}
		next, seen := map[*list]int{}, map[string]bool{}
		for _, s := range im.samples {
			e, err := im.example(s, next)
			if err != nil {
				err = fail(s.at, "%v", err)
			}
			if s.story && seen[e.ID] {
				continue
			}
			seen[e.ID] = true
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

// example makes the record of a sample.
func (im *Import) example(s *sample, next map[*list]int) (dataset.Example, error) {
	e, raw, err := im.alone(s, next)
	if err != nil {
		return e, err
	}
	var so action.RawCall
	for _, u := range s.history {
		t, err := im.turn(u, &so)
		if err != nil {
			return e, err
		}
		e.History = append(e.History, t)
	}
	return e, im.call(&e, goOn(so, raw))
}

// alone reads a sample without its history: its text and slots, and the call that it asks
// for by itself.
func (im *Import) alone(s *sample, next map[*list]int) (dataset.Example, action.RawCall, error) {
	e := dataset.Example{Slots: []dataset.Slot{}, Origin: &dataset.Origin{Template: s.at.String(), Ops: []string{}}}
	a := im.schema.Action(im.actions.name(s.intent.name, s.intent.name))
	raw := action.RawCall{Name: a.Name}
	times := map[*once]int{}
	var b strings.Builder
	for _, p := range s.parts {
		if p.slot != nil && p.open {
			l := p.slot.list
			said := l.entries[next[l]%len(l.entries)]
			p.text, p.value = said.words, said.name
			next[l]++
		}
		start := utf8.RuneCountInString(b.String())
		b.WriteString(p.text)
		if p.slot == nil {
			continue
		}
		times[p.slot.once]++
		param := a.Param(im.param(p.slot.once, times[p.slot.once]))
		e.Slots = append(e.Slots, dataset.Slot{Name: param.Name, Value: p.text, Start: start, End: start + utf8.RuneCountInString(p.text)})
		said, err := argument(param, p)
		if err != nil {
			return e, raw, err
		}
		raw.Args = append(raw.Args, action.RawArg{Name: param.Name, Text: said, Quoted: !param.Bare()})
		if param.Format == "date" || param.Format == "period" {
			e.Ref = reference.Format(time.DateOnly)
		}
	}
	e.Text = b.String()
	trim(&e)
	return e, raw, nil
}

// argument is an argument as a target has it.
func argument(p *action.Param, said part) (string, error) {
	if !p.Bare() {
		return said.text, nil
	}
	name := said.text
	if p.Enum != nil {
		name = said.slot.nameOf(value{words: words(said.text), name: said.value})
	}
	v, err := p.Normalize(name, reference)
	if n, ok := v.(float64); ok {
		return strconv.FormatFloat(n, 'f', -1, 64), err
	}
	return fmt.Sprint(v), err
}

// trim takes the spaces around a text away.
func trim(e *dataset.Example) {
	text := strings.TrimLeft(e.Text, " \t\n")
	cut := utf8.RuneCountInString(e.Text) - utf8.RuneCountInString(text)
	e.Text = strings.TrimRight(text, " \t\n")
	for i := range e.Slots {
		e.Slots[i].Start -= cut
		e.Slots[i].End -= cut
	}
}

// call gives an example its target, its call and its id.
func (im *Import) call(e *dataset.Example, raw action.RawCall) error {
	var err error
	if e.Target, err = im.schema.Target([]action.RawCall{raw}); err != nil {
		return err
	}
	calls, err := im.schema.Resolve([]action.RawCall{raw}, reference)
	if err != nil {
		return err
	}
	e.SetCalls(calls)
	e.ID = e.Fingerprint()
	return e.Validate()
}
