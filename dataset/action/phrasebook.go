package action

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/dataset/locale"
	"github.com/slmkit/slmkit/dataset/text"
)

// tongue is what a language says, beyond what CLDR knows. Phrases are separated by
// bars.
type tongue struct {
	phrases    map[string]string // English by phrases: "letzte|letzten" is "last"
	numbers    *numerals         // nil in English, whose words number reads
	rules      []rule            // put English words into English order
	currencies map[string]string // names by ISO 4217 codes
	minor      map[string]string // names of hundredth parts by codes
	elides     bool              // an apostrophe ends a word: l'après-midi
	ordinals   bool              // a point behind a number makes it a day: 3. Juli
}

// rule rewrites a phrase of English words.
type rule struct {
	from *regexp.Regexp
	to   string
}

// rules reads rules from lines of "from => to", where a word of capitals means
// any of a class of words.
func rules(lines string) []rule {
	var out []rule
	for line := range strings.Lines(lines) {
		from, to, ok := strings.Cut(strings.TrimSpace(line), " => ")
		if !ok {
			continue
		}
		from = strings.NewReplacer(
			"DAY", "(?:sun|mon|tues|wednes|thurs|fri|satur)day", "UNIT", "(?:days?|weeks?|months?|quarters?|years?|weekend)", "N", `\d+`,
		).Replace(from)
		out = append(out, rule{regexp.MustCompile(from), to})
	}
	return out
}

// phrasebook puts the words of a language into English.
type phrasebook struct {
	tongue
	english map[string][]string
	longest map[string]int // the words of the longest phrase, by its first word
}

func newPhrasebook(at *locale.Locale, own tongue) *phrasebook {
	b := &phrasebook{tongue: own, english: map[string][]string{}, longest: map[string]int{}}
	for i := range at.Months {
		b.add(at.Months[i], englishMonths[i])
		if _, number := own.numbers.value(joined(at.ShortMonths[i])); !number { // sept is seven
			b.add(at.ShortMonths[i], englishMonths[i])
		}
	}
	for i := range at.Weekdays {
		b.add(at.ShortWeekdays[i], englishDays[i])
		b.add(at.Weekdays[i], englishDays[i])
	}
	for english, said := range at.Relative {
		b.add(said, english)
	}
	for phrases, english := range own.phrases {
		for phrase := range strings.SplitSeq(phrases, "|") {
			b.add(phrase, english)
		}
	}
	if own.numbers != nil {
		own.numbers.ordinals(func(word string, n int) { b.add(word, strconv.Itoa(n)+" th") })
	}
	return b
}

func (b *phrasebook) add(phrase, english string) {
	w := split(text.Compared(phrase), digitsAt)
	if b.elides {
		w = elided(w)
	}
	key := strings.Join(w, " ")
	if key == english {
		return
	}
	b.english[key] = strings.Fields(english)
	b.longest[w[0]] = max(b.longest[w[0]], len(w))
}

// words puts words into English, the longest phrases first, and numbers into figures.
func (b *phrasebook) words(w []string) []string {
	if b.elides {
		w = elided(w)
	}
	if !b.knows(w) {
		return w
	}
	out := make([]string, 0, len(w))
	spelled := false // the word before was a number in words
	for i := 0; i < len(w); {
		n := min(b.longest[w[i]], len(w)-i)
		for ; n > 0; n-- {
			if english, ok := b.english[key(w[i:i+n])]; ok {
				out = append(out, english...)
				break
			}
		}
		if n > 0 {
			i, spelled = i+n, false
			continue
		}
		if scale := b.numbers.scale(w[i]); scale != "" && len(out) > 0 && isFigure(out[len(out)-1]) && !spelled { // 5 mil
			out = append(out, scale)
			i++
			continue
		}
		if v, n := b.numbers.read(w[i:]); n > 0 {
			out = append(out, strconv.Itoa(v))
			i, spelled = i+n, true
			continue
		}
		out = append(out, w[i])
		i, spelled = i+1, false
	}
	return out
}

// knows reports whether some of the words may be ones to put into English.
func (b *phrasebook) knows(w []string) bool {
	return b.numbers != nil || slices.ContainsFunc(w, func(word string) bool { return b.longest[word] > 0 })
}

// inOrder puts English words into the order that the readers know.
func inOrder(w []string, rules []rule) []string {
	if len(rules) == 0 {
		return w
	}
	s := strings.Join(w, " ")
	for _, r := range rules {
		s = r.from.ReplaceAllString(s, r.to)
	}
	return strings.Fields(s)
}

func key(w []string) string {
	if len(w) == 1 {
		return w[0]
	}
	return strings.Join(w, " ")
}

// joined is a name as the words of a phrase are compared with it.
func joined(name string) string { return strings.Join(split(text.Compared(name), digitsAt), " ") }

// elided divides words at the apostrophe of an elision: d'euros is d' and euros.
func elided(w []string) []string {
	var out []string
	for i, word := range w {
		if len(word) > 2 && word[1] == '\'' {
			if out == nil {
				out = slices.Clone(w[:i])
			}
			out = append(out, word[:2], word[2:])
		} else if out != nil {
			out = append(out, word)
		}
	}
	if out == nil {
		return w
	}
	return out
}
