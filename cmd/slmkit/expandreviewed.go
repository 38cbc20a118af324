package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/export"
	"github.com/slmkit/slmkit/prompts/expand"
)

// reviewedWriter proposes a template for each prompt of a file that a person has looked at:
// its text with slots in place of values.
func reviewedWriter(a *app, path string) expand.Writer {
	return func(context.Context, []byte) (answers []byte, err error) {
		for e, err := range export.Open(path, a.in) {
			if err != nil {
				return nil, err
			}
			answer, why := reviewedAnswer(&e)
			if why != "" {
				a.warn("%s: %s: no template is proposed: %s", path, e.ID, why)
				continue
			}
			line, err := json.Marshal(answer)
			if err != nil {
				return nil, err
			}
			answers = append(append(answers, line...), '\n')
		}
		return answers, nil
	}
}

// reviewedAnswer is a prompt as a Writer proposes it, or why it is none. Each argument must
// be words of the text, or prompts of the template would ask for something else.
func reviewedAnswer(e *dataset.Example) (answer expand.Answer, why string) {
	want := e.Want()
	if len(want) != 1 || len(e.History) > 0 {
		return answer, "it asks for several actions, or after other turns"
	}
	answer = expand.Answer{Action: want[0].Name, Text: e.Text, Slots: map[string]string{}}
	for _, s := range e.Slots {
		answer.Slots[s.Name] = s.Value
	}
	for name, value := range want[0].Arguments {
		if answer.Slots[name] != "" {
			continue
		}
		said := strings.ReplaceAll(fmt.Sprint(value), "_", " ")
		words, in := strings.Fields(text.Key(said)), strings.Fields(text.Key(e.Text))
		if len(words) == 0 || !contains(in, words) {
			return answer, fmt.Sprintf("no slot says its argument %s: mark the words of it", name)
		}
		answer.Slots[name] = said
	}
	return answer, ""
}

// contains reports whether words stand in a list, one after the other.
func contains(in, words []string) bool {
	for i := range in {
		if len(in)-i >= len(words) && slices.Equal(in[i:i+len(words)], words) {
			return true
		}
	}
	return false
}
