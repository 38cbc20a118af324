package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/pflag"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/export"
	"github.com/slmkit/slmkit/inference/calls"
	"github.com/slmkit/slmkit/inference/serve"
)

// serveSwaps are the flags that say when a model takes another's place.
type serveSwaps struct {
	watch  bool
	golden string
}

func (o *serveSwaps) register(f *pflag.FlagSet) {
	f.BoolVar(&o.watch, "watch", false, "load a model again when its files change")
	f.StringVar(&o.golden, "golden", "", "JSON Lines of prompts with the calls that any model must answer, or it is refused")
}

func (o *serveSwaps) fill(a *app, to *serve.Options) (err error) {
	if o.golden != "" {
		to.Accept, err = a.goldenCheck(o.golden)
	}
	return err
}

// goldenCheck returns a function that refuses a model which answers a prompt of a file
// otherwise than the file says.
func (a *app) goldenCheck(path string) (func(*calls.Model) error, error) {
	var golden []dataset.Example
	for e, err := range export.Open(path, a.in) {
		if err != nil {
			return nil, err
		}
		golden = append(golden, e)
	}
	if len(golden) == 0 {
		return nil, usageError("--golden %s: has no prompts", path)
	}
	return func(m *calls.Model) error {
		asked := func(yield func(calls.Prompt, error) bool) {
			for i := range golden {
				e := &golden[i]
				if !yield(calls.Prompt{ID: e.ID, Text: e.Text, History: e.History, Day: e.Reference()}, nil) {
					return
				}
			}
		}
		i := 0
		for p, err := range m.Predict(context.Background(), asked) {
			if err != nil {
				return err
			}
			e := &golden[i]
			i++
			if !action.SameCalls(p.Answered(), e.Want()) {
				return fmt.Errorf("%s: example %s: answers %s, not %s", path, e.ID, p.Output, e.Target)
			}
		}
		return nil
	}, nil
}

// watchModels loads models again when their files change, until ctx ends. It says so on
// stderr where the log is on stdout.
func (a *app) watchModels(ctx context.Context, s *serve.Server, sources []serve.Source, log string) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		for _, src := range sources {
			if !s.Changed(src.Name) {
				continue
			}
			if err := s.Reload(ctx, src.Name); err != nil {
				a.warn("slmkit serve: the new model is refused, the old one stays: %v", err)
				continue
			}
			a.sayTo(log, "%s: loaded again", src.Name)
		}
	}
}
