package export

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/slmkit/slmkit/dataset"
)

// promptRecord is a line of a JSON Lines file of prompts.
type promptRecord struct {
	ID   any         `json:"id"`
	Text *promptText `json:"text"`
	Ref  string      `json:"reference_date"`
}

// promptText is a string of JSON, which may have bytes that are not UTF-8.
type promptText struct {
	text    string
	notUTF8 bool
}

func (t *promptText) UnmarshalJSON(b []byte) error {
	t.notUTF8 = !utf8.Valid(b)
	return json.Unmarshal(b, &t.text)
}

func (p *promptRecord) Validate() error {
	if p.Text == nil {
		return errors.New(`no "text"`)
	}
	switch p.ID.(type) {
	case nil, string, float64:
		return nil
	}
	return fmt.Errorf("id is neither a string nor a number: %v", p.ID)
}

func (p *promptRecord) id() string {
	switch id := p.ID.(type) {
	case string:
		return id
	case float64:
		b, _ := json.Marshal(id) // a number always marshals
		return string(b)
	}
	return ""
}

// prompt is the record that is the n-th of its file.
func (p *promptRecord) prompt(n int) Prompt {
	id := p.id()
	out := Prompt{ID: cmp.Or(id, strconv.Itoa(n)), Ref: p.Ref}
	if p.Text != nil {
		out.Text = p.Text.text
		out.NotUTF8 = p.Text.notUTF8 && p.Validate() == nil && !strings.ContainsRune(id, utf8.RuneError)
	}
	return out
}

// linesOfText yields a prompt for each line of text.
func linesOfText(r io.Reader, name string) iter.Seq2[Prompt, error] {
	return func(yield func(Prompt, error) bool) {
		n := 0
		for line, err := range dataset.ReadLines(r, name) {
			n++
			p := Prompt{ID: strconv.Itoa(n)}
			if p.setText(string(line.Bytes)); !yield(p, err) || err != nil {
				return
			}
		}
	}
}

// linesOfJSON yields a prompt for each line of JSON.
func linesOfJSON(r io.Reader, name string) iter.Seq2[Prompt, error] {
	return func(yield func(Prompt, error) bool) {
		n := 0
		for rec, err := range dataset.ReadJSONL[promptRecord](r, name) {
			if n++; !yield(rec.prompt(n), err) {
				return
			}
		}
	}
}
