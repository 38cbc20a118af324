package export

import "unicode/utf8"

// Prompt is what inference needs of a record.
type Prompt struct {
	ID      string
	Text    string
	Ref     string // reference date, "" where there is none
	NotUTF8 bool   // the text is not
}

// setText takes the text as it stands in the file.
func (p *Prompt) setText(text string) { p.Text, p.NotUTF8 = text, !utf8.ValidString(text) }
