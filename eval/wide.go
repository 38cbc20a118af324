package eval

import (
	"encoding/json"
	"maps"

	"github.com/slmkit/slmkit/dataset"
)

// WideGold is gold that keeps the members of its record that Gold does not read, so that
// examples can be told apart by them.
type WideGold struct{ Gold }

// UnmarshalJSON reads gold as Gold does. Extra then has the other members.
func (g *WideGold) UnmarshalJSON(b []byte) error {
	if err := g.Gold.UnmarshalJSON(b); err != nil {
		return err
	}
	g.Extra = extra(b, g.Gold.Members())
	return nil
}

// Members says that all members are read.
func (g *WideGold) Members() []string { return append(g.Gold.Members(), dataset.AllMembers) }

// WidePrediction is a prediction that keeps the members of its record that Prediction
// does not read.
type WidePrediction struct{ dataset.Prediction }

// UnmarshalJSON reads a prediction as Prediction does. Extra then has the other members.
func (p *WidePrediction) UnmarshalJSON(b []byte) error {
	if err := p.Prediction.UnmarshalJSON(b); err != nil {
		return err
	}
	p.Extra = extra(b, p.Prediction.Members())
	return nil
}

// Members says that all members are read.
func (p *WidePrediction) Members() []string {
	return append(p.Prediction.Members(), dataset.AllMembers)
}

// extra returns the texts, numbers and booleans among the members of a record that are
// not known. A member inside an object has the name outer.inner.
func extra(record []byte, known []string) map[string]string {
	var members map[string]json.RawMessage
	if json.Unmarshal(record, &members) != nil {
		return nil // it has been read before
	}
	for _, name := range known {
		delete(members, name)
	}
	out := map[string]string{}
	for _, name := range sortedKeys(members) { // a.b may also be a member b of a
		maps.Copy(out, scalars(name, members[name]))
	}
	return out
}

// scalars are the values of a member: its own, or those of an object.
func scalars(name string, v json.RawMessage) map[string]string {
	switch v[0] {
	case '"':
		var s string
		if json.Unmarshal(v, &s) != nil || s == "" {
			return nil
		}
		return map[string]string{name: s}
	case '{':
		var inner map[string]json.RawMessage
		if json.Unmarshal(v, &inner) != nil {
			return nil
		}
		out := map[string]string{}
		for key, v := range inner {
			if v[0] != '{' {
				maps.Copy(out, scalars(name+"."+key, v))
			}
		}
		return out
	case '[', 'n':
		return nil
	}
	return map[string]string{name: string(v)}
}
