package augment

import (
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/slmkit/slmkit/dataset/action"
)

var readingOps = []Op{
	{"amount_form", Rewrites, Words, English, "$50 → fifty dollars, two fifty, a grand and a half", reading("en", "money")},
	{"number_form", Rewrites, Words, English, "12 → twelve, a dozen", reading("en", "number")},
	{"date_form", Rewrites, Words, English, "march 14 → 3/14, the 14th of march", reading("en", "date")},
	{"time_form", Rewrites, Words, English, "3:30 pm → half past three", reading("en", "time")},
	{"period_form", Rewrites, Words, English, "last 3 months → the past three months", reading("en", "period")},
	{"duration_form", Rewrites, Words, English, "90 minutes → an hour and a half", reading("en", "duration")},
	{"phone_form", Rewrites, Words, "", "318-555-0904 → (318) 555 0904", Func(phoneForm)},
	{"german_form", Rewrites, Words, "de", "50 € → fünfzig Euro, 14. März → 14.3.", reading("de", "")},
	{"spanish_form", Rewrites, Words, "es", "50 € → cincuenta euros", reading("es", "")},
}

// place is what stands around a slot.
type place struct {
	before, after string // words, in lower case; "" where there is none right beside
	dayFirst      bool   // 14/3 is a day of march
}

// determined reports whether an article or the like is before, so that a form with its own
// article would be one too many.
func (p place) determined() bool {
	return determiners[p.before] || slices.Contains([]string{"last", "next", "past", "another", "each", "every"}, p.before)
}

// attribute reports whether the slot stands between an article and a noun: the $50 charge.
func (p place) attribute() bool {
	return p.determined() && p.after != "" && !prepositions[p.after] && !beings[p.after] && !slices.Contains([]string{"please", "today", "tomorrow", "i", "that", "now", "asap"}, p.after)
}

// forms propose other ways to write a value of a type. The reading of the type decides
// which of them say the same.
type forms func(said string, canonical any, at place) []string

// languageForms are the forms that are known, by language and type.
var languageForms = map[string]map[string]forms{
	"en": {"money": amountForms, "number": numberForms, "date": dateForms, "time": timeForms, "period": periodForms, "duration": durationForms},
	"de": {"money": germanAmounts, "number": germanNumbers, "date": germanDates, "time": germanTimes, "duration": germanDurations},
	"es": {"money": spanishAmounts, "number": spanishNumbers, "date": spanishDates, "time": spanishTimes, "duration": spanishDurations},
}

// typeOf is the type of a parameter as languageForms names it, "" for any other.
func typeOf(p *action.Param) string {
	switch {
	case p == nil || len(p.Enum) > 0:
		return ""
	case p.Type == "integer" || p.Type == "number":
		return "number"
	case p.Type == "string":
		return p.Format
	}
	return ""
}

// languageOfParam is the language that the values of a parameter are read in.
func languageOfParam(p *action.Param) string {
	language, _, _ := strings.Cut(p.Locale, "-")
	if language == "" {
		return English
	}
	return language
}

// reading returns an operation that writes the value of a slot another way. The type is
// "" for all types of a language.
func reading(language, kind string) Func {
	return func(ed *Edit, r *rand.Rand) bool {
		slots := ed.Slots()
		if len(slots) == 0 {
			return false
		}
		for _, i := range r.Perm(len(slots)) {
			p := ed.Param(i)
			t := typeOf(p)
			if t == "" || kind != "" && t != kind || languageOfParam(p) != language {
				continue
			}
			if all := readings(ed, i, language); len(all) > 0 {
				return ed.Reword(i, all[r.IntN(len(all))])
			}
		}
		return false
	}
}

// readings are the other ways to write the value of slot i that say the same.
func readings(ed *Edit, i int, language string) []string {
	p, said := ed.Param(i), ed.Slots()[i].Value
	propose := languageForms[language][typeOf(p)]
	if propose == nil {
		return nil
	}
	meant, err := p.Normalize(said, ed.Reference())
	if err != nil {
		return nil
	}
	at := place{dayFirst: p.Locale != "" && p.Locale != "en-US"}
	if w, ok := ed.wordBefore(ed.Slots()[i].Start); ok {
		at.before = w.Text
	}
	if w, ok := ed.wordAfter(ed.Slots()[i].End); ok {
		at.after = w.Text
	}
	return agreeing(p, propose(said, meant, at), said, meant, ed.Reference())
}

// agreeing keeps the forms that mean the same.
func agreeing(p *action.Param, proposed []string, said string, meant any, ref time.Time) []string {
	var out []string
	for _, form := range proposed {
		if form == "" || strings.EqualFold(form, said) || slices.Contains(out, form) {
			continue
		}
		if v, err := p.Normalize(form, ref); err == nil && action.Same(v, meant) {
			out = append(out, form)
		}
	}
	return out
}

// withoutArticles leaves out forms that begin with an article of their own.
func withoutArticles(all []string) []string {
	return slices.DeleteFunc(all, func(s string) bool {
		return strings.HasPrefix(s, "a ") || strings.HasPrefix(s, "an ") || strings.HasPrefix(s, "the ") || strings.HasPrefix(s, "half ")
	})
}

// phoneForm writes the digits of a telephone number in other groups.
func phoneForm(ed *Edit, r *rand.Rand) bool {
	for i, s := range ed.Slots() {
		p := ed.Param(i)
		if p == nil || p.Format != "contact" {
			continue
		}
		digits := strings.Map(func(c rune) rune {
			if c >= '0' && c <= '9' {
				return c
			}
			return -1
		}, s.Value)
		if len(digits) != 10 || strings.ContainsAny(s.Value, "+@") {
			continue
		}
		a, b, c := digits[:3], digits[3:6], digits[6:]
		meant, err := p.Normalize(s.Value, ed.Reference())
		if err != nil {
			continue
		}
		all := agreeing(p, []string{digits, a + "-" + b + "-" + c, a + " " + b + " " + c, "(" + a + ") " + b + "-" + c, a + "." + b + "." + c,
			"(" + a + ")" + b + "-" + c, a + " " + b + " " + c[:2] + " " + c[2:], a + " " + b + "-" + c, a + "/" + b + "-" + c}, s.Value, meant, ed.Reference())
		return len(all) > 0 && ed.Reword(i, all[r.IntN(len(all))])
	}
	return false
}
