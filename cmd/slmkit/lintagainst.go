package main

import (
	"context"
	"fmt"
	"iter"

	"github.com/slmkit/slmkit/prompts"
)

// lintAgainst holds the templates against the messages of --against. A last note counts
// those that are commonplace.
func (o *lintOptions) lintAgainst(ctx context.Context, a *app, p *prompts.Pack) (prompts.Faults, error) {
	if o.against == "" {
		return nil, nil
	}
	read := 0
	messages, err := a.messagesAgainst(o.against, &read)
	if err != nil {
		return nil, err
	}
	faults, known, err := p.Against(ctx, messages, o.common)
	if err != nil {
		return nil, err
	}
	if read == 0 {
		return nil, fmt.Errorf("%s: no messages in it: nothing was checked", o.against)
	}
	said := count(read, "message was", "messages were") + " held against the templates"
	if known.Messages > 0 {
		said += fmt.Sprintf("; %s commonplace, such as %q: a template says it with at most %d words around slots (--common-words)", count(known.Messages, "is", "are"), known.Such, o.common)
	}
	return append(faults, &prompts.Fault{File: o.against, Check: "copied message", Message: said, Warning: true, Note: true}), nil
}

// messagesAgainst yields the messages of a file, which is read as triage reads it, and
// counts them.
func (a *app) messagesAgainst(path string, read *int) (iter.Seq2[prompts.Message, error], error) {
	messages, lines, err := a.messagesOf(&triageOptions{in: path})
	if err != nil {
		return nil, err
	}
	return func(yield func(prompts.Message, error) bool) {
		for m, err := range messages {
			if err == nil {
				*read++
			}
			said := prompts.Message{Place: fmt.Sprintf("%s:%d", path, *read), Text: m.Text}
			if lines {
				said.Place = path + ":" + m.ID // the line, since empty ones are no messages
			}
			for _, s := range m.Slots {
				said.Values = append(said.Values, s.Value)
			}
			if !yield(said, err) || err != nil {
				return
			}
		}
	}, nil
}
