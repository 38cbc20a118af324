package grammar

import (
	"strings"
	"testing"

	"github.com/slmkit/slmkit/inference/tokenizer"
)

// lost writes ? for characters that the vocabulary lacks.
func lost(prompt, view string) tokenizer.View {
	v := tokenizer.View{Source: prompt, From: []int32{}, To: []int32{}}
	at := 0
	for _, r := range view {
		width := len(string([]rune(prompt[at:])[0]))
		c := byte(r)
		if r == '?' {
			c = tokenizer.Lost
		}
		v.Text += string([]byte{c})
		v.From, v.To = append(v.From, int32(at)), append(v.To, int32(at+width))
		at += width
	}
	return v
}

// TestText: an output has the prompt's own characters. Tokens are written with <unk>
// for a character that the vocabulary lacks, or without it. No quote goes over a mark
// that divides the prompt.
func TestText(t *testing.T) {
	tok, v := load(t)
	g := New(Sequence(Text(`x"`), free, Text(`"`)))
	for _, c := range []struct {
		prompt, view string
		written      string // with ? for <unk>
		want         string // "": it is not allowed
	}{
		{"pay Łuk", "pay ?uk", `"uk"`, `"Łuk"`},
		{"pay Łuk", "pay ?uk", `"?uk"`, `"Łuk"`},
		{"pay Łuk", "pay ?uk", `"pay uk"`, `"pay Łuk"`},
		{"pay Łuk and uk", "pay ?uk and uk", `"uk"`, `"uk"`},
		{"pay uk and Łuk", "pay uk and ?uk", `"?uk"`, `"Łuk"`},
		{"pay aéb and aüb", "pay a?b and a?b", `"ab"`, `"aéb"`},
		{"pay 李明 now", "pay ?? now", `"?"`, `"李明"`},
		{"pay 李明 now", "pay ?? now", `"pay??now"`, ``},
		{"pay 李明 now", "pay ?? now", `"now"`, `"now"`},
		{"pay «é»", "pay ???", `"?"`, `"é"`},
		{"pay aéb", "pay a?b", `"a"`, ``},
		{"pay mike | pay ann smith", "pay mike | pay ann smith", `"mike"`, `"mike"`},
		{"pay mike | pay ann smith", "pay mike | pay ann smith", `"ann smith"`, `"ann smith"`},
		{"pay mike | pay ann smith", "pay mike | pay ann smith", `"mike |"`, ``},
		{"pay mike | pay ann smith", "pay mike | pay ann smith", `"mike | pay ann"`, ``},
		{"pay mike | pay ann smith", "pay mike | pay ann smith", `"| pay ann"`, ``},
		{"pay mike|ann | 5", "pay mike|ann | 5", `"mike|ann"`, `"mike|ann"`},
	} {
		cursor := g.Start(v, lost(c.prompt, c.view), &Buffers{})
		ids := tok.Encode(nil, "x"+strings.ReplaceAll(c.written, "?", "\ue000"))
		ids = ids[:len(ids)-1] // without the end token
		allowed := true
		for _, id := range ids {
			allowed = allowed && cursor.Advance(id)
		}
		text, ok := cursor.Text(ids)
		if allowed = allowed && cursor.MayEnd(); allowed != (c.want != "") || allowed && (!ok || text != "x"+c.want) {
			t.Errorf("%q for %q: %q, %t, allowed %t, want %q", c.written, c.prompt, text, ok, allowed, "x"+c.want)
		}
	}
}

// TestRareCharacters: a grammar's own text has characters that the vocabulary lacks.
func TestRareCharacters(t *testing.T) {
	_, v := load(t)
	g := New(Either(Text("größe"), Text("grüße")))
	c := g.Start(v, seen(""), &Buffers{})
	var tokens []int32
	for len(tokens) < 20 && !c.MayEnd() {
		ids := c.Allowed()
		if len(ids) == 0 {
			t.Fatalf("a dead end behind %d", tokens)
		}
		tokens = append(tokens, ids[len(ids)-1])
		c.Advance(tokens[len(tokens)-1])
	}
	if text, ok := c.Text(tokens); !ok || text != "größe" {
		t.Errorf("%d is %q, want größe, the first that they can be", tokens, text)
	}
	if _, ok := g.Match("", "größe"); !ok {
		t.Error("größe is not allowed")
	}
	if _, ok := g.Match("", "gre"); ok {
		t.Error("gre is allowed, though nothing lacks ö")
	}
}
