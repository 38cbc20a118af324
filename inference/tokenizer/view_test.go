package tokenizer

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// loadBundled loads the tokenizer of the banking model, whose vocabulary has ASCII only.
func loadBundled(t testing.TB) *Tokenizer {
	t.Helper()
	tok, err := Load(bundled)
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

// laid writes what a view has in the place of each stretch of the text.
func laid(v View) string {
	var all []string
	for i := 0; i < len(v.Text); {
		j := i + 1
		for v.From != nil && j < len(v.Text) && v.From[j] == v.From[i] {
			j++
		}
		from, to := int32(i), int32(j)
		if v.From != nil {
			from, to = v.From[i], v.To[j-1]
		}
		all = append(all, v.Source[from:to]+"="+strings.ReplaceAll(v.Text[i:j], string([]byte{Lost}), "?"))
		i = j
	}
	return strings.Join(all, "|")
}

func TestView(t *testing.T) {
	tok := loadBundled(t)
	for _, c := range []struct{ text, want string }{
		{"pay", "p=p|a=a|y=y"},
		{"  a \t b ", "a=a| \t = |b=b"},
		{"éa", "é=?|a=a"},
		{"e\u0301x", "e\u0301=?|x=x"},
		{"ﬁx", "ﬁ=fi|x=x"},
		{"５，a", "５=5|，=,|a=a"},
		{"李明", "李=?|明=?"},
		{"x\u200dy", "x\u200d=x?|y=y"},
		{"½ cup", "½=1?2| = |c=c|u=u|p=p"},
		{"👩‍👩‍👧 a", "👩‍👩‍👧=?| = |a=a"},
		{"</s>a", "</s>=?|a=a"},
	} {
		if got := laid(tok.View(c.text, tok.Encode(nil, c.text))); got != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}

// TestSee: where the vocabulary lacks a character, the model sees the nearest that it
// has.
func TestSee(t *testing.T) {
	tok := loadBundled(t)
	for _, c := range []struct{ text, want string }{
		{"Łód", "Ł=L|ó=o|d=d"},
		{"e\u0301x", "e\u0301=e|x=x"},
		{"O’B", "O=O|’='|B=B"},
		{"李明", "李=Li|明=Ming"},
		{"Иван", "И=I|в=v|а=a|н=n"},
		{"٣½", "٣=3|½=1/2"},
		{"ß € 🦊", "ß=ss| = |€=?| = |🦊=?"},
	} {
		ids, v, err := tok.See(c.text)
		if got := laid(v); err != nil || got != c.want {
			t.Errorf("%q: %q %v, want %q", c.text, got, err, c.want)
		}
		if tok.Decode(ids, true) != strings.ReplaceAll(v.Text, string([]byte{Lost}), "") {
			t.Errorf("%q: the view %q is not of its tokens", c.text, v.Text)
		}
	}
}

func TestLacks(t *testing.T) {
	tok := loadBundled(t)
	for text, want := range map[string]string{"send 50 bucks": "", "Łódź for €5 🦊🦊": "Ł|ó|ź|€|🦊", "": ""} {
		if got := strings.Join(tok.Lacks(text), "|"); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// hardText draws texts of letters, marks, spaces and pictures of many scripts.
var hardText = rapid.StringOfN(rapid.OneOf(
	rapid.RuneFrom([]rune("aé\u0301 \t\u00a0ßﬁ½５李カ한я\u200d👩🇩🇪\u0650مक्\u093f<>\"'’“.,-1234$€\u00ad\ufeff\u2581ŁİAbc")),
	rapid.Rune(),
), 1, 24, -1)

// TestViewLaysTokensBesideText: whatever the text and the tokenizer, a view is what
// the tokens write, each byte with the characters of the text that it is for.
func TestViewLaysTokensBesideText(t *testing.T) {
	all := map[string]*Tokenizer{"bundled": loadBundled(t), "bpe": loadBPE(t)}
	for _, layout := range []string{"unigram", "unigram_first", "unigram_never", "wordpiece"} {
		all[layout] = loadVariant(t, layout)
	}
	rapid.Check(t, func(t *rapid.T) {
		text := hardText.Draw(t, "text")
		for name, tok := range all {
			ids, v, err := tok.See(text)
			if err != nil {
				continue
			}
			ids = slices.DeleteFunc(ids, tok.unwritten)
			got, want := strings.ReplaceAll(v.Text, string([]byte{Lost}), ""), tok.Decode(ids, true)
			if strings.TrimLeft(got, " ") != strings.TrimLeft(want, " ") {
				t.Fatalf("%s, %q: the view is %q, the tokens write %q", name, text, got, want)
			}
			if v.Source != text || v.From == nil && v.Text != text || len(v.From) != len(v.To) {
				t.Fatalf("%s, %q: the view is of %q", name, text, v.Source)
			}
			before := int32(0)
			for i, from := range v.From {
				to := v.To[i]
				if from < before || to < from || int(to) > len(text) || !utf8.ValidString(text[from:to]) {
					t.Fatalf("%s, %q: byte %d of %q is for %d to %d, behind %d", name, text, i, v.Text, from, to, before)
				}
				before = from
			}
		}
	})
}
