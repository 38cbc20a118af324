package web

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/inference/calls"
	"github.com/slmkit/slmkit/inference/grammar"
	"github.com/slmkit/slmkit/inference/tokenizer"
)

// limits is what grammar.json says: which outputs are valid calls, and how the model reads
// prompts where a grammar limits its outputs.
type limits struct {
	Table   *grammar.Table `json:"table"`
	Quotes  []quote        `json:"quotes"`
	Lexicon string         `json:"lexicon,omitempty"` // of quotes that values.wasm reads
	Day     string         `json:"day"`               // that relative dates count from
	Near    []near         `json:"near"`
}

// quote says which words of a prompt fit.
type quote struct {
	Format   string `json:"format,omitempty"` // "" for free text
	Prefer   string `json:"prefer,omitempty"`
	Shortest *int   `json:"shortest,omitempty"` // in code points
	Longest  *int   `json:"longest,omitempty"`
	Long     bool   `json:"long,omitempty"` // of any number of words
}

// near is a tokenizer.Near: [first code point, forms with spaces between them].
type near tokenizer.Near

// MarshalJSON implements json.Marshaler.
func (n near) MarshalJSON() ([]byte, error) {
	return json.Marshal([]any{n.First, strings.Join(n.Forms, " ")})
}

// inEnglish are the formats that values.wasm reads, from the words of a lexicon.
var inEnglish = []string{"currency", "date", "money", "period"}

// newLimits returns the limits of a model's answers, nil where it has no schema, or one with
// values that app/values.js cannot tell from other words.
func newLimits(m *calls.Model) (*limits, error) {
	if m.Schema() == nil {
		return nil, nil
	}
	table, quotes := calls.Table(m.Schema())
	l := &limits{Table: table, Quotes: []quote{}, Day: calls.AnyDay.Format(time.DateOnly)}
	for _, q := range quotes {
		p := q.Param
		to := quote{Format: p.Format, Prefer: p.Prefer, Shortest: p.MinLength, Longest: p.MaxLength, Long: q.Long}
		if action.Formats[p.Format] == nil {
			to.Format = ""
		}
		switch {
		case p.Pattern.Enforced(), to.Format != "" && p.LimitsText():
			return nil, nil
		case slices.Contains(inEnglish, to.Format):
			if l.Lexicon = action.Lexicon(p.Locale); l.Lexicon == "" {
				return nil, nil
			}
		case to.Format != "" && to.Format != "contact":
			return nil, nil
		}
		l.Quotes = append(l.Quotes, to)
	}
	for _, n := range m.Tokenizer.Nears() {
		l.Near = append(l.Near, near(n))
	}
	return l, nil
}
