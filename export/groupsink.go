package export

import (
	"errors"
	"fmt"
	"io"

	"github.com/slmkit/slmkit/dataset"
)

// grouped is a format that keeps the examples of an intent together.
type grouped interface {
	// entry returns the group of an example, and the example's text in it. first
	// tells the first entry of a group.
	entry(e *dataset.Example) (name string, text func(first bool) []byte, err error)
	// write writes the file of all groups.
	write(w io.Writer, g *groups) error
}

// groupSink collects the examples of each intent and writes the file on Commit.
type groupSink struct {
	*dataset.File
	path   string
	o      Options
	format grouped
	groups groups
}

func (s *groupSink) Write(examples []dataset.Example) error {
	for i := range examples {
		e := &examples[i]
		name, text, err := s.entry(e)
		if err == nil {
			err = s.groups.add(name, text(!s.groups.has(name)))
		} else {
			err = s.o.leaves(e, err)
		}
		if err != nil {
			return fmt.Errorf("%s: example %q: %w", s.path, e.ID, err)
		}
	}
	return nil
}

func (s *groupSink) entry(e *dataset.Example) (name string, text func(first bool) []byte, err error) {
	if len(e.History) > 0 {
		return "", nil, severalTurns
	}
	return s.format.entry(e)
}

func (s *groupSink) Commit() error {
	if err := s.format.write(s.File, &s.groups); err != nil {
		return fmt.Errorf("%s: %w", s.path, err)
	}
	return s.File.Commit()
}

func (s *groupSink) Close() error { return errors.Join(s.groups.Close(), s.File.Close()) }
