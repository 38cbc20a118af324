package check

import (
	"context"
	"fmt"
	"unicode"
	"unicode/utf8"
)

// byteSpan returns the bytes of code points start to end of a text.
func byteSpan(text string, start, end int) (from, to int, ok bool) {
	if start < 0 || end <= start {
		return 0, 0, false
	}
	from, to = -1, -1
	n := 0
	for i := range text {
		if n == start {
			from = i
		}
		if n == end {
			to = i
			break
		}
		n++
	}
	if to < 0 && n == end {
		to = len(text)
	}
	return from, to, from >= 0 && to > from
}

// insideWords is the share of slots inside words above which a dataset means it so, as one
// of a language does that builds words from parts.
const insideWords = 0.3

// edges finds slots that begin or end at a space or inside a word.
func edges(ctx context.Context, c *Checker) error {
	type edge struct {
		row    int
		detail string
	}
	var inside []edge
	slots := 0
	for i := range c.rows.Len() {
		if i%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		row := c.rows.list.at(i)
		text := c.rows.Text(i)
		for k := range int(row.slotCount) {
			s := c.rows.slots.at(int(row.slots) + k)
			slots++
			name, words := c.rows.names.list[s.Name], text[s.Start:s.End]
			switch at := cutAt(text, int(s.Start), int(s.End)); at {
			case "":
			case atSpace:
				c.atRow(Edge, i, fmt.Sprintf("slot %q: %q begins or ends at a space", name, words))
			default:
				inside = append(inside, edge{i, fmt.Sprintf("slot %q: %q %s", name, words, at)})
			}
		}
	}
	if len(inside) > 20 && float64(len(inside)) > insideWords*float64(slots) {
		c.unchecked(Edge, fmt.Sprintf("%d of %d slots begin or end inside words: that is how this dataset has them", len(inside), slots))
		return nil
	}
	for _, e := range inside {
		c.atRow(Edge, e.row, e.detail)
	}
	return nil
}

const atSpace = "space"

// cutAt says what is wrong with the ends of bytes from to to of a text, "" if nothing is.
func cutAt(text string, from, to int) string {
	words := text[from:to]
	first, _ := utf8.DecodeRuneInString(words)
	last, _ := utf8.DecodeLastRuneInString(words)
	if unicode.IsSpace(first) || unicode.IsSpace(last) {
		return atSpace
	}
	before, _ := utf8.DecodeLastRuneInString(text[:from])
	after, _ := utf8.DecodeRuneInString(text[to:])
	switch {
	case from > 0 && oneWord(before, first):
		return "begins inside a word"
	case to < len(text) && oneWord(last, after) && !possessive(text[to:]):
		return "ends inside a word"
	}
	return ""
}

// possessive reports whether what follows a slot is an s alone: people write "suntrusts
// number" without the apostrophe.
func possessive(after string) bool {
	if after == "" || after[0] != 's' {
		return false
	}
	next, _ := utf8.DecodeRuneInString(after[1:])
	return !unicode.IsLetter(next)
}

// oneWord reports whether a word goes on from one character to the next. Scripts without
// spaces between words tell nothing.
func oneWord(a, b rune) bool {
	if unicode.IsMark(b) {
		return true
	}
	if unicode.IsDigit(a) && unicode.IsDigit(b) {
		return true
	}
	return unicode.IsLetter(a) && unicode.IsLetter(b) && !isUnspaced(a) && !isUnspaced(b)
}

func isUnspaced(r rune) bool {
	return isEastern(r) || unicode.In(r, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Tibetan)
}
