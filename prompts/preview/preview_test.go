package preview

import (
	"os"
	"slices"
	"testing"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/prompts/source"
)

func files(templates string) source.Files {
	return source.Files{
		"pack.yaml":              []byte("name: a\nreference_date: 2026-06-01\n"),
		"actions.yaml":           []byte("pay:\n  params:\n    to: {type: string}\nhelp: {}\n"),
		"lexicons/words.yaml":    []byte("to: [anna, ben]\n"),
		"rules/common.yaml":      []byte("want: [i want to, let me]\nother: [x]\n"),
		"templates/pay.yaml":     []byte(templates),
		"templates/help.yaml":    []byte("action: help\ntemplates:\n  - help [me]\n  - <want> ask\n"),
		"templates/zz_none.yaml": []byte("action: none\ntemplates:\n  - (bye|see you)\n"),
	}
}

const good = "action: pay\ntemplates:\n  - <want> pay {to}\n  - pay {to}\n"

func TestAt(t *testing.T) {
	look, err := At(t.Context(), files(good), "a", Place{File: "templates/pay.yaml"}, 4, 1)
	if err != nil || !look.Loads || look.Templates != 2 || look.Prompts.Int64() != 6 || len(look.Examples) != 4 || len(look.Faults) != 0 {
		t.Fatalf("%+v %v", look, err)
	}
	other, err := At(t.Context(), files(good), "a", Place{File: "templates/pay.yaml"}, 4, 2)
	if err != nil || slices.EqualFunc(look.Examples, other.Examples, func(a, b dataset.Example) bool { return a.Text == b.Text }) {
		t.Error("another seed has the same prompts", err)
	}
	one, err := At(t.Context(), files(good), "a", Place{"templates/pay.yaml", 4}, 2, 1)
	if err != nil || one.Templates != 1 || len(one.Examples) != 2 {
		t.Fatalf("%+v %v", one, err)
	}
	for _, e := range one.Examples {
		if e.Origin.Template != "pay.yaml:4" {
			t.Error(e.Origin.Template)
		}
	}
}

func TestAtFaults(t *testing.T) {
	look, err := At(t.Context(), files("action: pay\ntemplates:\n  - <nope> {to}\n"), "a", Place{File: "templates/pay.yaml"}, 4, 1)
	if err != nil || look.Loads || len(look.Faults) != 1 || look.Faults[0].Line != 3 {
		t.Errorf("%+v %v", look, err)
	}
	if _, err := At(t.Context(), source.Files{}, "a", Place{File: "templates/pay.yaml"}, 4, 1); err == nil {
		t.Error("a pack without pack.yaml loads")
	}
}

// TestCheck: what the file shares with others is found, and nothing of the others alone.
func TestCheck(t *testing.T) {
	f := files("action: pay\ntemplates:\n  - (help|pay {to})\n")
	w, err := Check(t.Context(), f, "a", Place{File: "templates/pay.yaml"}, 100)
	if err != nil || w.Pack == nil || len(w.Rows) != 1 || w.Rows[0].Action != "pay" {
		t.Fatalf("%+v %v", w, err)
	}
	if !slices.ContainsFunc(w.Faults, func(f *source.Fault) bool { return f.Check == "ambiguous prompt" }) {
		t.Error(w.Faults)
	}
	w, err = Check(t.Context(), f, "a", Place{File: "templates/zz_none.yaml"}, 100)
	if err != nil || slices.ContainsFunc(w.Faults, func(f *source.Fault) bool { return f.Check == "ambiguous prompt" }) {
		t.Error(w.Faults, err)
	}
}

func TestEdited(t *testing.T) {
	before := files(good)
	for file, c := range map[string]struct{ data, last, want string }{
		"templates/help.yaml":    {"action: help\n", "templates/pay.yaml", "templates/help.yaml"},
		"rules/common.yaml":      {"want: [i want to, could i]\nother: [x]\n", "", "templates/help.yaml"},
		"lexicons/words.yaml":    {"to: [anna]\n", "templates/help.yaml", "templates/pay.yaml"},
		"actions.yaml":           {"pay:\n  params:\n    to: {format: person}\nhelp: {}\n", "", "templates/pay.yaml"},
		"pack.yaml":              {"name: b\n", "templates/pay.yaml", "templates/pay.yaml"},
		"templates/zz_none.yaml": {"action: none\n", "", "templates/zz_none.yaml"},
	} {
		now := files(good)
		now[file] = []byte(c.data)
		changed := Changed(before, now)
		if !slices.Equal(changed, []string{file}) {
			t.Error(changed)
		}
		if got := Edited(before, now, changed, Place{File: c.last}); got.File != c.want {
			t.Errorf("%s: %s, want %s", file, got, c.want)
		}
	}
}

// BenchmarkAt is what an edit of banking costs until prompts are there.
func BenchmarkAt(b *testing.B) {
	f, err := Read(os.DirFS("../packs/banking"))
	if err != nil {
		b.Fatal(err)
	}
	for i := 0; b.Loop(); i++ {
		if _, err := At(b.Context(), f, "banking", Place{File: "templates/pay_bill.yaml"}, 10, uint64(i)); err != nil {
			b.Fatal(err)
		}
	}
}
