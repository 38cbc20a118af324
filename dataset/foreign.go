package dataset

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"
)

// Foreign is a row of any dataset, whoever wrote it: an example as far as the record has
// one, with its place. Text, label and slots may have the names that other datasets give
// them. A label becomes a call without arguments. Nothing is missed: Sound says what
// contradicts itself.
type Foreign struct {
	Example
	Line  int    // from 1, where the stream says it
	Other string // a member with slots that could not be read, "" where all could
}

// labelNames are what other datasets call the action that a prompt asks for, the likeliest
// first.
var labelNames = []string{"intent", "action", "label", "intent_name", "category", "class", "label_text"}

// slotLists are what other datasets call the list of slots.
var slotLists = []string{"entities", "spans"}

// SetLine keeps the place of the record.
func (f *Foreign) SetLine(n int) { f.Line = n }

// Members says that a record may have members of any name.
func (*Foreign) Members() []string { return []string{AllMembers} }

// Validate finds no fault: a row may lack anything but a text.
func (*Foreign) Validate() error { return nil }

// UnmarshalJSON reads an example, and what other datasets have in its place.
func (f *Foreign) UnmarshalJSON(b []byte) error {
	f.Example, f.Other = Example{}, ""
	texts, labels := newest(promptNames), newest(labelNames)
	said := false
	err := eachMember(b, func(name string, v value) (bool, error) {
		if said = said || name == "text" && !v.null(); name == "slots" && !oursSlots(v) {
			f.Other = name
			return true, nil
		}
		if known, err := f.decodeMember(name, v); known {
			return true, err
		}
		if !texts.take(name, v) && !labels.take(name, v) {
			return false, f.foreignSlots(name, v)
		}
		return true, nil
	})
	if !said {
		if f.Text = texts.word; texts.word == "" && err == nil && !texts.seen {
			return errNoText
		}
	}
	if f.Call == nil && f.Calls == nil && labels.word != "" {
		f.Call = &Call{Name: labels.word}
	}
	if split, ok := splitNames[strings.ToLower(string(f.Split))]; ok {
		f.Split = split
	}
	return err
}

// oursSlots reports whether slots are a list of objects or text, which decodeSlots reads,
// and not an object from names to words.
func oursSlots(v value) bool {
	if v.kind() != objectKind {
		return true
	}
	members := v.members()
	for _, v, ok := members.member(); ok; _, v, ok = members.member() {
		if v.kind() == arrayKind || v.null() {
			return true
		}
	}
	return false
}

// foreignSlots reads a list of slots under another name, if each has its place.
func (f *Foreign) foreignSlots(name string, v value) error {
	if !slices.Contains(slotLists, name) || v.kind() != arrayKind {
		return nil
	}
	elements := v.elements()
	for v, ok := elements.next(); ok; v, ok = elements.next() {
		s, ok := foreignSlot(v)
		if !ok {
			f.Other = name
			continue
		}
		f.Slots = append(f.Slots, s)
	}
	return nil
}

// foreignSlot reads a slot whose members have the names of other tools. It is false where
// the slot does not say where it is.
func foreignSlot(v value) (s Slot, ok bool) {
	if v.kind() != objectKind {
		return s, false
	}
	s.Start, s.End = -1, -1
	members := v.members()
	for name, v, more := members.member(); more; name, v, more = members.member() {
		switch strings.ToLower(name) {
		case "name", "entity", "label", "type", "slot", "tag":
			if v.kind() == stringKind {
				s.Name = v.text()
			}
		case "text", "value", "word", "match":
			if v.kind() == stringKind && s.Value == "" {
				s.Value = v.text()
			}
		case "start", "begin", "start_char", "start_offset":
			s.Start, _ = v.whole()
		case "end", "stop", "end_char", "end_offset":
			s.End, _ = v.whole()
		}
	}
	return s, s.Start >= 0 && s.End > s.Start
}

// choice is the value of the likeliest of some members.
type choice struct {
	names []string
	rank  int
	word  string
	seen  bool
}

func newest(names []string) *choice { return &choice{names: names, rank: len(names)} }

// take keeps the text or the number of a member if it is likelier than one before. It
// reports whether the member is one of the names.
func (c *choice) take(name string, v value) bool {
	for i, n := range c.names {
		if n != name {
			continue
		}
		if i < c.rank && (v.kind() == stringKind || v.kind() == numberKind) {
			c.rank, c.seen = i, true
			_ = decodeID(v, &c.word)
		}
		return true
	}
	return false
}

// Sound finds what is wrong with an example whatever it lacks: text that is not UTF-8, an
// unknown split or role, a day that is none, and slots whose words are not at their place.
// Its error holds every fault, in one line.
func (e *Example) Sound() error {
	var errs []error
	if !utf8.ValidString(e.Text) {
		errs = append(errs, errors.New("text is not UTF-8"))
	}
	errs = append(errs, checkHistory(e.History)...)
	errs = append(errs, e.checkSplit()...)
	errs = append(errs, e.checkCalls()...)
	for i := range e.Slots {
		s := &e.Slots[i]
		switch {
		case s.Start == 0 && s.End == 0 && s.Value == "": // says nothing of its place
		case s.Start == 0 && s.End == 0:
			if !strings.Contains(e.Text, s.Value) {
				errs = append(errs, spanError("slot "+s.Name+": the text does not hold "+s.Value))
			}
		case s.Value == "": // the place alone
			named := *s
			named.Value, _ = Span(e.Text, s.Start, s.End)
			errs = append(errs, e.checkSlot(&named)...)
		default:
			errs = append(errs, e.checkSlot(s)...)
		}
	}
	if len(errs) == 0 {
		return nil
	}
	return faults(errs)
}
