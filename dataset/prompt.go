package dataset

import (
	"errors"
	"strings"
	"unicode/utf8"
)

// Prompt is the part of a record that inference needs.
type Prompt struct {
	ID      string
	Text    string
	Ref     string // reference date, YYYY-MM-DD; "" where there is none
	NotUTF8 bool   // Text is not UTF-8, and all else of the prompt is as it should be
}

var errNoText = errors.New(`no "text"`)

// UnmarshalJSON reads the prompt of a record, and nothing else of it; see Example.
func (p *Prompt) UnmarshalJSON(b []byte) error {
	text, notUTF8 := false, false
	err := eachMember(b, func(name string, v value) (bool, error) {
		switch name {
		case "id":
			return true, decodeID(v, &p.ID)
		case "text":
			text, notUTF8 = !v.null(), !utf8.ValidString(string(v))
			return true, decodeText(name, v, &p.Text)
		case "reference_date":
			return true, decodeDate(name, v, &p.Ref)
		}
		return false, nil
	})
	if err == nil && !text {
		err = errNoText
		if like := lookAlikes(b, `"text"`, promptNames); like != "" {
			err = errors.New(like)
		}
	}
	p.ID, p.Text, p.Ref = strings.Clone(p.ID), strings.Clone(p.Text), strings.Clone(p.Ref) // the rest of the record need not stay in memory
	p.NotUTF8 = notUTF8 && err == nil && !strings.ContainsRune(p.ID, utf8.RuneError)
	return err
}

// Validate accepts every prompt that could be read. An empty one is a prompt.
func (*Prompt) Validate() error { return nil }

// Members lists the members of a record that are read.
func (*Prompt) Members() []string { return []string{"id", "text", "reference_date"} }
