package convert

import (
	"fmt"
	"regexp"
)

// tally counts the lines of which a note says the same.
type tally struct {
	first place
	what  string // of the lines that are counted
	lines int
}

// notable is what is tallied: a note and the file that it is about.
type notable struct{ file, text string }

// notePerFile notes something once for each file, with the number of other places
// that it is true of. what names such a place, as in "1 more line".
func (im *Import) notePerFile(at place, what, format string, args ...any) {
	if im.tallies == nil {
		im.tallies = map[notable]*tally{}
	}
	key := notable{at.file, fmt.Sprintf(format, args...)}
	if im.tallies[key] == nil {
		im.tallies[key] = &tally{first: at, what: what}
	}
	im.tallies[key].lines++
}

// noteTallies turns the tallies into notes.
func (im *Import) noteTallies() {
	for key, t := range im.tallies {
		im.note(t.first, "%s%s", key.text, more(t.lines-1, t.what))
	}
	im.tallies = nil
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

var (
	// clinging is a space that no pack writes.
	clinging = regexp.MustCompile(`\S[ \t\x{a0}\x{202f}]+\\?[,.']`)
	// spacedMark is ? or ! where a space may come before it, as in French. A part in
	// brackets may follow a space.
	spacedMark = regexp.MustCompile(`(^|[\s\x{a0}\x{202f}\[({|=])\\?[?!]`)
)

// look looks at a line for spaces before marks.
func (im *Import) look(at place, line string) {
	if spacedMark.MatchString(line) {
		im.spacedMarks = true
	}
	if clinging.MatchString(line) {
		im.unspaced = append(im.unspaced, at)
	}
}

// noteSpaces notes the spaces that a pack does not write.
func (im *Import) noteSpaces() {
	for _, at := range im.unspaced {
		im.notePerFile(at, "line", "space before , . or ': a pack writes none")
	}
	im.unspaced = nil
}
