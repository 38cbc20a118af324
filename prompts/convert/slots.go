package convert

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/slmkit/slmkit/dataset/action"
)

// slot is what becomes a parameter.
type slot struct {
	*once
	about  string // what the files call it, and more
	closed bool   // there are no values but those of the files
	closes bool   // fixed words name themselves, as in a template language
	types  []kind // that its values may have, best first
	values []value
	enum   []string // names of its values, once it is known to be an enumeration
	kind   kind     // once it is known to be none
}

// value is one way of saying a value of a slot.
type value struct {
	words string // "" where there are several
	name  string // "" where the files give none
	at    place
}

// kind is a type of parameter.
type kind struct{ typ, format string }

// text is what a slot is if nothing better is known.
var text = kind{"string", "text"}

// maxEnum is how many values an enumeration may have.
const maxEnum = 100

// slotOf finds a slot by its name or adds it. Slots of different intents may be
// told apart by key.
func (im *Import) slotOf(key, name, about string) *slot {
	for _, s := range im.slots {
		if s.key == key {
			return s.slot
		}
	}
	s := &slot{once: im.newOnce(name, false), about: about}
	im.slots = append(im.slots, keyed{key, s})
	return s
}

type keyed struct {
	key string
	*slot
}

// say notes a value.
func (s *slot) say(v value) {
	if !slices.ContainsFunc(s.values, func(w value) bool { return w.words == v.words && w.name == v.name }) {
		s.values = append(s.values, v)
	}
}

// named reports whether the name of a value is another than its words.
func (v value) named() bool { return v.name != "" && v.name != v.words }

// settleSlot decides what parameter a slot becomes.
func (im *Import) settleSlot(s *slot) {
	if i := slices.IndexFunc(s.values, value.named); i >= 0 || s.closed {
		why := s.enumerate()
		if why == "" {
			return
		}
		if i >= 0 {
			im.note(s.values[i].at, "slot %q: %s (%s) go, the words stay: %s", s.name, s.others(), s.values[i].example(), why)
		}
	}
	if im.wordless(s) {
		return
	}
	s.kind = text
	for _, k := range s.types {
		if bad := s.refused(k); bad == "" {
			s.kind = k
			return
		} else if k == s.types[len(s.types)-1] && len(s.values) > 0 {
			im.note(s.values[0].at, "slot %q is text: %q is no %s", s.name, bad, cmp.Or(k.format, k.typ))
		}
	}
}

func (v value) example() string {
	if v.words == "" {
		return v.name
	}
	return v.words + " → " + v.name
}

// wordless reports whether no value of a slot can be an argument: then it is
// no parameter.
func (im *Import) wordless(s *slot) bool {
	if len(s.values) == 0 || slices.ContainsFunc(s.values, func(v value) bool { return v.words == "" || text.reads(v.words) }) {
		return false
	}
	im.note(s.values[0].at, "slot %q is no parameter: %q has no words", s.name, s.values[0].words)
	return true
}

// set reports whether a slot is a parameter.
func (s *slot) set() bool { return s.enum != nil || s.kind != kind{} }

// others counts the values whose names are other than their words.
func (s *slot) others() string {
	n := 0
	for _, v := range s.values {
		if v.named() {
			n++
		}
	}
	if n == 1 {
		return "1 name of a value"
	}
	return fmt.Sprintf("%d names of values", n)
}

// enumerate makes the slot an enumeration or says why it is none.
func (s *slot) enumerate() (why string) {
	var names []string
	for _, v := range s.values {
		name := s.nameOf(v)
		if name == "" {
			return fmt.Sprintf("%s no name", has(v))
		}
		if strings.ContainsAny(name, `,;()"=:{}`) || words(name) != name {
			return fmt.Sprintf("the name %q cannot be one of an enumeration", name)
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) > maxEnum {
		return fmt.Sprintf("%d values are more than an enumeration's %d", len(names), maxEnum)
	}
	if len(names) == 0 {
		return "no value is known"
	}
	s.enum = names
	return ""
}

func has(v value) string {
	if v.words == "" {
		return "the words of " + v.at.String() + " have"
	}
	return fmt.Sprintf("%q has", v.words)
}

// nameOf is the name of a value: its own, or its words where they name one.
func (s *slot) nameOf(v value) string {
	switch {
	case v.name != "":
		return v.name
	case s.closes || s.closed:
		return v.words
	}
	for _, other := range s.values {
		if other.name != "" && strings.EqualFold(other.name, v.words) || other.name != "" && other.words == v.words {
			return other.name
		}
	}
	return ""
}

// refused returns words of the slot that a kind of parameter does not read, ""
// where it reads all.
func (s *slot) refused(k kind) string {
	for _, v := range s.values {
		if v.words != "" && !k.reads(v.words) {
			return v.words
		}
	}
	return ""
}

// reference is the day that relative dates of what is converted count from.
var reference = time.Date(2025, time.June, 16, 0, 0, 0, 0, time.UTC)

// reads reports whether words are a value of the kind.
func (k kind) reads(words string) bool {
	p := action.Param{Type: k.typ, Format: k.format}
	_, err := p.Normalize(words, reference)
	return err == nil
}

// param makes the parameter of the slot's n-th use in a sentence.
func (s *slot) param(name string, n int) *action.Param {
	p := &action.Param{Name: name, Description: s.about, Type: "string", Enum: s.enum}
	if n > 1 {
		p.Description += fmt.Sprintf(" (%d)", n)
	}
	if s.enum == nil {
		p.Type, p.Format = s.kind.typ, s.kind.format
	}
	return p
}

// list is words that a slot takes, which become a lexicon.
type list struct {
	name    string
	entries []entry
}

// entry is one of a list. name is "" where the words are the value.
type entry struct {
	words, name string
	weight      float64
}

// add adds words; the same ones a second time weigh more.
func (l *list) add(words, name string, weight float64) {
	for i, e := range l.entries {
		if e.words == words && e.name == name {
			l.entries[i].weight += weight
			return
		}
	}
	l.entries = append(l.entries, entry{words, name, weight})
}

// addOnce adds words that are not there yet.
func (l *list) addOnce(words, name string) {
	if !slices.ContainsFunc(l.entries, func(e entry) bool { return e.words == words }) {
		l.entries = append(l.entries, entry{words, name, 1})
	}
}
