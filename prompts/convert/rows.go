package convert

import (
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/slmkit/slmkit/dataset"
)

// Row is an example as a file has it: with its label for a call and the file's own names,
// nothing left out because it occurs twice. Err says why a row could not be read.
type Row struct {
	File    string
	Line    int
	Example dataset.Example
	Err     error
}

// ReadRows reads the examples of files of one dialect, as Read does, for who wants to
// know what is in them and not to train with them. Texts keep their spaces.
func ReadRows(paths []string, o Options) ([]Row, *Dialect, error) {
	o.asFound = true
	im, err := read(paths, o)
	if err != nil {
		return nil, nil, err
	}
	if im.Dialect.Holds == Templates {
		return nil, nil, errors.New(strings.Join(paths, " ") + ": " + im.Dialect.Name + " files hold templates, not rows: import and generate first")
	}
	var rows []Row
	for i, e := range im.records {
		at := im.recordsAt[i]
		rows = append(rows, Row{File: at.file, Line: at.line, Example: e})
	}
	for _, s := range im.samples {
		rows = append(rows, Row{File: s.at.file, Line: s.at.line, Example: s.asFound()})
	}
	for _, n := range im.Notes {
		if why, left := strings.CutPrefix(n.Text, leftOut); left {
			rows = append(rows, Row{File: n.File, Line: n.Line, Err: errors.New(why)})
		}
	}
	if len(rows) == 0 {
		return nil, nil, errors.New(strings.Join(paths, " ") + ": " + im.Dialect.nothing)
	}
	return rows, im.Dialect, nil
}

// asFound is the example of a sample under the names of the file.
func (s *sample) asFound() dataset.Example {
	e := dataset.Example{ID: s.id, Split: s.split, Call: &dataset.Call{Name: s.intent.name}, Slots: []dataset.Slot{}}
	if s.intent.name == "" {
		e.Call = nil
	}
	at := 0
	for _, p := range s.parts {
		n := utf8.RuneCountInString(p.text)
		if p.slot != nil && n > 0 {
			e.Slots = append(e.Slots, dataset.Slot{Name: p.slot.name, Value: p.text, Start: at, End: at + n})
		}
		at += n
	}
	e.Text = s.text()
	return e
}
