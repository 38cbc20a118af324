package tokenizer

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// segmentations appends the token lists of which a prefix says step by step that
// they are the beginning of Encode's, and that write the text.
func segmentations(to [][]int32, texts []string, p *Prefix, text string, ids []int32) [][]int32 {
	if text == "" {
		return append(to, slices.Clone(ids))
	}
	for id, piece := range texts {
		if piece == "" || !strings.HasPrefix(text, piece) {
			continue
		}
		var next Prefix
		next.Set(p)
		next.Mark()
		for i := range len(piece) {
			next.Push(piece[i])
		}
		if next.Token(int32(id)) {
			to = segmentations(to, texts, &next, text[len(piece):], append(ids, int32(id)))
		}
	}
	return to
}

// checkPrefix: of all the ways to write what Encode reads, its own alone passes.
func checkPrefix(t *testing.T, tok *Tokenizer, text string) {
	t.Helper()
	text = tok.Decode(tok.Encode(nil, text), true)
	ids := tok.Encode(nil, text)
	ids = ids[len(tok.prefix) : len(ids)-len(tok.suffix)]
	texts := tok.Texts()
	var written strings.Builder
	for _, id := range ids {
		written.WriteString(texts[id])
	}
	if plain := written.String(); strings.TrimPrefix(plain, " ") != text {
		return // it has unknown characters, or spaces that Encode leaves out
	}
	p := tok.Prefix()
	if got := segmentations(nil, texts, &p, written.String(), nil); len(got) != 1 || !slices.Equal(got[0], ids) {
		t.Errorf("%q: %v, Encode writes %v", text, got, ids)
	}
}

func tokenizers(t testing.TB) map[string]*Tokenizer {
	bundled, err := Load(filepath.Join("../../testdata/models/banking", "tokenizer.json"))
	if err != nil {
		t.Fatal(err)
	}
	// One in which the best way is not the one that takes the longest piece first,
	// and in which a character is in a piece but none by itself.
	made := func(split bool) *Tokenizer {
		tok, err := Parse(fmt.Appendf(nil, `{"model": {"type": "Unigram", "unk_id": 0, "vocab": [["<unk>", 0], ["▁", -2], ["a", -3], ["b", -3.5], ["é", -3], ["ab", -4],
			["abc", -9], ["bca", -3], ["cab", -5], ["▁a", -2.5], ["a▁b", -1], ["▁ab", -6], ["éa", -2], ["1", -4], ["12", -5], ["123", -6], ["23", -4]]},
			"pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": %t}}`, split), "made")
		if err != nil {
			t.Fatal(err)
		}
		return tok
	}
	return map[string]*Tokenizer{"bundled": bundled, "split": made(true), "whole": made(false)}
}

func TestPrefix(t *testing.T) {
	for name, tok := range tokenizers(t) {
		t.Run(name, func(t *testing.T) {
			for _, text := range []string{"", "a", "ab", "abcabcab", "a b", "ab ab bca", "é", "éaéé a", "1231212", "acb", `transfer_money(amount="$50", recipient="zoë")`, "check_balance(account=savings); none()", "a  b "} {
				checkPrefix(t, tok, text)
			}
			for n := range 3000 { // all short texts of a few characters
				var b strings.Builder
				for ; n > 0; n /= 6 {
					b.WriteString([]string{"a", "b", "c", " ", "é", "1"}[n%6])
				}
				checkPrefix(t, tok, b.String())
			}
		})
	}
}

// TestPrefixDecides: what is decided of a text stays so, however it goes on.
func TestPrefixDecides(t *testing.T) {
	tok := tokenizers(t)["whole"]
	for n := range 3000 {
		text := " "
		for ; n > 0; n /= 5 {
			text += []string{"a", "b", "c", " ", "1"}[n%5]
		}
		for at := range len(text) {
			p, said := tok.Prefix(), false
			var through bool
			for i := range len(text) {
				if i == at {
					p.Mark()
				}
				p.Push(text[i])
				if i < at {
					continue
				}
				if said && p.Through() != through {
					t.Fatalf("%q: the way goes through %d: %t, it was decided that it is %t", text[:i+1], at, p.Through(), through)
				}
				if through, said = p.Decided(); said && through != p.Through() {
					t.Fatalf("%q: decided that the way through %d is %t, it is %t", text[:i+1], at, through, p.Through())
				}
			}
		}
	}
}

func FuzzPrefix(f *testing.F) {
	f.Add("abc é 12")
	f.Add(`pay_bill(biller="con edison", amount="$5")`)
	all := tokenizers(f)
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 60 {
			return
		}
		for _, tok := range all {
			checkPrefix(t, tok, text)
		}
	})
}

// TestNoPrefix: a prefix that knows nothing lets everything pass.
func TestNoPrefix(t *testing.T) {
	bpe := loadBPE(t)
	p := bpe.Prefix()
	p.Mark()
	p.Push('x')
	if through, decided := p.Decided(); !p.Token(5) || !p.Through() || !through || !decided {
		t.Error("a byte-level BPE's prefix refuses a token")
	}
}
