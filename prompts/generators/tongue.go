package generators

import (
	"strings"

	"github.com/slmkit/slmkit/dataset/locale"
	"github.com/slmkit/slmkit/prompts/grammar"
)

// tongue is how a language says days, times, lengths of time and amounts, beyond what
// CLDR knows. Lists have bars between their phrases. A phrase may have fields in braces,
// see phrases.
type tongue struct {
	ahead, behind, around string // days that count from today: to come, gone by, and today itself
	weekday               string // a weekday alone, and what leads to it
	weekdayLead           string
	weekdayAhead          string
	weekdayBehind         string
	calendar, dated       string // days of a month without and with a year
	calendarLead          string

	morning, afternoon string // times with an hour before and after noon
	clock              string // times of 24 hours
	loose              string // times that do not say their half of the day
	named              string // noon and midnight
	timeLead           string // what leads to a time, the usual one first

	lengths map[string]string // of time, by unit
	parts   map[int]string    // lengths of so many minutes that have names

	periods string // stretches of time up to today

	percent             string // shares of a whole, {n} and {word}
	celsius, fahrenheit string // temperatures, {minus} below zero

	money, cents string // amounts, whole and with hundredths; {sym}, {cur} and {code} are the currency
	currency     string // that people mean
	currencyName string // what they call it
}

// tongues are the languages by the tags of their locales.
var tongues = map[string]*tongue{"en-US": american, "en-GB": british, "en-IN": indian, "de": german, "es": spanish, "fr": french, "pt": portuguese}

// speech is a tongue with its locale.
type speech struct {
	*tongue
	at *locale.Locale
}

func (p *Params) speech() speech {
	at := locale.Find(p.Locale)
	return speech{tongues[at.Tag], at}
}

// english reports whether numbers can be spelled: only English ones are.
func (s speech) english() bool { return strings.HasPrefix(s.at.Tag, "en") }

// name writes a name as it is typed: in English without capitals.
func (s speech) name(names ...string) *grammar.Node {
	var kids []*grammar.Node
	for _, n := range names {
		if s.english() {
			n = strings.ToLower(n)
		}
		kids = append(kids, grammar.Literal(n))
	}
	return grammar.OneOf(kids...)
}

// fields are what the fields of phrases write.
type fields map[string]*grammar.Node

// dayFields are those of days: {d} and {th} are the day, {dd} with two digits, {month} and
// {mon} the month's name, {m} and {mm} its number, {w} the weekday, {y} the year, {n} a
// small number and {word} the same in words.
func (s speech) dayFields(firstYear, lastYear int64) fields {
	number := func(lo, hi int64, style grammar.Style) *grammar.Node { return grammar.Number(lo, hi, 1, plain(style)) }
	short := []string{}
	for _, m := range s.at.ShortMonths {
		short = append(short, strings.TrimSuffix(m, "."))
	}
	return fields{
		"d": number(1, 28, grammar.Digits), "th": number(1, 28, grammar.Ordinal), "dd": number(1, 28, grammar.TwoDigits),
		"month": s.name(s.at.Months[:]...), "mon": s.name(short...), "m": number(1, 12, grammar.Digits), "mm": number(1, 12, grammar.TwoDigits),
		"w": s.name(s.at.Weekdays[:]...), "y": number(firstYear, lastYear, grammar.Digits),
		"n": number(2, 14, grammar.Digits), "word": number(2, 6, grammar.Spelled),
	}
}

// phrases is one of a list of phrases, with their fields filled in; nil for no phrases.
func (f fields) phrases(list string) *grammar.Node {
	if list == "" {
		return nil
	}
	var kids []*grammar.Node
	var weights []float64
	for phrase := range strings.SplitSeq(list, "|") {
		weight := 1.0
		if strings.HasPrefix(phrase, "*") { // said more often
			phrase, weight = phrase[1:], 4
		}
		if n := f.phrase(phrase); n != nil {
			kids, weights = append(kids, n), append(weights, weight)
		}
	}
	if len(kids) == 0 {
		return nil
	}
	return grammar.Choice(kids, weights)
}

// phrase is a phrase with its fields filled in, nil where one of them writes nothing.
func (f fields) phrase(phrase string) *grammar.Node {
	var parts []*grammar.Node
	for phrase != "" {
		text, rest, found := strings.Cut(phrase, "{")
		parts = append(parts, grammar.Literal(text))
		if !found {
			break
		}
		name, after, _ := strings.Cut(rest, "}")
		if f[name] == nil {
			return nil
		}
		parts, phrase = append(parts, f[name]), after
	}
	return grammar.Sequence(parts...)
}

// led puts what leads to words before them, where that is asked for.
func led(lead string, words *grammar.Node, asked bool) *grammar.Node {
	if !asked || lead == "" || words == nil {
		return words
	}
	return grammar.Sequence(grammar.Lead(lead), words)
}
