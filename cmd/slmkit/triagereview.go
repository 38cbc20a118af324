package main

import (
	"cmp"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/export"
	"github.com/slmkit/slmkit/prompts"
	"github.com/slmkit/slmkit/prompts/triage"
)

// triageReview says where messages go that a person is to label.
type triageReview struct {
	path, format string
	rows         []triage.Doubtful
}

// check finds what is wrong with the flags.
func (o *triageReview) check() error {
	switch {
	case o.format != "" && o.path == "":
		return usageError("--to is for --review FILE")
	case o.format != "" && !slices.Contains(export.ReviewFormats, o.format):
		return usageError("--to %q is none of %s", o.format, strings.Join(export.ReviewFormats, ", "))
	}
	return nil
}

// config is the file of Label Studio's configuration, beside that of the tasks; "" for none.
func (o *triageReview) config() string {
	if o.format != "labelstudio" || o.path == "-" {
		return ""
	}
	return strings.TrimSuffix(o.path, filepath.Ext(o.path)) + ".xml"
}

// write writes the messages with the calls that the model answered.
func (o *triageReview) write(w io.Writer, p *prompts.Pack, model string) error {
	format := o.format
	if format == "" && filepath.Ext(o.path) == ".csv" {
		format = "csv"
	}
	out := make([]export.Review, len(o.rows))
	for i := range o.rows {
		d := &o.rows[i]
		out[i] = export.Review{Example: answeredExample(d, p.Schema()), Why: d.Why(), Model: model}
		if d.Answer != nil {
			out[i].Confidence = d.Answer.Confidence
		}
	}
	return export.WriteReviews(w, format, out)
}

// answeredExample is a message with the call of its answer, if the schema has it.
func answeredExample(d *triage.Doubtful, schema *action.Schema) dataset.Example {
	e := dataset.Example{ID: d.ID, Text: d.Text, Ref: d.Ref, History: d.History, Slots: []dataset.Slot{}}
	if d.Answer == nil {
		return e
	}
	raw, err := action.ParseTarget(d.Answer.Output)
	if err != nil {
		return e
	}
	day, _ := time.Parse(time.DateOnly, d.Ref)
	if calls, err := schema.Resolve(raw, day); err == nil {
		e.SetCalls(calls)
		e.Target, e.Slots = d.Answer.Output, append(e.Slots, action.Spans(e.Text, raw)...)
	}
	return e
}

// corrected gives messages the labels of a file of feedback, by their ids. Feedback on
// other messages follows them.
func corrected(a *app, path string, messages iter.Seq2[triage.Message, error]) (iter.Seq2[triage.Message, error], error) {
	labels := map[string]*triage.Message{}
	var order []string
	for m, err := range export.OpenRecords[triage.Message](path, a.in) {
		switch {
		case err != nil:
			return nil, err
		case m.Action == "":
			return nil, fmt.Errorf("%s: record %s says no call: feedback has the call that is right", path, m.ID)
		}
		if labels[m.ID] == nil {
			order = append(order, m.ID)
		}
		labels[m.ID] = &m // the last counts
	}
	return func(yield func(triage.Message, error) bool) {
		met := map[string]bool{}
		for m, err := range messages {
			if l := labels[m.ID]; l != nil && err == nil {
				m, met[m.ID] = relabelled(m, *l), true
			}
			if !yield(m, err) {
				return
			}
		}
		for _, id := range order {
			if !met[id] && !yield(*labels[id], nil) {
				return
			}
		}
	}, nil
}

// relabelled is a message with the label of its feedback, whose text is the one that the label
// is of: redaction may have put other values into it than into the message.
func relabelled(m, label triage.Message) triage.Message {
	label.Answer, label.Ref = m.Answer, cmp.Or(label.Ref, m.Ref)
	if label.History == nil {
		label.History = m.History
	}
	return label
}
