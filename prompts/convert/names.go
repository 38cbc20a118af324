package convert

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// namer gives each thing a valid name of its own, the same in every run: names
// depend on what was there before, in the order of the files.
type namer struct {
	empty string // name of what has none
	given map[string]string
	taken map[string]bool // in lower case, since names become files
}

func newNamer(empty string, reserved ...string) *namer {
	n := &namer{empty: empty, given: map[string]string{}, taken: map[string]bool{}}
	for _, r := range reserved {
		n.taken[r] = true
	}
	return n
}

// name returns the name of the thing with a key, made of its text.
func (n *namer) name(key, text string) string {
	if name, ok := n.given[key]; ok {
		return name
	}
	base := identifier(text, n.empty)
	name := base
	for i := 2; n.taken[strings.ToLower(name)]; i++ {
		name = fmt.Sprintf("%s_%d", base, i)
	}
	n.given[key], n.taken[strings.ToLower(name)] = name, true
	return name
}

// identifier makes a name of letters, digits and _: accents go, letters of
// other scripts become their code, anything else separates.
func identifier(text, empty string) string {
	var b strings.Builder
	gap := false
	add := func(s string) {
		if gap && b.Len() > 0 {
			b.WriteByte('_')
		}
		gap = false
		b.WriteString(s)
	}
	for _, r := range norm.NFD.String(latin.Replace(text)) {
		switch {
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			add(string(r))
		case r == '_' && !gap:
			add("_")
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			gap = true
			add(fmt.Sprintf("u%04x", r))
			gap = true
		default:
			gap = true
		}
	}
	s := b.String()
	if s = strings.TrimRight(s, "_"); s == "" {
		return empty
	}
	if s[0] >= '0' && s[0] <= '9' {
		s = "_" + s
	}
	if len(s) > maxName {
		s = strings.TrimRight(s[:maxName], "_")
	}
	return s
}

// latin are letters that are no other letter with an accent.
var latin = strings.NewReplacer("ß", "ss", "æ", "ae", "Æ", "Ae", "œ", "oe", "Œ", "Oe", "ø", "o", "Ø", "O",
	"ł", "l", "Ł", "L", "đ", "d", "Đ", "D", "ð", "d", "þ", "th", "ı", "i")

// maxName is how long a name may be: it is a file's, too.
const maxName = 100

// sortedKeys are the keys of a map in order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
