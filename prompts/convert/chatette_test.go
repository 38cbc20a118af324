package convert_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/prompts/convert"
)

// solution reads Chatette's list of all examples, by intent.
func solution(t *testing.T, path string) map[string][]string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	for line := range strings.Lines(string(data)) {
		if intent, text, ok := strings.Cut(strings.TrimSpace(line), ">>>"); ok {
			intent = strings.ReplaceAll(intent, " ", "_")
			out[intent] = append(out[intent], text)
		}
	}
	return out
}

// TestChatetteSolutions holds packs to the examples that Chatette itself says
// its templates have: all of them, and no others. A pack draws a text in one
// case only, so they are compared as written one way and folded the other.
func TestChatetteSolutions(t *testing.T) {
	var paths []string
	filesBelow(t, "chatette", ".solution", func(path string) { paths = append(paths, path) })
	if len(paths) < 7 {
		t.Fatalf("only %d solutions", len(paths))
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			want := solution(t, path)
			im, err := convert.Read([]string{strings.TrimSuffix(path, ".solution") + ".chatette"}, convert.Options{From: "chatette", Name: "test"})
			if err != nil {
				t.Fatal(err)
			}
			got := all(t, im)
			if len(got) != len(want) {
				t.Errorf("%d intents, want %d", len(got), len(want))
			}
			for intent, examples := range got {
				for _, e := range examples {
					if !slices.Contains(want[intent], e.Text) {
						t.Errorf("%s: %q is not in the solution", intent, e.Text)
					}
				}
				if diff := cmp.Diff(folded(want[intent]), texts(examples)); diff != "" {
					t.Errorf("%s (-want +got)\n%s", intent, diff)
				}
				sayNames(t, strings.TrimSuffix(path, ".solution")+".syn", examples)
			}
		})
	}
}

func folded(in []string) []string {
	var out []string
	for _, s := range in {
		out = append(out, strings.ToLower(s))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// sayNames holds the values of examples to Chatette's list of synonyms.
func sayNames(t *testing.T, path string, examples []dataset.Example) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		return // most have none
	}
	for _, e := range examples {
		for _, s := range e.Slots {
			line := e.Call.Arguments[s.Name].(string) + "===" + strings.ToLower(s.Value) + "\n"
			if !strings.Contains(string(data), line) {
				t.Errorf("%q: %s is not among the synonyms", e.Text, strings.TrimSpace(line))
			}
		}
	}
}

// TestChatetteTokens: what each token of the syntax may say.
func TestChatetteTokens(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"%[a]\n x // y ; z\n", []string{"x"}},
		{"%[a]\n x \\; y \\/\\/ z\n", []string{"x ; y // z"}},
		{"%[a]\n \\[x\\] \\~\\@\\%\\{b\\} \\\\ \\q \\| \\? \\# \\$ \\& \\= \\/\n", []string{`[x] ~@%{b} \ q | ? # $ & = /`}},
		{"%[a]\n ~5 @home 10% a&b #1 $2 x=y a/b a|b <c> (d) e;\n", []string{"~5 @home 10% a&b #1 $2 x=y a/b a|b <c> (d) e"}},
		{"%[a]\n hey[ you?], [x|y z]\n", []string{"hey, x", "hey, y z", "hey you, x", "hey you, y z"}},
		{"%[a]\n a[b|c]d\n", []string{"abd", "acd"}},
		{"%[a]\n [a|b|?] c\n", []string{"a c", "b c", "c"}},
		{"%[a]\n [is it?]? [really? no|yes?x]\n", []string{"?", "? really? no", "? yes", "is it?", "is it? really? no", "is it? yes"}},
		{"%[a]\n {x/y z} [w?n]{'s/ is?} [v?!n]\n", []string{"x w", "x w's", "x w is", "y z w", "y z w's", "y z w is", "x v", "x's v", "x is v", "y z v", "y z's v", "y z is v"}},
		{"%[a]\n x [i'm a?n] pretty [test?n/30]\n", []string{"x i'm a pretty test", "x pretty"}},
		{"%[a]\n x [a?n/80] [b?!n] [c?m]\n", []string{"x a", "x b", "x a c", "x b c"}},
		{"%[a]\n ~[b] ~[b]\n~[b]\n [x?n] y [z?n]\n", []string{"y y", "y x y z", "x y z y", "x y z x y z"}},
		{"%[a]\n x[ y?/100][ z?/0]\n", []string{"x y"}},
		{"%[a]\n ~[b#c d] ~[b]\n~[b#c d]\n one\n~[b#e]\n two\n", []string{"one one", "one two"}},
		{"%[a]\n ~[b$x y] ~[b$z?]\n~[b$W]\n  $W, ~[c$$W!] $V\n~[c$Q]\n <$Q>\n", []string{"x y, <x y!> $V", "x y, <x y!> $V z, <z!> $V"}},
		{"%[a]\n b %[c]\n%[c](0)\n d\n", []string{"b d", "d"}},
		{"%[a]\n\ttab ~[my name]\n~[ my name ]\n    x\n", []string{"tab x"}},
		{"%[a]\n 10: x\n 20: [10: y] [n\\?: z]\n", []string{"10: x", "20: 10: y n?: z"}},
		{"%[a]\n [3: b|c] d\n", []string{"3: b d", "c d"}},
		{"%[a]\n [3: b|c?] d\n", []string{"3: b d", "c d", "d"}},
		{"%[a]\n [30%: b?] [x?: c?] d\n", []string{"d", "30%: b d", "x?: c d", "30%: b x?: c d"}},
	} {
		var want []string
		for _, s := range c.want {
			want = append(want, strings.ToLower(s))
		}
		says(t, "chatette", c.text, want...)
	}
}

// TestChatetteCase: the first letter is in either case, wherever it stands.
func TestChatetteCase(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string // as written, all of them
	}{
		{"%[&a]\n hello\n", []string{"hello", "Hello"}},
		{"%[a]\n [&'d go?] x\n", []string{"'d go x", "'D go x", "x"}},
		{"%[&a]\n [b?] [c?] ~[d]\n~[d]\n 5 e\n [f?]\n", []string{
			"b c 5 e", "B c 5 e", "b c f", "B c f", "b c", "B c", "b 5 e", "B 5 e", "b f", "B f", "b", "B",
			"c 5 e", "C 5 e", "c f", "C f", "c", "C", "5 e", "5 E", "f", "F"}},
		{"%[&a]\n [b?n] c [d?n]\n", []string{"b c d", "B c d", "c", "C"}},
		{"%[a]\n @[&s]\n@[s]\n b = x\n c = x\n", []string{"b", "B", "c", "C"}},
		{"%[&a]\n été\n", []string{"été", "Été"}},
	} {
		im := mustRead(t, "chatette", c.text, convert.Options{})
		p, _ := load(t, im)
		seen := map[string]bool{}
		for seed := range uint64(60) { // one case of each text a draw
			for _, e := range draw(t, p, 1000, seed) {
				seen[e.Text] = true
			}
		}
		got := make([]string, 0, len(seen))
		for s := range seen {
			got = append(got, s)
		}
		slices.Sort(got)
		slices.Sort(c.want)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%q (-want +got)\n%s", c.text, diff)
		}
	}
}

// TestChatetteValues: names of values become enumerations where all have one.
func TestChatetteValues(t *testing.T) {
	got := says(t, "chatette", "%[a]\n @[c] @[d] @[e?]\n@[c]\n ~[ny] = New York\n ~[p] = /\n [la|l a] [x] = /\n bonn\n"+
		"@[d]\n b = c\n [d|e]\n@[e]\n f\n~[ny]\n ny\n big apple\n~[p]\n paris\n panam\n",
		"ny b", "big apple b", "paris b", "panam b", "la x b", "l a x b", "bonn b", "ny d", "big apple d", "paris d", "panam d", "la x d", "l a x d", "bonn d",
		"ny e", "big apple e", "paris e", "panam e", "la x e", "l a x e", "bonn e",
		"ny b f", "big apple b f", "paris b f", "panam b f", "la x b f", "l a x b f", "bonn b f", "ny d f", "big apple d f", "paris d f", "panam d f", "la x d f", "l a x d f", "bonn d f",
		"ny e f", "big apple e f", "paris e f", "panam e f", "la x e f", "l a x e f", "bonn e f")
	want := map[string]string{"ny": "New York", "big apple": "New York", "paris": "p", "panam": "p", "la x": "la|l a", "l a x": "la|l a", "bonn": "bonn"}
	for _, e := range got["a"] {
		if v := e.Call.Arguments["c"]; v != want[e.Slots[0].Value] {
			t.Errorf("%q: c is %v", e.Text, v)
		}
		if v := e.Call.Arguments["d"]; v != e.Slots[1].Value { // [d|e] has no name, so d is text
			t.Errorf("%q: d is %v", e.Text, v)
		}
	}
}

// TestChatetteShares: rules of a unit are equally likely, whatever they hold.
func TestChatetteShares(t *testing.T) {
	text := "%[a]\n ~[n] ~[k] [x?/20] [y?g/70] [z?!g]\n~[k]\n one\n [two|three]\n [four?] five\n" + numbers("chatette", 30000)
	shares(t, "chatette", text, map[string]float64{
		" one": 1. / 3, " two": 1. / 6, " three": 1. / 6, " four five": 1. / 6, " five": 1. / 3, " x": 0.2, " y": 0.7, " z": 0.3})
}

// TestChatetteLimits: what a pack cannot say is said otherwise, with a note.
func TestChatetteLimits(t *testing.T) {
	names := ""
	for i := range 10 {
		names += fmt.Sprintf(" [a%d?n%d] [b%d?n%d]", i, i, i, i)
	}
	for _, c := range []struct {
		text, note string
		prompts    int
	}{
		{"%[a]\n x" + names + "\n", `in.chatette:2: optionals named "n8" do not agree: a sentence may have 8 such names`, 1 << (8 + 4)},
		{"%[&a]\n" + strings.ReplaceAll(names, "[a9?n9] [b9?n9]", "x [y?n9]") + "\n",
			`in.chatette:2: optionals named "n8" do not agree: a sentence may have 8 such names`, 1 << 8 * 4 * 2},
		{"%[a]\n x @[s]\n@[s]\n big @[t] ~[u]\n@[t]\n one\n two\n~[u]\n @[t]\n", `in.chatette:5: slot "t" is inside another slot: there it is only words`, 4},
		{"%[a]\n x @[s?]\n@[s]\n ?!\n", `in.chatette:4: slot "s" is no parameter: "?!" has no words`, 2},
		{"%[a]\n x @[s]\n@[s]\n ...\n one\n", `in.chatette:4: slot "s": "..." has no words: left out`, 1},
		{"%[a]\n x ~[b]\n~[b$A]\n y$A\n", "in.chatette:4: ~[b] is used without an argument: $A stays as it is", 1},
		{"%[a]\n x ~[b$c]\n~[b]\n y\n", `in.chatette:2: ~[b] takes no argument: "c" is left out`, 1},
		{"%[a](0)\n x\n", `in.chatette:1: intent "a" asks for no examples: its templates are there, with next to no weight`, 1},
		{"%[a]\n x\n [y?]\n [ ]\n", "in.chatette:4: sentence without words is left out", 2},
	} {
		im := mustRead(t, "chatette", c.text, convert.Options{})
		if got := all(t, im)["a"]; len(got) != c.prompts {
			t.Errorf("%s: %d prompts, want %d: %.200q", c.text, len(got), c.prompts, texts(got))
		}
		if !slices.ContainsFunc(im.Notes, func(n convert.Note) bool { return n.String() == c.note }) {
			t.Errorf("%s: no note %s among %v", c.text, c.note, im.Notes)
		}
	}
}
