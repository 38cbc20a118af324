package web_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/inference/calls"
)

// valuesRecord is a line of testdata/values.jsonl, which values.wasm is held to.
type valuesRecord struct {
	Format  string   `json:"format"`
	Prefer  string   `json:"prefer,omitempty"`
	Locale  string   `json:"locale"`
	Day     string   `json:"day"`
	Lexicon string   `json:"lexicon,omitempty"` // where it is another than in the line before
	Fits    []string `json:"fits"`
	Not     []string `json:"not"`
}

// sayings are values as people say them, which are varied word by word.
var sayings = strings.Split(`50|$1,200.50|fifty bucks|half a grand|a couple hundred dollars|two hundred and fifty|two fifty|1.5k|£20|20 quid|5 dollars and 20 cents|five dollars twenty|-$50|- 50|50-|a dollar|EUR 30|2½ thousand|three point one four euros|1,00,000 rupees|1'200.50|10 000|500/-|KWD 5 and 300 fils|twelve dozen|a million and a half|10² dollars|nineteen ninety|USD 5 cents|minus five|around $5.|us$ 3|¥500|3 K|$ k
2025-03-14|today|tomorrow morning|next friday|last friday|this coming friday|friday the 20th|friday week|friday after next|march 3rd, 2024|14 march|the 5th|twenty first|3/14|1/11/2024|13/1|30.6.2025|2025/3/14|20250229|in two weeks|3 days ago|a week from tomorrow|a week friday|end of the month|first of next month|next month on the 5th|day after tomorrow|february 30|feb 29 2024|february 29 2025|new year's eve|eom|last monday of july|first friday of next month|start of next week|end of july|tues next week|next week on the friday|in a fortnight|half a year ago|on by for the 31st|tmrw|5000 years ago|9999 years from now|the 3rd of march last year|sat 3/14|monday of march
2025|2025-03|2025-01-01/2025-01-31|march 2024|last month|this year|last 3 months|the past two weeks|next two quarters|q1|q4 2024|first quarter of 2024|since january|since 2026|since monday|from january to march|between march and may|november to january|year to date|march of last year|the 3rd to the 5th of march|friday to monday|march 2025 to january 2024|last weekend|weekend after next|this weekend|from 3 may until june|the month of march|2019 to 2021|last twelve months|next year|month to date
euros|US dollars|GBP|the yen|$|bananas|canadian|la libra|₹|kuwaiti dinars|new zealand dollar`, "\n")

// vary appends a phrase with words left out, put in, changed and moved.
func vary(r *rand.Rand, to []string, phrase string, all []string) []string {
	to = append(to, phrase)
	for range 4 {
		w := strings.Fields(phrase)
		for range 1 + r.IntN(2) {
			i := r.IntN(len(w) + 1)
			some := all[r.IntN(len(all))]
			switch r.IntN(4) {
			case 0:
				w = append(w[:i:i], append([]string{some}, w[i:]...)...)
			case 1:
				if i < len(w) {
					w[i] = some
				}
			case 2:
				if i < len(w) && len(w) > 1 {
					w = append(w[:i:i], w[i+1:]...)
				}
			case 3:
				w = append(w, some)
			}
		}
		to = append(to, strings.Join(w, " "))
	}
	return to
}

// The records that values.wasm is held to are what slmkit itself reads.
func TestValues(t *testing.T) {
	const path = "testdata/values.jsonl"
	var want bytes.Buffer
	e := json.NewEncoder(&want)
	e.SetEscapeHTML(false)
	r := rand.New(rand.NewPCG(1, 2))
	all := strings.FieldsFunc(strings.Join(sayings, " "), func(r rune) bool { return r == ' ' || r == '|' })
	lexicon := ""
	for _, p := range []action.Param{
		{Format: "money"}, {Format: "date"}, {Format: "period"}, {Format: "currency"}, {Format: "date", Prefer: action.Future}, {Format: "date", Prefer: action.Past},
		{Format: "period", Prefer: action.Future}, {Format: "period", Prefer: action.Past}, {Format: "date", Locale: "en-GB"}, {Format: "money", Locale: "en-IN"},
	} {
		p.Name, p.Type = "p", "string"
		rec := valuesRecord{Format: p.Format, Prefer: p.Prefer, Locale: p.Locale, Day: calls.AnyDay.Format("2006-01-02")}
		if now := action.Lexicon(p.Locale); now != lexicon {
			rec.Lexicon, lexicon = now, now
		}
		for _, line := range sayings {
			for phrase := range strings.SplitSeq(line, "|") {
				for _, words := range vary(r, nil, phrase, all) {
					if _, err := p.Normalize(words, calls.AnyDay); err == nil {
						rec.Fits = append(rec.Fits, words)
					} else {
						rec.Not = append(rec.Not, words)
					}
				}
			}
		}
		if err := e.Encode(rec); err != nil {
			t.Fatal(err)
		}
	}
	golden(t, path, want.Bytes())
}
