package check_test

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/check"
)

func TestMend(t *testing.T) {
	for _, c := range []struct{ text, slot, want, words string }{
		{"pay  Jos\u00c3\u00a9 now", "Jos\u00c3\u00a9", "pay José now", "José"},
		{"<b>pay</b> Tom &amp; Ann", "Tom &amp; Ann", "pay Tom & Ann", "Tom & Ann"},
		{" pay\u00a0\u200bBob ", "Bob", "pay Bob", "Bob"},
		{"\u202epay e\u0301ve", "e\u0301ve", "pay éve", "éve"},
		{"send m\u043eney to ann", "ann", "send money to ann", "ann"},
		{"don\u00e2\u20ac\u2122t pay ann", "ann", "don’t pay ann", "ann"},
		{"pay \uff41\uff4e\uff4e", "\uff41\uff4e\uff4e", "pay ann", "ann"},
	} {
		at := len([]rune(c.text[:indexOf(c.text, c.slot)]))
		e := dataset.Example{Text: c.text, Slots: []dataset.Slot{{Name: "to", Value: c.slot, Start: at, End: at + len([]rune(c.slot))}},
			Call: &dataset.Call{Name: "pay", Arguments: map[string]any{"to": c.slot}}}
		got, ok := check.Mend(e)
		if !ok || got.Text != c.want || got.Slots[0].Value != c.words || got.Call.Arguments["to"] != c.words || got.Sound() != nil {
			t.Errorf("%q: %q, slot %+v, %v", c.text, got.Text, got.Slots, got.Sound())
		}
	}
	for _, plain := range []string{"pay bob", "AT&T & you", "a < b", "naïve café — 5 €", "👩‍💻 ok"} {
		if got, ok := check.Mend(dataset.Example{Text: plain}); ok {
			t.Errorf("%q became %q", plain, got.Text)
		}
	}
}

func indexOf(s, part string) int {
	for i := range s {
		if len(s)-i >= len(part) && s[i:i+len(part)] == part {
			return i
		}
	}
	return 0
}

// TestMendedDataset: after mending and dropping, none of the mended kinds is found.
func TestMendedDataset(t *testing.T) {
	var rows []check.Row
	for _, split := range dataset.Splits {
		path := filepath.Join("testdata", "corrupt", string(split)+".jsonl")
		for f, err := range dataset.Open(path, nil, dataset.ReadJSONL[dataset.Foreign]) {
			if err != nil {
				t.Fatal(err)
			}
			e, _ := check.Mend(f.Example)
			if !check.IsBlank(&e) {
				rows = append(rows, check.Row{File: path, Line: f.Line, Example: &e})
			}
		}
	}
	c := check.New(check.Options{})
	for _, r := range rows {
		c.Add(r)
	}
	dropped := map[string]bool{}
	c.Surplus(func(at check.Place, _ string) { dropped[at.ID] = true })
	if len(dropped) < 20 {
		t.Errorf("%d rows are left out", len(dropped))
	}
	again := check.New(check.Options{Show: 3})
	for _, r := range rows {
		if !dropped[r.ID] {
			again.Add(r)
		}
	}
	r, err := again.Finish(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	gone := []string{check.HTML, check.ZeroWidth, check.Bidi, check.Homoglyph, check.Form, check.Spaces, // mended
		check.Blank, check.Duplicate, check.Alike, check.Conflict, check.TextLeak} // left out
	for _, f := range r.Found {
		if slices.Contains(gone, f.Name) {
			t.Errorf("%+v", f)
		}
	}
}
