package main

import (
	"cmp"
	"time"

	"github.com/spf13/pflag"

	"github.com/slmkit/slmkit/inference/calls"
	"github.com/slmkit/slmkit/inference/serve"
)

// serveAnswers are the flags that say how models answer.
type serveAnswers struct {
	model     modelOptions
	actions   string
	free      bool
	history   bool
	logProbs  bool
	abstain   float64
	refuse    float64
	reference string
}

func (o *serveAnswers) register(f *pflag.FlagSet) {
	o.model.answering(f)
	f.StringVar(&o.actions, "actions", "", "action schema, a tool list or pack (default: actions.json beside the model)")
	f.BoolVar(&o.free, "free", false, "do not limit outputs to valid calls")
	f.BoolVar(&o.history, "history", false, "the model was trained on dialogues: it reads the messages before a prompt")
	f.BoolVar(&o.logProbs, "logprobs", false, "answer logprobs of OpenAI's contract")
	f.Float64Var(&o.abstain, "abstain-below", 0, "answer none() if the confidence is below this, from 0 to 1")
	f.Float64Var(&o.refuse, "refuse-below", 0, "answer none() if it is less likely than this that a prompt asks for an action, from 0 to 1")
	f.StringVar(&o.reference, "reference-date", "", "day that relative dates count from, YYYY-MM-DD (default: today)")
}

func (o *serveAnswers) fill(a *app, to *serve.Options) error {
	model, err := o.model.options()
	if err != nil {
		return err
	}
	if err := cmp.Or(probability("--abstain-below", o.abstain), probability("--refuse-below", o.refuse)); err != nil {
		return err
	}
	var day time.Time
	if o.reference != "" {
		if day, err = time.Parse(time.DateOnly, o.reference); err != nil {
			return usageError("--reference-date %q is not YYYY-MM-DD", o.reference)
		}
	}
	to.History = o.history
	to.Calls = calls.Options{Model: model, Generation: o.model.generation(), Constrain: !o.free, LogProbs: o.logProbs, AbstainBelow: o.abstain, RefuseBelow: o.refuse, Reference: day}
	if o.actions != "" {
		if to.Calls.Schema, err = loadSchema(o.actions); err != nil {
			return err
		}
		a.noteSchema(to.Calls.Schema, o.actions)
	}
	return nil
}
