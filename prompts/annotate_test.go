package prompts_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/slmkit/slmkit/prompts"
)

// annotated is a pack with a list, an enumeration and types.
func annotated(t testing.TB) *prompts.Pack {
	t.Helper()
	p, err := prompts.Load(fstest.MapFS{
		"pack.yaml":    {Data: []byte("name: shop\nreference_date: 2026-03-02\n")},
		"actions.yaml": {Data: []byte("order:\n  params:\n    item: {type: string}\n    size: {enum: [small, large]}\n    price: {format: money}\n    day: {format: date}\ncall:\n  params:\n    who: {type: string}\n")},
		"lexicons/a.yaml": {Data: []byte("item: [rye bread, rye bread rolls, éclair, umbrella]\nsize: {small: [small, little], large: [large]}\nday: {date: {within: 5, prepositions: true}}\n" +
			"price: {money: {}}\nname: [mia, large tom]\n")},
		"templates/a.yaml": {Data: []byte("action: order\ntemplates:\n  - \"i want a {size} {item} [for {price}] [{day}]\"\n  - \"bring {item}\"\n---\naction: call\ntemplates:\n  - \"call {who:name}\"\n---\naction: none\ntemplates: [hello]\n")},
	}, "shop")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAnnotate(t *testing.T) {
	a := prompts.NewAnnotator(annotated(t))
	for _, c := range []struct{ text, action, want string }{
		{"some Rye Bread Rolls please", "order", "some {item} please"},
		{"rye breads", "order", "rye breads"},
		{"a little éclair", "order", "a {size} {item}"},
		{"it was $1,234.56 on Tuesday", "order", "it was {price} {day}"},
		{"large tom", "order", "{size} tom"},
		{"large tom", "", "{who}"},
		{"large tom", "call", "{who}"},
		{"large tom", "refund", "large tom"},
		{"", "", ""},
	} {
		if got := prompts.Frame(c.text, a.Annotate(c.text, c.action)); got != c.want {
			t.Errorf("%q as %s: %q, want %q", c.text, c.action, got, c.want)
		}
	}
}

// Annotations are in order, do not overlap, are of the text, and of whole words.
func TestAnnotationsFit(t *testing.T) {
	a := prompts.NewAnnotator(annotated(t))
	words := strings.Fields("rye bread rolls éclair little large tom mia $5 5 bucks on tuesday, ... İx 2026-03-04 ß")
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOf(rapid.SampledFrom(words)).Draw(t, "text"), rapid.SampledFrom([]string{" ", "  ", ""}).Draw(t, "between"))
		at := 0
		for _, f := range a.Annotate(text, "") {
			if f.Start < at || f.End <= f.Start || f.End > utf8.RuneCountInString(text) || len(f.Params) == 0 {
				t.Fatalf("%q: %+v", text, f)
			}
			if !strings.EqualFold(string([]rune(text)[f.Start:f.End]), f.Text) && strings.ToLower(text) == text {
				t.Fatalf("%q: %+v", text, f)
			}
			at = f.End
		}
	})
}

func TestKnows(t *testing.T) {
	a := prompts.NewAnnotator(annotated(t))
	for _, c := range []struct {
		action, param, words string
		want                 bool
	}{
		{"order", "item", "Rye bread", true}, {"order", "item", "bread", false}, {"order", "size", "little", true},
		{"order", "price", "$7.31", true}, {"order", "price", "some", false}, {"call", "item", "rye bread", false}, {"call", "who", "mia", true},
	} {
		if got := a.Knows(c.action, c.param, c.words); got != c.want {
			t.Errorf("%s %s %q: %t", c.action, c.param, c.words, got)
		}
	}
	if got := a.Params("order"); !slices.Equal(got, []string{"day", "item", "price", "size"}) {
		t.Errorf("parameters %q", got)
	}
	if got := a.Samples("order", "item"); !slices.Equal(got, []string{"rye bread", "umbrella"}) {
		t.Errorf("samples %q", got)
	}
	if !a.Open("order", "item") || a.Open("order", "price") {
		t.Error("a list is one to add to, a type is not")
	}
}

func TestLexiconOf(t *testing.T) {
	p := annotated(t)
	for _, c := range []struct {
		action, param, file, name string
		lists                     bool
	}{
		{"order", "item", "lexicons/a.yaml", "item", true}, {"call", "who", "lexicons/a.yaml", "name", true}, {"none", "who", "lexicons/a.yaml", "name", true},
		{"order", "colour", "lexicons/colour.yaml", "colour", false},
	} {
		if file, name, lists := p.LexiconOf(c.action, c.param); file != c.file || name != c.name || lists != c.lists {
			t.Errorf("%s %s: %s %s %t", c.action, c.param, file, name, lists)
		}
	}
}

func TestSays(t *testing.T) {
	p := annotated(t)
	r := prompts.NewParser(p)
	for _, c := range []struct {
		text, action, param, words string
		want                       bool
	}{
		{"Bring  rye bread", "order", "", "", true}, {"bring rye bread", "call", "", "", false}, {"bring rye bread", "order", "item", "RYE BREAD", true},
		{"bring rye bread", "order", "item", "bread", false}, {"bring bread", "order", "", "", false},
	} {
		if got := r.Says(c.text, c.action, c.param, c.words, p.Reference()); got != c.want {
			t.Errorf("%q as %s with %q: %t", c.text, c.action, c.words, got)
		}
	}
	if !r.Knows("bring bread", "order") || r.Knows("bring bread", "call") || r.Knows("bring glue", "order") {
		t.Error("words that templates know")
	}
}

// The nearest template is the one that says a text; one whose own words are missing is
// farther.
func TestNearest(t *testing.T) {
	n := prompts.NewNearness(annotated(t))
	near := n.Nearest("please bring rye bread", 5)
	if len(near) != 2 || near[0].Place() != "a.yaml:4" || near[0].Share <= near[1].Share || near[0].Share > 1 {
		t.Errorf("%+v", near)
	}
	if got := n.Nearest("xyz", 5); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	for _, text := range []string{"bring rye bread", "call mia", "hello"} {
		if near := n.Nearest(text, 1); len(near) != 1 || near[0].Share < 0.999 {
			t.Errorf("%q: %+v", text, near)
		}
	}
}
