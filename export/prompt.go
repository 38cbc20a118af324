package export

import "unicode/utf8"

// Prompt is the part of a record that inference needs.
type Prompt struct {
	ID      string
	Text    string
	Ref     string // reference date, YYYY-MM-DD; "" where there is none
	NotUTF8 bool   // Text is not UTF-8
}

// setText takes the text as the file has it.
func (p *Prompt) setText(text string) { p.Text, p.NotUTF8 = text, !utf8.ValidString(text) }
