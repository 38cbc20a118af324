package action

import (
	"fmt"
	"strings"
	"sync"

	"github.com/slmkit/slmkit/dataset/locale"
)

// language is how the people of a locale say values. English words are read as they
// are; those of any other language are put into English first, by a phrasebook, so
// that each kind of value has one reader.
type language struct {
	locale     *locale.Locale
	book       *phrasebook
	currencies map[string]string // ISO 4217 codes by names, symbols and codes
	longest    int               // the words of the longest name of a currency
	minor      map[string]string // currencies by the names of their hundredth parts
}

// languages are made when they are first used: most programs need one.
var languages = func() map[string]func() *language {
	out := map[string]func() *language{}
	for _, tag := range locale.Tags() {
		out[tag] = sync.OnceValue(func() *language { return newLanguage(locale.Find(tag)) })
	}
	return out
}()

// languageOf returns the language of a locale, that of the default for one which is
// not known.
func languageOf(tag string) *language {
	if l := languages[tag]; l != nil {
		return l()
	}
	return languages[locale.Tags()[0]]()
}

func newLanguage(at *locale.Locale) *language {
	name, _, _ := strings.Cut(at.Tag, "-")
	own := tongues[name]
	l := &language{locale: at, book: newPhrasebook(at, own), currencies: map[string]string{}, minor: map[string]string{}}
	for _, names := range []map[string]string{englishCurrencies, own.currencies} {
		for code, names := range names {
			l.addCurrency(code, code)
			for name := range strings.SplitSeq(names, "|") {
				l.addCurrency(code, name)
			}
		}
	}
	for code, c := range at.Currencies {
		for _, name := range []string{c.One, c.Many} {
			if name = joined(name); l.currencies[name] == "" {
				l.addCurrency(code, name)
			}
		}
	}
	for _, names := range []map[string]string{englishMinor, own.minor} {
		for code, names := range names {
			for name := range strings.SplitSeq(names, "|") {
				l.minor[name] = code
			}
		}
	}
	return l
}

func (l *language) addCurrency(code, name string) {
	name = joined(name)
	l.currencies[name] = code
	l.longest = max(l.longest, 1+strings.Count(name, " "))
}

// decimal is the mark before the decimals of a number.
func (l *language) decimal() byte { return l.locale.Decimal[0] }

// SetLocale says how the prompts of a schema write values, for every parameter. The
// tag is one of locale.Tags, or "" for the first of them.
func (s *Schema) SetLocale(tag string) error {
	if locale.Find(tag) == nil {
		return fmt.Errorf("locale %q is none of %s", tag, strings.Join(locale.Tags(), ", "))
	}
	s.Locale = tag
	for _, a := range s.Actions {
		for _, p := range a.Params {
			p.Locale = tag
		}
	}
	return nil
}
