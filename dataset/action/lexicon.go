package action

import (
	"maps"
	"slices"

	"github.com/slmkit/slmkit/dataset/text"
)

// Lexicon is the words that the readers of a locale know, for programs in other languages
// that have to tell what is a value: the page for browsers.
type Lexicon struct {
	English    map[string][]string `json:"english"` // by phrases that are put into these words first
	Months     map[string]int      `json:"months"`
	Weekdays   map[string]int      `json:"weekdays"` // from sunday
	Ordinals   map[string]int      `json:"ordinals"`
	Holidays   map[string][2]int   `json:"holidays"` // month and day
	Around     map[string]int      `json:"around"`   // days from today
	Leading    []string            `json:"leading"`
	Last       []string            `json:"last"`
	PartOfDay  []string            `json:"part_of_day"`
	Addends    map[string]float64  `json:"addends"` // numbers that add
	Scale      map[string]float64  `json:"scale"`   // and that multiply
	Hedges     []string            `json:"hedges"`
	Currencies map[string]string   `json:"currencies"` // codes by names, symbols and codes
	Codes      []string            `json:"codes"`      // of canonical amounts
	Minor      map[string]string   `json:"minor"`      // codes by the names of hundredth parts
	Parts      map[string]int      `json:"parts"`      // decimals of the units that have not two, by code
	DayFirst   bool                `json:"day_first"`
}

// LexiconOf returns the words of a locale. ok is false for a language other than English,
// whose readers need more than words.
func LexiconOf(tag string) (_ *Lexicon, ok bool) {
	l := languageOf(tag)
	if l.book.numbers != nil {
		return nil, false
	}
	x := &Lexicon{
		English: l.book.english, Months: map[string]int{}, Weekdays: map[string]int{}, Ordinals: ordinals, Holidays: map[string][2]int{}, Around: around,
		Leading: leading, Last: lastWords, PartOfDay: partOfDay, Addends: maps.Clone(colloquial), Scale: scale, Hedges: hedges,
		Currencies: l.currencies, Minor: l.minor, Parts: map[string]int{}, DayFirst: l.locale.DayFirst(),
	}
	for name, m := range months {
		x.Months[name] = int(m)
	}
	for name, d := range weekdays {
		x.Weekdays[name] = int(d)
	}
	for name, h := range holidays {
		x.Holidays[name] = [2]int{int(h.month), h.day}
	}
	for word := range text.NumberWords() {
		if n, ok := addend(word); ok {
			x.Addends[word] = n
		}
	}
	for _, code := range append(slices.Clone(wholeCurrencies), thousandthCurrencies...) {
		x.Parts[code] = minorUnits(code)
	}
	x.Codes = slices.Sorted(maps.Keys(englishCurrencies))
	return x, true
}
