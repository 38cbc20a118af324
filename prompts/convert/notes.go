package convert

import (
	"regexp"
)

var clinging = regexp.MustCompile(`\S[ \t]+\\?[,.?!']`)

// look looks at a line for what the pack writes otherwise.
func (im *Import) look(at place, line string) {
	if !clinging.MatchString(line) {
		return
	}
	if im.spaced == nil {
		im.spaced = map[string]*spaces{}
	}
	if im.spaced[at.file] == nil {
		im.spaced[at.file] = &spaces{first: at}
	}
	im.spaced[at.file].lines++
}

func (im *Import) noteSpaces() {
	for _, s := range im.spaced {
		im.note(s.first, "space before , . ? ! or ': a pack writes none%s", more(s.lines-1, "line"))
	}
	im.spaced = nil
}

// more says how often else something holds.
func more(n int, what string) string {
	switch n {
	case 0:
		return ""
	case 1:
		return " (and 1 more " + what + ")"
	}
	return " (and " + number(float64(n)) + " more " + what + "s)"
}
