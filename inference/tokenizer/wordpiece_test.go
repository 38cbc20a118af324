package tokenizer

import (
	"errors"
	"slices"
	"strings"
	"testing"

	sugarme "github.com/sugarme/tokenizer"
)

// TestSugarmeFails checks that a panic or an error of sugarme/tokenizer is the
// error of that text, in which the word is unknown, and not of the next text.
func TestSugarmeFails(t *testing.T) {
	tok := loadVariant(t, "wordpiece")
	m := tok.model.(*wordPiece)
	whole := m.tokenize
	m.tokenize = func(word string) ([]sugarme.Token, error) {
		switch word {
		case "balance":
			var none []int
			_ = none[len(word)]
		case "card":
			return []sugarme.Token{{Id: 7}}, errors.New("made to fail")
		}
		return whole(word)
	}
	fine := tok.Encode(nil, "my account")
	for text, want := range map[string]string{
		"my balance":   `sugarme/tokenizer cannot tokenize the word "balance": runtime error: index out of range`,
		"my <balance>": `sugarme/tokenizer cannot tokenize the word "balance"`,
		"card balance": `sugarme/tokenizer cannot tokenize the word "card": made to fail`,
		"my card":      `sugarme/tokenizer cannot tokenize the word "card": made to fail`,
	} {
		ids, err := tok.TryEncode(nil, text)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
		if !slices.Contains(ids, tok.Unknown()) || slices.Contains(ids, 7) {
			t.Errorf("%q: %v, want the word to be unknown", text, ids)
		}
		if again := tok.Encode(nil, text); !slices.Equal(ids, again) {
			t.Errorf("%q: Encode writes %v, TryEncode %v", text, again, ids)
		}
	}
	if ids, err := tok.TryEncode(nil, "my account"); err != nil || !slices.Equal(ids, fine) {
		t.Errorf("after a failure: %v %v, want %v", ids, err, fine)
	}
}

// TestVerbatim checks which tokenizers can write a text as it is wanted.
func TestVerbatim(t *testing.T) {
	for _, layout := range layouts {
		tok := loadVariant(t, layout)
		text := `pay_bill(biller="con edison")`
		kept := strings.TrimPrefix(tok.Decode(tok.Encode(nil, text), true), " ") == text
		if err := tok.Verbatim(); (err == nil) != kept {
			t.Errorf("%s: %v, but a call is kept: %t", layout, err, kept)
		}
	}
}
