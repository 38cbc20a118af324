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
	about string // what the files call it, and more
	*entity
}

// entity is what the values of a slot are. Slots may share one.
type entity struct {
	label  string
	closed bool   // there are no values but those of the files
	others string // what in the files allows other values, "" where nothing does
	closes bool   // fixed words name themselves, as in a template language
	names  bool   // words without a name name themselves, where others have one
	types  []kind // that its values may have, best first
	values []value
	said   map[value]bool // without their places
	list   *list          // of rasa and snips: all its words

	settled bool
	enum    []string // names of its values, where it is an enumeration
	kind    kind     // where it is none
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

// extend says whether there are values that the files do not list, and what in the
// files says so.
func (e *entity) extend(others bool, why string) {
	if e.others = ""; others {
		e.others = why
	}
	e.closed = !others
}

// say notes a value.
func (e *entity) say(v value) {
	key := value{words: v.words, name: v.name}
	if e.said == nil {
		e.said = map[value]bool{}
	}
	if !e.said[key] {
		e.said[key] = true
		e.values = append(e.values, v)
	}
}

// named reports whether the name of a value is another than its words. Case makes no
// other name: arguments of text are compared without it.
func (v value) named() bool { return v.name != "" && !strings.EqualFold(v.name, v.words) }

// set reports whether a slot is a parameter.
func (e *entity) set() bool { return e.enum != nil || e.kind != kind{} }

// lost says which names of values go where the words stay.
func (e *entity) lost() string {
	n, first := 0, ""
	for _, v := range e.values {
		if v.named() {
			if n++; n == 1 {
				first = v.example()
			}
		}
	}
	if n == 1 {
		return "the name of a value is lost (" + first + ")"
	}
	return fmt.Sprintf("the names of %d values are lost (%s, …)", n, first)
}

func (v value) example() string {
	if v.words == "" {
		return v.name
	}
	return v.words + " → " + v.name
}

// enumerate makes the slot an enumeration or says why it is none.
func (e *entity) enumerate() (why string) {
	if e.others != "" {
		return "others are allowed (" + e.others + ")"
	}
	var names []string
	for _, v := range e.values {
		name := e.nameOf(v)
		if name == "" && v.words != "" && !text.reads(v.words) {
			continue // it is plain text
		}
		if name == "" {
			return fmt.Sprintf("%s no name", has(v))
		}
		if strings.ContainsAny(name, `,;()"=:{}`) || words(name) != name {
			return fmt.Sprintf("the name %q cannot be one of an enumeration", name)
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
		if len(names) > maxEnum {
			return fmt.Sprintf("its values are more than an enumeration's %d", maxEnum)
		}
	}
	if len(names) == 0 {
		return "no value is known"
	}
	e.enum = names
	return ""
}

func has(v value) string {
	if v.words == "" {
		return "what " + v.at.String() + " says has"
	}
	return fmt.Sprintf("%q has", v.words)
}

// nameOf is the name of a value: its own, or its words where they name one. Case makes
// no other name.
func (e *entity) nameOf(v value) string {
	switch {
	case v.name != "":
		return v.name
	case e.closes || e.closed:
		return v.words
	}
	for _, other := range e.values {
		if other.name != "" && (strings.EqualFold(other.name, v.words) || strings.EqualFold(other.words, v.words)) {
			return other.name
		}
	}
	if !e.names || !text.reads(v.words) {
		return ""
	}
	for _, other := range e.values {
		if strings.EqualFold(other.words, v.words) {
			return other.words // as it is written first
		}
	}
	return v.words
}

// refused returns words of the slot that a kind of parameter does not read, ""
// where it reads all.
func (e *entity) refused(k kind) string {
	for _, v := range e.values {
		if v.words == "" && v.name != "" || v.words != "" && !k.reads(v.words) {
			return cmp.Or(v.words, v.name)
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

// holds reports whether a sentence can set the slot to a value without words for it:
// text is only what a prompt says.
func (e *entity) holds(value string) bool {
	if e.enum != nil {
		return slices.Contains(e.enum, value)
	}
	return e.kind.typ != "string" && e.set() && e.kind.reads(value)
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
	at      map[string]int // by their words
}

// entry is one of a list. name is "" where the words are the value.
type entry struct {
	words, name string
	weight      float64
}

// add adds words; the same ones a second time weigh more.
func (l *list) add(words, name string, weight float64) {
	if i, twice := l.at[words]; twice {
		l.entries[i].weight += weight
		return
	}
	if l.at == nil {
		l.at = map[string]int{}
	}
	l.at[words] = len(l.entries)
	l.entries = append(l.entries, entry{words, name, weight})
}
