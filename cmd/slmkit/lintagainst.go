package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/export"
	"github.com/slmkit/slmkit/prompts"
	"github.com/slmkit/slmkit/prompts/convert"
)

// lintAgainst holds the templates against the messages of --against. A last note counts
// those that are commonplace.
func (o *lintOptions) lintAgainst(ctx context.Context, a *app, p *prompts.Pack) (prompts.Faults, error) {
	if o.against == "" {
		return nil, nil
	}
	read := 0
	counted := func(yield func(prompts.Message, error) bool) {
		for m, err := range a.openMessages(o.against) {
			if read++; !yield(m, err) {
				return
			}
		}
	}
	faults, known, err := p.Against(ctx, counted, o.common)
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

// openMessages yields what people wrote: the lines of a text, the records of JSON or
// Parquet that have a text, or the examples of other tools' files that import reads.
func (a *app) openMessages(path string) iter.Seq2[prompts.Message, error] {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".jsonl", ".ndjson", ".parquet":
		return a.messagesOfRecords(path, a.in)
	case ".csv", ".tsv", ".yml", ".yaml", ".md", ".zip":
		return a.messagesOfTools(path)
	case ".json":
		if im, err := convert.Read([]string{path}, convert.Options{}); err == nil && im.HasExamples() {
			return messagesOfImport(im, path)
		}
		return a.messagesOfRecords(path, a.in)
	}
	if path == "-" {
		in := bufio.NewReader(a.in)
		if start, _ := in.Peek(1); bytes.ContainsAny(start, "{[") {
			return a.messagesOfRecords(path, in)
		}
		return messagesOfLines(path, in)
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return a.messagesOfTools(path)
	}
	return messagesOfLines(path, a.in)
}

func (a *app) messagesOfRecords(path string, stdin io.Reader) iter.Seq2[prompts.Message, error] {
	return func(yield func(prompts.Message, error) bool) {
		n := 0
		for e, err := range export.OpenTexts(path, stdin) {
			n++
			if !yield(messageOf(&e, fmt.Sprintf("%s:%d", path, n)), err) || err != nil {
				return
			}
		}
	}
}

func (a *app) messagesOfTools(path string) iter.Seq2[prompts.Message, error] {
	im, err := convert.Read([]string{path}, convert.Options{ReadFile: a.readFile})
	if err != nil {
		return func(yield func(prompts.Message, error) bool) { yield(prompts.Message{}, err) }
	}
	return messagesOfImport(im, path)
}

func messagesOfImport(im *convert.Import, path string) iter.Seq2[prompts.Message, error] {
	return func(yield func(prompts.Message, error) bool) {
		for e, err := range im.Examples() {
			place := path
			if e.Origin != nil && e.Origin.Template != "" {
				place = e.Origin.Template
			}
			if !yield(messageOf(&e, place), err) || err != nil {
				return
			}
		}
	}
}

func messagesOfLines(path string, stdin io.Reader) iter.Seq2[prompts.Message, error] {
	return dataset.Open(path, stdin, func(r io.Reader, name string) iter.Seq2[prompts.Message, error] {
		return func(yield func(prompts.Message, error) bool) {
			for line, err := range dataset.ReadLines(r, name) {
				words := strings.TrimSpace(string(line.Bytes))
				if err == nil && words == "" {
					continue
				}
				if !yield(prompts.Message{Place: fmt.Sprintf("%s:%d", name, line.Number), Text: words}, err) || err != nil {
					return
				}
			}
		}
	})
}

// messageOf is an example as a message. Where its slots have no offsets, its values are
// looked for in the text.
func messageOf(e *dataset.Example, place string) prompts.Message {
	m := prompts.Message{Place: place, Text: e.Text}
	for _, s := range e.Slots {
		if s.Start < s.End {
			m.Slots = append(m.Slots, s)
		}
	}
	if len(m.Slots) > 0 {
		return m
	}
	runes := []rune(strings.ToLower(e.Text))
	for _, c := range e.Want() {
		for name, v := range c.Arguments {
			words, ok := v.(string)
			value := []rune(strings.ToLower(words))
			if start := runesIn(runes, value); ok && len(value) > 0 && start >= 0 {
				m.Slots = append(m.Slots, dataset.Slot{Name: name, Value: words, Start: start, End: start + len(value)})
			}
		}
	}
	return m
}

// runesIn is where words are in a text, -1 where they are not.
func runesIn(text, words []rune) int {
	for i := range text {
		if i+len(words) <= len(text) && slices.Equal(text[i:i+len(words)], words) {
			return i
		}
	}
	return -1
}
