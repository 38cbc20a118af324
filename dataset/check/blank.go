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

// blank finds texts in which there is nothing to read.
func blank(_ *Options, r *Row, found func(kind, detail string)) {
	if why := whyBlank(r.Example); why != "" {
		found(Blank, why)
	}
}

// whyBlank says why there is nothing to read in an example, "" where there is something.
func whyBlank(e *dataset.Example) string {
	switch {
	case e.Text == "":
		return "the text is empty"
	case isBlank(e.Text):
		return "the text shows nothing: it holds " + unseenIn(e.Text)
	case !strings.ContainsFunc(e.Text, says) && e.Intent() != dataset.None: // people send !!!! too, and want nothing by it
		return "the text has no letter, digit or symbol"
	case len(e.Text) < 12 && placeholders[strings.ToLower(strings.TrimSpace(e.Text))]:
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

// IsBlank reports whether there is nothing to read in an example.
func IsBlank(e *dataset.Example) bool { return whyBlank(e) != "" }
