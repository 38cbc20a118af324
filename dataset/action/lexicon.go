package action

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
)

// Lexicon is the words that the readers of a locale know, for programs in other languages
// that have to tell what is a value: lines of a kind, a tab, a phrase, a tab and a value.
// The kinds are
//
//	e  a phrase that is put into other words first
//	m  a month and its number          d  a weekday, from sunday
//	o  the ordinal of a day            h  a holiday, its month and day
//	a  a day, by how many days it is from today
//	l  a word that can come before a day
//	p  a word for "last"               t  a part of the day
//	n  a number that adds              s  a number that multiplies
//	g  a word that can come before an amount
//	c  a currency and its code         i  a hundredth part and the currency's code
//	q  a code, and the decimals of its parts where they are not two
//	f  "day" where figures begin with the day
//
// It is empty for a language other than English, whose readers need more than words.
func Lexicon(tag string) string {
	l := languageOf(tag)
	if l.book.numbers != nil {
		return ""
	}
	x := lexicon{}
	for phrase, english := range l.book.english {
		x.add('e', phrase, strings.Join(english, " "))
	}
	numbers(x, 'm', months)
	numbers(x, 'd', weekdays)
	numbers(x, 'o', ordinals)
	numbers(x, 'a', around)
	for name, h := range holidays {
		x.add('h', name, fmt.Sprintf("%d %d", h.month, h.day))
	}
	x.list('l', leading)
	x.list('p', lastWords)
	x.list('t', partOfDay)
	x.list('g', hedges)
	for word := range text.NumberWords() {
		x.addend(word)
	}
	for word := range colloquial {
		x.addend(word)
	}
	for word, by := range scale {
		x.add('s', word, strconv.FormatFloat(by, 'f', -1, 64))
	}
	for name, code := range l.currencies {
		x.add('c', name, code)
	}
	for name, code := range l.minor {
		x.add('i', name, code)
	}
	for _, code := range slices.Concat(wholeCurrencies, thousandthCurrencies) {
		x.add('q', code, strconv.Itoa(minorUnits(code)))
	}
	if l.locale.DayFirst() {
		x.add('f', "day", "")
	}
	return strings.Join(slices.Sorted(maps.Keys(x)), "")
}

// lexicon is the lines of a Lexicon.
type lexicon map[string]bool

func (x lexicon) add(kind byte, phrase, value string) {
	x[string(kind)+"\t"+phrase+"\t"+value+"\n"] = true
}

func (x lexicon) list(kind byte, words []string) {
	for _, word := range words {
		x.add(kind, word, "")
	}
}

func (x lexicon) addend(word string) {
	if v, ok := addend(word); ok {
		x.add('n', word, strconv.FormatFloat(v, 'f', -1, 64))
	}
}

func numbers[T ~int](x lexicon, kind byte, of map[string]T) {
	for word, n := range of {
		x.add(kind, word, strconv.Itoa(int(n)))
	}
}
