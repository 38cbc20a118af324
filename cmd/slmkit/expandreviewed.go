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
	"github.com/slmkit/slmkit/prompts"
	"github.com/slmkit/slmkit/prompts/expand"
)

// reviewedWriter proposes a template for each prompt of a file that a person has looked at:
// its text with slots in place of values. The lexicons of the pack find those values whose words
// nobody has marked.
func reviewedWriter(a *app, path, pack string) expand.Writer {
	return func(context.Context, []byte) (answers []byte, err error) {
		p, err := prompts.Open(pack)
		if err != nil {
			return nil, err
		}
		words := prompts.NewAnnotator(p)
		for e, err := range export.Open(path, a.in) {
			if err != nil {
				return nil, err
			}
			answer, why := reviewedAnswer(&e, words)
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
func reviewedAnswer(e *dataset.Example, known *prompts.Annotator) (answer expand.Answer, why string) {
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
			said = onlyWords(known.Annotate(e.Text, want[0].Name), name)
		}
		if said == "" {
			return answer, fmt.Sprintf("no slot says its argument %s: mark the words of it", name)
		}
		answer.Slots[name] = said
	}
	return answer, ""
}

// onlyWords are the words that may be a parameter's, "" where there are several or none.
func onlyWords(found []prompts.Annotation, param string) (words string) {
	for _, f := range found {
		switch {
		case !slices.Contains(f.Params, param):
		case words != "":
			return ""
		default:
			words = f.Text
		}
	}
	return words
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
