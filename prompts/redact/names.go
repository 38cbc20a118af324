package redact

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/prompts/generators"
)

// mostNameWords is how many words a listed name has at most: new york city.
const mostNameWords = 3

// nameList are names that may take each other's place.
type nameList struct {
	names  []string
	people bool // first names
}

// listedNames are the names that generators know, each with its list.
var listedNames = sync.OnceValue(func() map[string]*nameList {
	places := slices.DeleteFunc(generators.Listed("places"), func(place string) bool {
		first, _, _ := strings.Cut(place, " ")
		return function[first] || nowhere[place]
	})
	out := map[string]*nameList{}
	for _, list := range []*nameList{{places, false}, {generators.Listed("given"), true}} {
		for _, name := range list.names {
			out[name] = list
		}
	}
	return out
})

var familyNames = sync.OnceValue(func() map[string]bool { return set(strings.Join(generators.Listed("family"), " ")) })

// nowhere are listed places that tell nothing.
var nowhere = set("downtown uptown midtown broadway chinatown work home queens phoenix buffalo reno columbus providence")

// alsoWords are listed names that are words of their own. They are names with a capital, and
// where somebody is spoken to.
var alsoWords = set(`art basil bill blake bob carol chandra christian clay cody colin dale daisy dawn dean dora drew earl faith faye flora florence frank glen gloria grace
	grant guy harper hazel heather heidi holly iris ivy jack jasmine jay jean jin jo joy june lance lin lily lucas mabel madison mark max may mercedes mia mila miles
	min morgan nelson norm norman olive pam parker pat pearl penny perry ray regina rich rob robin rocco roman rose ross ruby said sally seth shelby sidney summer
	sue tony troy uma viola violet virginia wade warren will winston`)

// Words before a name, whoever it is, and those after which a listed one is a name.
var (
	beforeAny    = set("mr mrs ms dr dear named")
	beforeListed = set("hi hello hey hiya thanks miss mister")
	nobody       = set("sir madam sirs mam maam team bank support customer service all everyone friend friends friendly assistant bot agent")
)

// names are the names of people and places in a text.
func names(s string) []detail {
	words := wordsOf(s)
	said := func(i int) string { return text.Fold(s[words[i].from:words[i].to]) }
	var out []detail
	for i := 0; i < len(words); i++ {
		n := listedAt(s, words, i)
		list := listedNames()[said(i)]
		switch {
		case n == 1 && alsoWords[said(i)] && !spokenTo(said, i) && !capitalized(s, words, i):
			continue
		case n == 0 && i > 0 && isNamed(said, i) && !function[said(i)] && !nobody[said(i)]:
			n = 1
		case n == 0:
			continue
		}
		if n == 1 && (list == nil || list.people) && i+1 < len(words) && familyNames()[said(i+1)] && s[words[i].to:words[i+1].from] == " " {
			n = 2
		}
		out = append(out, detail{stretch{words[i].from, words[i+n-1].to}, otherName})
		i += n - 1
	}
	return out
}

// listedAt is how many words the listed name has that begins with a word, 0 for none.
func listedAt(s string, words []stretch, i int) int {
	for n := min(mostNameWords, len(words)-i); n > 0; n-- {
		if listedNames()[text.Fold(s[words[i].from:words[i+n-1].to])] != nil {
			return n
		}
	}
	return 0
}

// isNamed reports whether a name must follow the words before: my name is.
func isNamed(said func(int) string, i int) bool {
	return beforeAny[said(i-1)] || i > 1 && said(i-2) == "name" && (said(i-1) == "is" || said(i-1) == "s")
}

// spokenTo reports whether a listed name that is a word, too, is a name in its place.
func spokenTo(said func(int) string, i int) bool {
	return i > 0 && (beforeListed[said(i-1)] || isNamed(said, i))
}

// capitalized reports whether a word has a capital that the word before it has not.
func capitalized(s string, words []stretch, i int) bool {
	capital := func(w stretch) bool {
		r, _ := utf8.DecodeRuneInString(s[w.from:])
		return unicode.IsUpper(r)
	}
	return i > 0 && capital(words[i]) && !capital(words[i-1])
}

// otherName is another name of the same kind, a full one in place of a full one.
func otherName(_ *source, said string, seed uint64) string {
	words := strings.Fields(said)
	others := []string{}
	if place := listedNames()[text.Fold(said)]; place != nil && !place.people {
		others = strings.Fields(otherOf(place.names, said, seed))
	} else {
		for i, list := range []string{"given", "family"}[:min(len(words), 2)] {
			others = append(others, otherOf(generators.Listed(list), words[i], seed>>(16*i)))
		}
	}
	for i, w := range others {
		others[i] = titled(words[min(i, len(words)-1)], w)
	}
	return strings.Join(others, " ")
}

// otherOf is another entry of a list.
func otherOf(list []string, said string, seed uint64) string {
	other := list[seed%uint64(len(list))]
	if strings.EqualFold(other, said) {
		other = list[(seed+1)%uint64(len(list))]
	}
	return other
}
