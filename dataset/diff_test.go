package dataset

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDiffer(t *testing.T) {
	row := func(id, text string, split Split, template, derivation string) *Example {
		e := &Example{ID: id, Text: text, Split: split, Slots: []Slot{}}
		if template != "" {
			e.Origin = &Origin{Template: template, Derivation: derivation}
		}
		return e
	}
	d := NewDiffer()
	for _, e := range []*Example{
		row("a", "one", Train, "t:1", "k1:0"), row("b", "two", Train, "t:1", "k1:1"), row("c", "three", Test, "t:2", "k2:0"),
		row("d", "four", Dev, "", ""), row("e", "five", Train, "t:3", "k3:0"), row("e", "five", Train, "t:3", "k3:0"),
	} {
		if err := d.Old("old.jsonl", e); err != nil {
			t.Fatal(err)
		}
	}
	for _, e := range []*Example{
		row("e", "five", Train, "t:4", "k3:0"), // the line of a template is no difference
		row("c", "three", Train, "t:2", "k2:0"),
		row("d", "4", Dev, "", ""),
		row("a", "one", Train, "t:1", "k1:0"),
		row("x", "six", Train, "t:1", "k9:1"),
		row("y", "seven", Train, "", ""),
	} {
		if err := d.New("new.jsonl", e); err != nil {
			t.Fatal(err)
		}
	}
	all, each := d.Differences()
	want := []Difference{
		{From: "new.jsonl", Added: 1, Changed: 1},
		{From: "t:1", Removed: 1, Added: 1},
		{From: "t:2", Moved: 1},
		{From: "t:3", Removed: 1}, // one of the two with this id
	}
	if diff := cmp.Diff(want, each); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(Difference{Removed: 2, Added: 2, Moved: 1, Changed: 1}, all); diff != "" || d.Same != 2 {
		t.Errorf("%d the same\n%s", d.Same, diff)
	}
}
