package grammar

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// boundaries says where in a text the words begin and end that an output may quote.
//
// A word is what readers would not cut: a run of letters and digits, with the marks
// that join them, as in 1.234.567, 9:15, O'Brien, Anna-Lena and ann@example.com, and
// with a sign, a currency or % at a number. In scripts that write no spaces each
// character is a word. Marks that end a sentence belong to no word, every other
// character is a word by itself. A quote may leave out an ending or an article that an
// apostrophe joins to the word: see clitics.
type boundaries struct {
	starts, ends []bool  // by byte offset
	solid        []int32 // by byte offset: where the next letter, digit or picture ends; beyond the text if there is none
	word         []int32 // by byte offset: where the word begins that the byte belongs to
}

// sort is what boundaries go by in a character.
type sort uint8

const (
	other   sort = iota
	space        // and what is invisible
	letter       // of a script that writes spaces between words
	digit        // and other characters of numbers
	glyph        // a letter of a script that writes no spaces, or a picture
	stop         // ends a sentence or a part of it
	joining      // joins what is before it to what is behind it, if joins says so
	money        // a sign of a currency
)

// solid reports whether a quote may be about the character.
func (s sort) solid() bool { return s == letter || s == digit || s == glyph }

// wordly reports whether the character goes on with a word.
func (s sort) wordly() bool { return s == letter || s == digit }

// character is what readers see as one character.
type character struct {
	at   int // its offset
	r    rune
	sort sort
}

var ascii = func() (sorts [0x80]sort) {
	for r := range sorts {
		sorts[r] = sortOf(rune(r))
	}
	return sorts
}()

func sortOf(r rune) sort {
	switch {
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
		return glyph
	case r == '_', unicode.IsLetter(r), unicode.IsMark(r):
		return letter
	case unicode.IsNumber(r):
		return digit
	case strings.ContainsRune("-'.,:/@&\u2019\u2010\u2011\u00b7\u2044\u05f3\u05f4\u066b\u066c", r):
		return joining
	case strings.ContainsRune(";!?\u2026\u3001\u3002\u060c\u061b\u061f\u06d4\u0964\u00a1\u00bf", r):
		return stop
	case unicode.Is(unicode.Sc, r):
		return money
	case unicode.IsSpace(r), unicode.IsControl(r), r == '\u200b', r == '\ufeff':
		return space
	case unicode.Is(unicode.So, r):
		return glyph
	}
	return other
}

// characters splits a text into the characters that readers see. Invisible marks
// belong to the character before them.
func characters(text string) []character {
	all := make([]character, 0, len(text)+1)
	state, at := -1, 0
	for at < len(text) {
		if c := text[at]; c < utf8.RuneSelf && (at+1 == len(text) || text[at+1] < utf8.RuneSelf) {
			all = append(all, character{at, rune(c), ascii[c]})
			state, at = -1, at+1
			continue
		}
		cluster, _, _, next := uniseg.FirstGraphemeClusterInString(text[at:], state)
		r, _ := utf8.DecodeRuneInString(cluster)
		if r >= '！' && r <= '～' { // of full width
			r -= '！' - '!'
		}
		if kind := sortOf(r); len(all) == 0 || !unicode.Is(unicode.Cf, r) || kind == space {
			all = append(all, character{at, r, kind})
		}
		state, at = next, at+len(cluster)
	}
	return append(all, character{len(text), ' ', space})
}

// newBoundaries finds the words of a text.
func newBoundaries(text string) *boundaries {
	n := len(text) + 1
	flags, offsets := make([]bool, 2*n), make([]int32, 2*n)
	b := &boundaries{flags[:n], flags[n:], offsets[:n], offsets[n:]}
	all := characters(text)
	from := 0 // the word's first character
	for i := 1; i < len(all); i++ {
		if !joined(all, i) {
			b.add(text, all, from, i)
			from = i
		}
	}
	next := int32(n)
	b.solid[len(text)] = next
	for i := len(all) - 2; i >= 0; i-- {
		if all[i].sort.solid() {
			next = int32(all[i+1].at)
		}
		for at := all[i].at; at < all[i+1].at; at++ {
			b.solid[at] = next
		}
	}
	return b
}

// joined reports whether the i-th character belongs to the same word as the one
// before it.
func joined(all []character, i int) bool {
	at := func(i int) character {
		if i < 0 || i >= len(all) {
			return character{sort: space, r: ' '}
		}
		return all[i]
	}
	before, here := at(i-1), at(i)
	switch {
	case before.sort.wordly() && here.sort.wordly():
		return true
	case priced(at(i-1), at(i), at(i+1), at(i+2)) || priced(at(i-2), at(i-1), at(i), at(i+1)):
		return true
	case priced(at(i+1), at(i), at(i-1), at(i-2)) || priced(at(i), at(i-1), at(i-2), at(i-3)):
		return true
	case before.sort == money || here.sort == money:
		return before.sort.wordly() || here.sort.wordly() || begins(at(i-1), at(i), at(i+1))
	case before.sort == digit && strings.ContainsRune("%\u2030\u066a\u00b0", here.r):
		return true
	}
	return joins(before, here, at(i+1)) || joins(at(i-2), before, here) || begins(at(i-2), before, here)
}

// joins reports whether a mark joins the characters around it.
func joins(before, mark, behind character) bool {
	if !before.sort.wordly() || !behind.sort.wordly() {
		return false
	}
	numbers := before.sort == digit && behind.sort == digit
	switch mark.r {
	case ',', ':', '/', '\u2044', '\u066b', '\u066c', '\u00a0', '\u2007', '\u2009', '\u202f': // the last are spaces at which no line breaks
		return numbers
	case '.', '\'', '\u2019':
		return numbers || before.sort == letter && behind.sort == letter
	}
	return mark.sort == joining
}

// priced reports whether a number and the sign of a currency have a space between them
// and belong together, as in "20 €" and, read backwards, in "$ 20": nothing is on the
// sign's other side.
func priced(number, gap, sign, behind character) bool {
	return number.sort == digit && gap.sort == space && sign.sort == money && (behind.sort == space || behind.sort == stop)
}

// begins reports whether a mark is the sign of the number behind it, or the decimal
// point that the number begins with.
func begins(before, mark, behind character) bool {
	return (before.sort == space || before.sort == money) && behind.sort == digit && strings.ContainsRune("+-.\u2212", mark.r)
}

// add notes the word from one character up to another.
func (b *boundaries) add(text string, all []character, from, to int) {
	start, end := all[from].at, all[to].at
	for at := start; at < end; at++ {
		b.word[at] = int32(start)
	}
	first := all[from]
	if first.sort == space || to == from+1 && (first.sort == stop || strings.ContainsRune(".,:", first.r)) {
		return
	}
	b.starts[start], b.ends[end] = true, true
	b.clitics(all, from, to)
	last := all[to-1].r
	if to-from > 2 && (last == 's' || last == 'S') && all[to-2].sort == letter && all[to].r == ' ' && to+1 < len(all) && all[to+1].sort.wordly() {
		b.ends[all[to-1].at] = true // "last weeks charges" has the words "last week"
	}
	if to-from > 2 && all[to].r == '.' && all[to-2].r == '.' && all[to-1].sort == letter {
		b.ends[end+1] = true // as in "p.m."
	}
}

// clitics lets a quote end before what an apostrophe joins to the end of a word, as in
// "mom's", and begin behind what it joins to the beginning, as in "l'argent". It does
// not cut names such as O'Brien.
func (b *boundaries) clitics(all []character, from, to int) {
	for i := from + 1; i < to-1; i++ {
		if r := all[i].r; r != '\'' && r != '\u2019' {
			continue
		}
		before, behind := all[from:i], all[i+1:to]
		negates := len(behind) == 1 && behind[0].r == 't' // as in "don't"
		if len(before) > 1 && lower(behind) && !negates || len(behind) == 1 && behind[0].r|0x20 == 's' {
			b.ends[all[i].at] = true
		}
		if elides(before) {
			b.starts[all[i+1].at] = true
		}
	}
}

// lower reports whether there are lower-case letters only.
func lower(all []character) bool {
	for _, c := range all {
		if !unicode.IsLower(c.r) {
			return false
		}
	}
	return true
}

// elides reports whether letters are what French and Italian write before an
// apostrophe in place of a short word.
func elides(all []character) bool {
	var letters strings.Builder
	for _, c := range all {
		letters.WriteRune(c.r)
	}
	s := letters.String()
	return len(s) == 1 && strings.Contains("cdjlmnst", s) || lower(all) && (strings.HasSuffix(s, "qu") || strings.HasSuffix(s, "ll"))
}
