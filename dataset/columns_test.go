package dataset

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// columnsOf lists the columns that a Go type has by its JSON tags.
func columnsOf(t reflect.Type) []Column {
	var out []Column
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		c := Column{Name: name}
		switch typ := f.Type; {
		case typ == reflect.TypeFor[*Call](), typ == reflect.TypeFor[[]Call](), typ == reflect.TypeFor[[]Turn]():
			c.Type = JSON
		case typ.Kind() == reflect.Int:
			c.Type = Int32
		case typ.Kind() == reflect.Bool:
			c.Type = Bool
		case typ == reflect.TypeFor[[]string]():
			c.Type = Strings
		case typ.Kind() == reflect.Slice:
			c.Type, c.Fields = Structs, columnsOf(typ.Elem())
		case typ.Kind() == reflect.Pointer:
			c.Type, c.Fields = Struct, columnsOf(typ.Elem())
		}
		out = append(out, c)
	}
	return out
}

// TestColumnsAreThoseOfExample: a field that Example has and Columns lacks, or the
// other way round, is named here.
func TestColumnsAreThoseOfExample(t *testing.T) {
	bare := func(columns []Column) []Column {
		out := make([]Column, len(columns))
		for i, c := range columns {
			if c.About == "" {
				t.Errorf("column %s says nothing about itself", c.Name)
			}
			c.About = ""
			out[i] = c
		}
		return out
	}
	if diff := cmp.Diff(bare(Columns), columnsOf(reflect.TypeFor[Example]())); diff != "" {
		t.Errorf("Columns (-) are not the fields of Example (+):\n%s", diff)
	}
}

// TestAppendJSONWritesAllColumns holds the writer to the table, in its order.
func TestAppendJSONWritesAllColumns(t *testing.T) {
	e := Example{ID: "a", Split: Train, History: []Turn{{Role: User, Text: "a"}}, Text: "t", Target: "n()", Call: &Call{Name: "n"}, Calls: []Call{{Name: "n"}},
		Slots: []Slot{{Name: "s", Value: "t", End: 1, Call: 1, Inexact: true}}, Ref: "2025-01-01",
		Origin: &Origin{Pack: "p", Template: "t", Kind: "k", Derivation: "d", Ops: []string{"o"}, Parent: "x"}}
	line, err := e.AppendJSON(nil)
	if err != nil {
		t.Fatal(err)
	}
	dec := json.NewDecoder(strings.NewReader(string(line)))
	var keys func(columns []Column)
	var got []string
	keys = func(columns []Column) {
		if token, _ := dec.Token(); token == json.Delim('[') {
			_, _ = dec.Token()
			defer func() { _, _ = dec.Token() }()
		}
		for _, c := range columns {
			token, _ := dec.Token()
			got = append(got, token.(string))
			if len(c.Fields) > 0 {
				keys(c.Fields)
				continue
			}
			var value json.RawMessage
			if err := dec.Decode(&value); err != nil {
				t.Fatal(err)
			}
		}
		_, _ = dec.Token()
	}
	keys(Columns)
	var want []string
	for _, c := range Columns {
		want = append(want, c.Name)
		for _, f := range c.Fields {
			want = append(want, f.Name)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("keys as Columns has them (-) and as AppendJSON writes them (+):\n%s\n%s", diff, line)
	}
}
