package std

import (
	"maps"
	"slices"
	"strings"
)

// An Entry is a rule or a lexicon of a library, or its negatives.
type Entry struct {
	Name    string
	Kind    Kind
	File    string
	Line    int
	Section string // of the file, such as wishes; "" where the file has none
	About   string // what its comment says

	Templates int // of negatives
}

// Entries lists what a library or a part holds, in the order of its files. Each rule and
// lexicon has a comment above it, and comments such as "# --- wishes ---" part a file
// into sections.
func Entries(name string) []Entry {
	var out []Entry
	opened := Open(name)
	for _, file := range slices.Sorted(maps.Keys(opened)) {
		if kind := Holds(file); kind == Negatives {
			out = append(out, Entry{Name: name, Kind: kind, File: file, Line: 1, About: head(opened[file]), Templates: templates(opened[file])})
		} else {
			out = append(out, entries(file, kind, opened[file])...)
		}
	}
	return out
}

func entries(file string, kind Kind, data []byte) []Entry {
	var out []Entry
	section, about, line := "", "", 0
	for text := range strings.Lines(string(data)) {
		text = strings.TrimSpace(strings.TrimRight(text, "\n"))
		line++
		comment, isComment := strings.CutPrefix(text, "#")
		key, _, isKey := strings.Cut(text, ":")
		switch comment = strings.TrimSpace(comment); {
		case isComment && strings.HasPrefix(comment, "---"):
			section, about = strings.Trim(comment, "- "), ""
		case isComment:
			about = strings.TrimSpace(about + " " + comment)
		case isKey && isName(key):
			out = append(out, Entry{Name: key, Kind: kind, File: file, Line: line, Section: section, About: about})
			about = ""
		default:
			about = ""
		}
	}
	return out
}

// isName reports whether the text before a colon is the name of a rule or lexicon.
func isName(key string) bool {
	return key != "" && strings.Trim(key, "abcdefghijklmnopqrstuvwxyz_0123456789") == "" && strings.Trim(key, "0123456789") != ""
}

// templates counts the templates of a file of negatives, each on a line of its own
// behind the key.
func templates(data []byte) int {
	_, list, _ := strings.Cut(string(data), "\ntemplates:\n")
	return strings.Count("\n"+list, "\n  - ")
}

// About says what a library or a part is.
func About(name string) string {
	if about := abouts[name]; about != "" {
		return about
	}
	return Entries(name)[0].About
}

var abouts = map[string]string{
	"std/values":    "Typed values: money, numbers, days, times, lengths of time, temperatures, ids. They come with every other library.",
	"std/en":        "English: how people open, ask, answer, complain, hesitate and close, by channel and manner; names and places.",
	"std/en/spoken": "English for voices: wake words, and days, times and numbers in words, in place of those of std/en.",
	"std/de":        "German: openings, closings, requests with du and Sie, answers, names and places.",
	"std/es":        "Spanish: openings, closings, requests with tú and usted, answers, names and places.",
}

// head is the comment at the start of a file.
func head(data []byte) string {
	var out []string
	for text := range strings.Lines(string(data)) {
		comment, ok := strings.CutPrefix(strings.TrimSpace(text), "#")
		if !ok {
			break
		}
		out = append(out, strings.TrimSpace(comment))
	}
	return strings.Join(out, " ")
}
