package convert

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

var xlamDialect = &Dialect{
	Name:       "xlam",
	Help:       "rows with query, tools and answers, as xlam-function-calling-60k has them",
	Holds:      Records,
	extensions: []string{".jsonl", ".json"},
	nothing:    "no row: rows with query, tools and answers are wanted",
	recognize: func(f *source) clue {
		if f.rowHas("query", "answers") {
			return clue{sure, "has rows with query and answers"}
		}
		return clue{}
	},
	read: func(im *Import, files []*source) error { return readChats(im, files, (*chats).query) },
}

// beginsWithDay is how a query begins that slmkit exports with the day it is.
var beginsWithDay = regexp.MustCompile(`^Today is (\d{4}-\d{2}-\d{2})\. `)

// query reads a row of xLAM. Tools and answers are JSON, or JSON as text.
func (c *chats) query(r jsonRow) ([]*exchange, error) {
	row, err := members(r.raw)
	if err != nil {
		return nil, err
	}
	text, ok := textOf(find(row, "query"))
	if !ok || strings.TrimSpace(text) == "" {
		return nil, errors.New("it has no query")
	}
	x := &exchange{at: r.at, text: strings.TrimSpace(text), tools: find(row, "tools")}
	if m := beginsWithDay.FindStringSubmatch(x.text); m != nil {
		x.ref, x.text = m[1], x.text[len(m[0]):]
	}
	answers := find(row, "answers", "answer")
	if answers == nil {
		return nil, errors.New("it has no answers")
	}
	if x.calls, err = callsOf(answers); err != nil {
		return nil, fmt.Errorf("answers: %w", err)
	}
	return []*exchange{x}, nil
}
