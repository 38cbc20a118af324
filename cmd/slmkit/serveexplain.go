package main

import (
	"strings"

	"github.com/spf13/pflag"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/inference/calls"
	"github.com/slmkit/slmkit/inference/serve"
	"github.com/slmkit/slmkit/prompts"
)

// serveExplain is the flag of the pack whose templates explain answers.
type serveExplain struct{ pack string }

func (o *serveExplain) register(f *pflag.FlagSet) {
	f.StringVar(&o.pack, "pack", "", "built-in pack or folder whose templates explain answers")
}

func (o *serveExplain) fill(_ *app, to *serve.Options) error {
	if o.pack == "" {
		return nil
	}
	p, err := prompts.Open(o.pack)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	reader := prompts.NewReader(p)
	to.Explain = func(q calls.Prompt) *serve.Explanation {
		x := &serve.Explanation{Pack: p.ID(), Templates: []serve.ReadBy{}}
		for _, r := range reader.Read(q.History, q.Text, q.Day, mostExplained) {
			x.Read = r.Example != nil
			x.Templates = append(x.Templates, readBy(r, q.Text))
		}
		return x
	}
	return nil
}

// mostExplained is how many templates an explanation has.
const mostExplained = 3

// readBy is a reading of a text as the server tells it.
func readBy(r prompts.Reading, text string) serve.ReadBy {
	out := serve.ReadBy{Template: r.Where(), Text: r.Template.Text, Action: r.Action(), Nearness: r.Share}
	e := r.Example
	if e == nil {
		return out
	}
	out.Target, out.Call, out.Calls, out.Slots = e.Target, e.Call, e.Calls, e.Slots
	if !strings.HasPrefix(text, e.Text) { // other spaces than the templates write, so other places
		raw, _ := action.ParseTarget(e.Target) // templates write targets
		out.Slots = action.Spans(text, raw)
	}
	return out
}
