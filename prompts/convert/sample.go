package convert

import (
	"fmt"
	"strings"

	"github.com/slmkit/slmkit/dataset"
)

// sample is one example of a file.
type sample struct {
	intent *intent
	at     place
	parts  []part

	id    string // where the file gives one
	split dataset.Split

	story   bool      // of a story: an example and no template
	history []uttered // before it in the story
}

// part is text, or words of a slot.
type part struct {
	text  string
	slot  *slot
	value string // the name of the value, where the file gives one
	open  bool   // the slot has no words here: any of its list will do
}

// text is what a sample says, with the words of its slots.
func (s *sample) text() string {
	var b strings.Builder
	for _, p := range s.parts {
		b.WriteString(p.text)
	}
	return b.String()
}

// labels tells samples of one text apart.
func (s *sample) labels() string {
	var b strings.Builder
	before := 0
	for _, p := range s.parts {
		if p.slot != nil {
			fmt.Fprintf(&b, "%d %d %q %q ", before, p.slot.id, p.text, p.value)
		}
		before += len(words(p.text))
	}
	return b.String()
}
