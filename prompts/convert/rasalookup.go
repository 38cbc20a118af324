package convert

import (
	"errors"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
)

// lookup is a table of words.
type lookup struct {
	at    place
	words []string
}

// table finds a lookup table or adds it.
func (r *rasa) table(name string, at place) *lookup {
	if r.lookups[name] == nil {
		r.lookups[name] = &lookup{at: at}
	}
	return r.lookups[name]
}

// tableFile is what looks like the name of a file among the words of a table.
var tableFile = regexp.MustCompile(`(?i)^[^\s].*\.(txt|csv|tsv|lst)$`)

// lookup adds an entry to a table: words, or a file of them.
func (r *rasa) lookup(name string, head, at place, said string) error {
	if tableFile.MatchString(said) {
		return r.lookupFile(r.table(name, head), at, said)
	}
	l := r.table(name, head)
	l.words = append(l.words, words(said))
	return nil
}

// maxParents is how many folders above a file the files that it names are looked
// for: their paths begin where the project does.
const maxParents = 4

// lookupFile adds the lines of a file to a table. A file that is not there is noted.
func (r *rasa) lookupFile(l *lookup, at place, name string) error {
	folders := []string{filepath.Dir(at.file)}
	for range maxParents {
		folders = append(folders, filepath.Dir(folders[len(folders)-1]))
	}
	_, text, err := r.included(at, name, folders...)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.note(at, "the file %s is not found beside this one or above it: its words are not read", name)
		return nil
	case err != nil:
		return r.leave(at, err)
	}
	for line := range strings.Lines(text) {
		if line = words(line); line != "" {
			l.words = append(l.words, line)
		}
	}
	return nil
}
