package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/export"
	"github.com/slmkit/slmkit/inference/calls"
	"github.com/slmkit/slmkit/prompts"
	"github.com/slmkit/slmkit/prompts/convert"
	"github.com/slmkit/slmkit/prompts/triage"
)

// triageMessages yields the messages with what a model answered, where one is asked. The
// caller calls done at the end.
func (a *app) triageMessages(ctx context.Context, o *triageOptions, p *prompts.Pack) (messages iter.Seq2[triage.Message, error], done func(), err error) {
	if messages, _, err = a.messagesOf(o); err != nil {
		return nil, nil, err
	}
	messages = dataset.Tolerate(messages, o.maxBad, func(err error) { a.warn("slmkit triage: skipped %v", err) })
	messages = dataset.Numbered(messages, func(m *triage.Message) *string { return &m.ID })
	if o.feedback != "" {
		if messages, err = corrected(a, o.feedback, messages); err != nil {
			return nil, nil, err
		}
	}
	switch {
	case o.answers != "":
		messages, err = o.join(a, messages)
		return messages, func() {}, err
	case o.model.dir != "":
		return a.ask(ctx, o, p, messages)
	}
	return messages, func() {}, nil
}

// messagesOf opens the file of the messages as what it is. It reports whether it is text,
// whose messages have the numbers of their lines as ids.
func (a *app) messagesOf(o *triageOptions) (messages iter.Seq2[triage.Message, error], lines bool, err error) {
	in := bufio.NewReader(a.in)
	switch {
	case o.lines:
		lines = true
	case o.from != "" || o.columns.TextColumn+o.columns.IntentColumn != "":
		messages, err = a.importMessages(o)
		return messages, false, err
	case o.in == "-":
		start, _ := in.Peek(1)
		lines = !bytes.ContainsAny(start, "{[")
	default:
		info, err := os.Stat(o.in)
		if err != nil {
			return nil, false, err
		}
		ext := strings.ToLower(filepath.Ext(o.in))
		lines = !info.IsDir() && slices.Contains([]string{".txt", ".log", ""}, ext) && isText(o.in)
		if !lines && (info.IsDir() || !slices.Contains([]string{".jsonl", ".json", ".ndjson", ".parquet", ".log", ""}, ext)) {
			messages, err = a.importMessages(o)
			return messages, false, err
		}
	}
	switch {
	case lines:
		return linesOfMessages(export.OpenPrompts(o.in, in, true)), true, nil
	case o.in != "-" && !startsWithRecord(o.in):
		if imported, failed := a.importMessages(o); failed == nil {
			return imported, false, nil
		}
	}
	return triage.Messages(export.OpenRecords[triage.Record](o.in, in)), false, nil
}

// startsWithRecord reports whether the first record of a file is one, or there is none.
func startsWithRecord(path string) bool {
	for _, err := range export.OpenRecords[triage.Record](path, nil) {
		var bad *dataset.LineError
		return !errors.As(err, &bad)
	}
	return true
}

// isText reports whether a file begins like text, and not like JSON or Parquet.
func isText(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	start, _ := bufio.NewReader(f).Peek(4)
	return len(start) == 0 || !bytes.ContainsAny(start[:1], "{[") && string(start) != "PAR1"
}

// linesOfMessages yields the lines that are not empty.
func linesOfMessages(lines iter.Seq2[dataset.Prompt, error]) iter.Seq2[triage.Message, error] {
	return func(yield func(triage.Message, error) bool) {
		for p, err := range lines {
			if err == nil && strings.TrimSpace(p.Text) == "" {
				continue
			}
			if p.NotUTF8 {
				p.Text, err = string([]rune(p.Text)), nil
			}
			if !yield(triage.Message{ID: p.ID, Text: p.Text}, err) {
				return
			}
		}
	}
}

// importMessages reads the messages as slmkit import does.
func (a *app) importMessages(o *triageOptions) (iter.Seq2[triage.Message, error], error) {
	read := o.columns
	read.From, read.Name, read.ReadFile = o.from, "messages", a.readFile
	im, err := convert.Read([]string{o.in}, read)
	if err != nil {
		return nil, err
	}
	if !im.HasExamples() {
		return nil, usageError("%s: %s files hold templates, not messages", o.in, im.Dialect.Name)
	}
	if im.LeftOut > 0 {
		a.warn("slmkit triage: %s: left out: %s", o.in, count(im.LeftOut, "bad example", "bad examples"))
	}
	labelled := slices.ContainsFunc(im.Schema().Names(), func(name string) bool { return name != dataset.None })
	return func(yield func(triage.Message, error) bool) {
		for e, err := range im.Examples() {
			m := triage.OfExample(&e)
			if !labelled { // a chat without any call says nothing of what its messages want
				m.Action = ""
			}
			if !yield(m, err) {
				return
			}
		}
	}, nil
}

// join puts the answers of a file to the messages.
func (o *triageOptions) join(a *app, messages iter.Seq2[triage.Message, error]) (iter.Seq2[triage.Message, error], error) {
	answers := map[string]*triage.Answer{}
	for p, err := range export.OpenRecords[dataset.Prediction](o.answers, a.in) {
		if err != nil {
			return nil, err
		}
		answers[p.ID] = triage.AnswerOf(&p)
	}
	return func(yield func(triage.Message, error) bool) {
		for m, err := range messages {
			if err == nil {
				if m.Answer = answers[m.ID]; m.Answer == nil {
					err = &exitError{exitIncomparable, fmt.Errorf("%s: no answer to message %s", o.answers, m.ID)}
				}
			}
			if !yield(m, err) || err != nil {
				return
			}
		}
	}, nil
}

// ask answers the messages with a model.
func (a *app) ask(ctx context.Context, o *triageOptions, p *prompts.Pack, messages iter.Seq2[triage.Message, error]) (iter.Seq2[triage.Message, error], func(), error) {
	opened, err := o.model.options()
	if err != nil {
		return nil, nil, err
	}
	asks := calls.Options{Model: opened, Generation: o.model.generation(), Confidence: true, Reference: p.Reference()}
	if o.reference != "" {
		if asks.Reference, err = time.Parse(time.DateOnly, o.reference); err != nil {
			return nil, nil, usageError("--reference-date %q is not YYYY-MM-DD", o.reference)
		}
	}
	if asks.Schema, _, err = calls.FindSchema(o.model.dir); err != nil {
		return nil, nil, &exitError{exitUsage, err}
	}
	asks.Constrain = asks.Schema != nil
	m, err := calls.Open(ctx, o.model.dir, asks)
	if err != nil {
		return nil, nil, err
	}
	return answered(ctx, m, messages, a.newBar("messages", 0)), func() { _ = m.Close() }, nil
}

// answered yields messages with the answers of a model.
func answered(ctx context.Context, m *calls.Model, messages iter.Seq2[triage.Message, error], bar *bar) iter.Seq2[triage.Message, error] {
	return func(yield func(triage.Message, error) bool) {
		defer bar.stop()
		var asked []triage.Message // and not answered
		prompts := func(yield func(calls.Prompt, error) bool) {
			for m, err := range messages {
				asked = append(asked, m)
				if !yield(calls.Prompt{ID: m.ID, Text: m.Text, History: m.History}, err) {
					return
				}
			}
		}
		for p, err := range m.Predict(ctx, prompts) {
			if err != nil {
				yield(triage.Message{}, err)
				return
			}
			next := asked[0]
			asked = asked[1:]
			next.Answer = triage.AnswerOf(&p)
			bar.add(1)
			if !yield(next, nil) {
				return
			}
		}
	}
}
