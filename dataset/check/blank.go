package check

import (
	"strings"
	"unicode"

	"github.com/slmkit/slmkit/dataset"
)

// blanks are characters that have a width and show nothing, and are no spaces to Unicode.
const blanks = "\u2800\u3164\u115f\u1160\uffa0"

// placeholders are what programs write in the place of a missing text.
var placeholders = map[string]bool{"nan": true, "null": true, "n/a": true, "#n/a": true, "undefined": true, "[deleted]": true, "[removed]": true, "<na>": true}

// blank finds texts in which there is nothing to read. People send !!!! too: a row that
// asks for nothing may have such a text.
func blank(_ *Options, r *Row, found func(kind, detail string)) {
	if why := empty(r.Text); why != "" {
		found(Blank, why)
	} else if why := wordless(r.Text); why != "" && r.Intent() == dataset.None {
		found(Wordless, why)
	} else if why != "" {
		found(Blank, why)
	}
}

// empty says why a text shows nothing, "" where it shows something.
func empty(text string) string {
	switch {
	case text == "":
		return "the text is empty"
	case isBlank(text):
		return "the text shows nothing: it holds " + unseenIn(text)
	}
	return ""
}

// wordless says why a text that shows something says nothing, "" where it does.
func wordless(text string) string {
	switch {
	case !strings.ContainsFunc(text, says):
		return "the text has no letter, digit or symbol"
	case len(text) < 12 && placeholders[strings.ToLower(strings.TrimSpace(text))]:
		return "the text is a placeholder for a missing one"
	}
	return ""
}

// isBlank reports whether a text shows nothing.
func isBlank(s string) bool { return !strings.ContainsFunc(s, isSeen) }

// isSeen reports whether a reader sees a character.
func isSeen(r rune) bool {
	return !unicode.IsSpace(r) && !unicode.In(r, unicode.C, unicode.Mn, unicode.Me) && !strings.ContainsRune(blanks, r)
}

// says reports whether a character by itself says something.
func says(r rune) bool { return isSeen(r) && !unicode.IsPunct(r) }

// unseenIn names the characters of a text that shows nothing.
func unseenIn(s string) string {
	var names []string
	had := map[rune]bool{}
	for _, r := range s {
		if !had[r] && len(names) < 4 {
			had[r] = true
			names = append(names, nameOf(r))
		}
	}
	return strings.Join(names, ", ")
}

// IsBlank reports whether the text of an example is a fault as blank is.
func IsBlank(e *dataset.Example) bool {
	return empty(e.Text) != "" || wordless(e.Text) != "" && e.Intent() != dataset.None
}
