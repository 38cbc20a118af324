package main

import (
	"cmp"
	"slices"
	"time"

	"github.com/spf13/pflag"

	"github.com/slmkit/slmkit/inference/serve"
)

// serveLimits are the flags that say what is spoken, and how much of it.
type serveLimits struct {
	apis       []string
	queue      int
	deadline   time.Duration
	maxBody    int64
	maxPrompts int
}

func (o *serveLimits) register(f *pflag.FlagSet) {
	f.StringSliceVar(&o.apis, "api", nil, "contracts to speak beside native: openai, systemone, v2, sagemaker, rasa, hf, vertex (default: all)")
	f.IntVar(&o.queue, "queue", 512, "prompts that may wait for each model")
	f.DurationVar(&o.deadline, "deadline", 10*time.Second, "longest time for a request")
	f.Int64Var(&o.maxBody, "max-body", 1<<20, "bytes of the largest request")
	f.IntVar(&o.maxPrompts, "max-prompts", 8192, "most prompts in a request")
}

func (o *serveLimits) fill(_ *app, to *serve.Options) error {
	if err := cmp.Or(atLeast(1, "--queue", o.queue), atLeast(1, "--max-prompts", o.maxPrompts)); err != nil {
		return err
	}
	if o.maxBody < 1 {
		return usageError("--max-body %d: at least 1", o.maxBody)
	}
	if o.deadline <= 0 {
		return usageError("--deadline %v: a time above 0", o.deadline)
	}
	to.Queue, to.Deadline, to.MaxBody, to.MaxPrompts = o.queue, o.deadline, o.maxBody, o.maxPrompts
	if o.apis != nil {
		to.Contracts = []serve.Contract{}
	}
	for _, name := range o.apis {
		if !slices.Contains(serve.Contracts, serve.Contract(name)) {
			return usageError("--api: %q is none of native, openai, systemone, v2, sagemaker, rasa, hf, vertex", name)
		}
		to.Contracts = append(to.Contracts, serve.Contract(name))
	}
	return nil
}
