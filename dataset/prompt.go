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
	History []Turn // the turns before it, oldest first
	Ref     string // reference date, YYYY-MM-DD; "" where there is none
	NotUTF8 bool   // Text is not UTF-8, and all else of the prompt is as it should be
}

var errNoText = errors.New(`no "text"`)

// UnmarshalJSON reads the prompt of a record, and nothing else of it; see Example.
func (p *Prompt) UnmarshalJSON(b []byte) error {
	text, notUTF8 := false, false
	err := eachMember(b, func(name string, v value) (_ bool, err error) {
		switch name {
		case "id":
			return true, decodeID(v, &p.ID)
		case "text":
			text, notUTF8 = !v.null(), !utf8.ValidString(string(v))
			return true, decodeText(name, v, &p.Text)
		case "history":
			p.History, err = decodeHistory(v)
			return true, err
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
	for i, t := range p.History {
		p.History[i].Role, p.History[i].Text, p.History[i].Target = Role(strings.Clone(string(t.Role))), strings.Clone(t.Text), strings.Clone(t.Target)
	}
	p.ID, p.Text, p.Ref = strings.Clone(p.ID), strings.Clone(p.Text), strings.Clone(p.Ref) // the rest of the record need not stay in memory
	p.NotUTF8 = notUTF8 && err == nil && !strings.ContainsRune(p.ID, utf8.RuneError)
	return err
}

// Validate checks the history. Any text is a prompt, even an empty one.
func (p *Prompt) Validate() error {
	if errs := checkHistory(p.History); len(errs) > 0 {
		return faults(errs)
	}
	return nil
}

// Input returns the string that a model reads for the prompt: see Input.
func (p *Prompt) Input() string { return Input(p.History, p.Text, InputTurns) }

// Members lists the members of a record that are read.
func (*Prompt) Members() []string { return []string{"id", "history", "text", "reference_date"} }
