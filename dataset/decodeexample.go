package dataset

import "errors"

// promptNames are what other datasets call the text of a prompt.
var promptNames = []string{"prompt", "utterance", "query", "sentence", "input", "question", "message", "instruction", "request"}

// UnmarshalJSON reads an example as any writer has it: an id that is a number,
// calls as text, a date that is a timestamp. JSON null is the same as no member.
// Members that it does not know are left out.
func (e *Example) UnmarshalJSON(b []byte) error {
	text := false
	err := eachMember(b, func(name string, v value) (bool, error) {
		text = text || name == "text"
		return e.decodeMember(name, v)
	})
	if err == nil && !text {
		if like := lookAlikes(b, `"text"`, promptNames); like != "" {
			return errors.New(like)
		}
	}
	return err
}

// Members lists the members of a record that are read.
func (*Example) Members() []string {
	names := make([]string, len(Columns))
	for i := range Columns {
		names[i] = Columns[i].Name
	}
	return names
}

func (e *Example) decodeMember(name string, v value) (known bool, err error) {
	switch name {
	case "id":
		err = decodeID(v, &e.ID)
	case "split":
		err = decodeText(name, v, (*string)(&e.Split))
	case "history":
		e.History, err = decodeHistory(v)
	case "text":
		err = decodeText(name, v, &e.Text)
	case "target":
		err = decodeText(name, v, &e.Target)
	case "call", "calls":
		err = e.decodeCalls(name, v)
	case "slots":
		e.Slots, err = decodeSlots(v)
	case "reference_date":
		err = decodeDate(name, v, &e.Ref)
	case "origin":
		e.Origin, err = decodeOrigin(v)
	default:
		return false, nil
	}
	return true, err
}

func (e *Example) decodeCalls(name string, v value) error {
	calls, err := decodeCalls(name, v)
	switch {
	case len(calls) == 0:
	case name == "call" && len(calls) == 1:
		e.Call = &calls[0]
	default:
		e.Calls = calls
	}
	return err
}

// decodeSlots reads a list of slots, the same as text, or an object of lists, which
// some versions of Hugging Face datasets make of a list of objects. Elements that
// say nothing are no slots: readers of columns put them in the place of nulls.
func decodeSlots(v value) ([]Slot, error) {
	switch v.kind() {
	case nullKind:
		return nil, nil
	case stringKind:
		inner, ok := v.inside()
		if len(inner) == 0 {
			return nil, nil
		}
		if ok && inner.kind() != stringKind {
			return decodeSlots(inner)
		}
	case objectKind:
		return decodeSlotLists(v)
	}
	if v.kind() != arrayKind {
		return nil, wrongType("slots", v, "a list of slots")
	}
	slots := []Slot{}
	elements := v.elements()
	for v, ok := elements.next(); ok; v, ok = elements.next() {
		if inner, ok := v.inside(); ok { // as Hugging Face datasets writes objects of several shapes
			v = inner
		}
		if v.null() {
			continue
		}
		if v.kind() != objectKind {
			return slots, wrongType("slots", v, "a slot, an object with name, value, start and end,")
		}
		var s Slot
		said, err := false, error(nil)
		members := v.members()
		for name, v, ok := members.member(); ok; name, v, ok = members.member() {
			said = said || !v.null()
			if err == nil {
				err = s.decodeMember(name, v)
			}
		}
		if err != nil {
			return slots, within("slots", err)
		}
		if said {
			slots = append(slots, s)
		}
	}
	return slots, nil
}

// decodeSlotLists reads {"name": [], "value": [], "start": [], "end": []}.
func decodeSlotLists(v value) ([]Slot, error) {
	slots := []Slot{}
	err := eachOfLists("slots", v, func(i int, name string, v value) error {
		if i == len(slots) {
			slots = append(slots, Slot{})
		}
		return slots[i].decodeMember(name, v)
	})
	return slots, err
}

// eachOfLists hands on the elements of an object of lists, in which containers of columns
// write a list of objects, each with its place in its list and the name of the list. field
// is the member of the record, for errors.
func eachOfLists(field string, v value, each func(i int, name string, v value) error) error {
	members := v.members()
	for name, v, ok := members.member(); ok; name, v, ok = members.member() {
		if v.null() {
			continue
		}
		if v.kind() != arrayKind {
			return wrongType(field+"."+name, v, "a list")
		}
		elements := v.elements()
		i := 0
		for v, ok := elements.next(); ok; v, ok = elements.next() {
			if err := each(i, name, v); err != nil {
				return within(field, err)
			}
			i++
		}
	}
	return nil
}

func (s *Slot) decodeMember(name string, v value) error {
	switch name {
	case "name":
		return decodeText(name, v, &s.Name)
	case "value":
		return decodeText(name, v, &s.Value)
	case "start":
		return decodeWhole(name, v, &s.Start)
	case "end":
		return decodeWhole(name, v, &s.End)
	case "call":
		return decodeWhole(name, v, &s.Call)
	case "inexact":
		return decodeBool(name, v, &s.Inexact)
	}
	return nil
}

// decodeOrigin reads an object or the same as text. It is nil where nothing in it
// is said.
func decodeOrigin(v value) (*Origin, error) {
	if v.kind() == stringKind {
		inner, ok := v.inside()
		if len(inner) == 0 {
			return nil, nil
		}
		if ok && inner.kind() != stringKind {
			return decodeOrigin(inner)
		}
	}
	switch v.kind() {
	case nullKind:
		return nil, nil
	case objectKind:
	default:
		return nil, wrongType("origin", v, "an object")
	}
	o, said := &Origin{Ops: []string{}}, false
	members := v.members()
	for name, v, ok := members.member(); ok; name, v, ok = members.member() {
		if said = said || !v.null(); v.null() {
			continue
		}
		var err error
		switch name {
		case "pack":
			err = decodeText(name, v, &o.Pack)
		case "template":
			err = decodeText(name, v, &o.Template)
		case "kind":
			err = decodeText(name, v, &o.Kind)
		case "derivation":
			err = decodeText(name, v, &o.Derivation)
		case "ops":
			o.Ops, err = decodeStrings(name, v)
		case "parent":
			err = decodeText(name, v, &o.Parent)
		}
		if err != nil {
			return o, within("origin", err)
		}
	}
	if !said {
		return nil, nil
	}
	return o, nil
}

// decodeStrings reads a list of strings without its nulls.
func decodeStrings(field string, v value) ([]string, error) {
	if v.kind() != arrayKind {
		return nil, wrongType(field, v, "a list of strings")
	}
	list := []string{}
	elements := v.elements()
	for v, ok := elements.next(); ok; v, ok = elements.next() {
		if v.null() {
			continue
		}
		var s string
		if err := decodeText(field, v, &s); err != nil {
			return list, err
		}
		list = append(list, s)
	}
	return list, nil
}
