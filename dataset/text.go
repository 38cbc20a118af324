package dataset

import (
	"errors"
	"strings"
	"unicode/utf8"
)

// Text is an example of any dataset, of which the text is enough: it needs neither an
// id nor a call.
type Text struct{ Example }

// splitNames are what other tools call the splits.
var splitNames = map[string]Split{"validation": Dev, "valid": Dev, "val": Dev, "training": Train, "testing": Test}

// UnmarshalJSON reads an example, whose split may have the name that another tool
// gives it.
func (t *Text) UnmarshalJSON(b []byte) error {
	err := t.Example.UnmarshalJSON(b)
	if split, ok := splitNames[strings.ToLower(string(t.Split))]; ok {
		t.Split = split
	}
	return err
}

// Validate checks the text, the history and the slots that have offsets.
func (t *Text) Validate() error {
	switch {
	case t.Example.Text == "":
		return errors.New("text is empty")
	case !utf8.ValidString(t.Example.Text):
		return errors.New("text is not UTF-8")
	}
	if errs := checkHistory(t.History); len(errs) > 0 {
		return errs[0]
	}
	for _, s := range t.Slots {
		if s.Start != 0 || s.End != 0 {
			if err := s.check(t.Example.Text); err != nil {
				return err
			}
		}
	}
	return nil
}
