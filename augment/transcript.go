package augment

import (
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
)

// transcript writes a prompt as a recogniser does: without marks and capitals, and with the
// numbers of slots in words where their type reads those.
func transcript(ed *Edit, r *rand.Rand) bool {
	changed := false
	for i := range ed.Slots() {
		if said := ed.Slots()[i].Value; strings.ContainsAny(said, "0123456789$£€") {
			if words := slices.DeleteFunc(readings(ed, i, English), unspoken); len(words) > 0 {
				changed = ed.Reword(i, words[r.IntN(len(words))]) || changed
			}
		}
	}
	changed = ed.MapRunes(func(_ int, c rune) rune { return unicode.ToLower(c) }) || changed
	text := ed.Text()
	for i := len(text) - 1; i >= 0; i-- {
		if !isMark(text, i) {
			continue
		}
		from, with := i, ""
		switch {
		case i > 0 && text[i-1] == ' ' && (i+1 == len(text) || text[i+1] == ' '):
			from = i - 1
		case i > 0 && text[i-1] != ' ' && i+1 < len(text) && text[i+1] != ' ' && !isMark(text, i+1):
			with = " "
		}
		if ed.Replace(from, i+1, with) {
			changed, text = true, ed.Text()
			i = min(i, len(text)) // a space before it may be gone too
		}
	}
	return changed && len(ed.Text()) > 0
}

// unspoken reports whether a form has what nobody says: figures, signs and abbreviations.
func unspoken(form string) bool {
	return strings.ContainsFunc(form, func(r rune) bool { return !unicode.IsLetter(r) && r != ' ' && r != '\'' })
}

// isMark reports whether the character at i ends or parts sentences. The points of numbers,
// addresses and abbreviations do not.
func isMark(text []rune, i int) bool {
	switch text[i] {
	case '!', '?', ';', '…', '"', '(', ')', '–', '—':
		return true
	case ',', ':', '.':
		return i+1 == len(text) || text[i+1] == ' ' || text[i+1] == text[i] || i > 0 && text[i-1] == text[i]
	case '-':
		return i > 0 && text[i-1] == ' ' && (i+1 == len(text) || text[i+1] == ' ')
	}
	return false
}
