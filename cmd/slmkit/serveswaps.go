package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/pflag"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/eval"
	"github.com/slmkit/slmkit/inference/calls"
	"github.com/slmkit/slmkit/inference/serve"
)

// serveSwaps are the flags that say when a model takes another's place.
type serveSwaps struct {
	watch  bool
	golden string
	gate   string
}

func (o *serveSwaps) register(f *pflag.FlagSet) {
	f.BoolVar(&o.watch, "watch", false, "load a model again when its files change")
	f.StringVar(&o.golden, "golden", "", "prompts with the calls that any model must answer, or it is refused")
	f.StringVar(&o.gate, "gate", "", "rules that the answers to --golden must pass, in place of being right one and all")
}

// serveSwapsHelp is what help says of these flags.
const serveSwapsHelp = `--watch loads a model's files again when they have changed and then stay as they
are for a second. The new model takes over without a gap if it loads and answers
each example of --golden as the file has it. With --gate it may err as far as
the rules of a gate file allow: its answers to --golden are scored as by eval
and judged as by gate. Rules such as no_worse(exact_match, 0.01) compare it with
the model that answers; at the start there is none, and they are not judged. A
rule that is inconclusive refuses a model, too. The first model must pass as
well, or serve exits with the status of gate. A model that is refused is tried
again when its files change, and until then the old one answers. stderr,
slmkit_reloads_total and GET /readyz?verbose tell it; where --keys are needed,
/readyz gives the reason to clients with a key alone.`

func (o *serveSwaps) fill(a *app, to *serve.Options) error {
	if o.golden == "" {
		if o.gate != "" {
			return usageError("--gate %s judges answers: name the examples to answer with --golden FILE", o.gate)
		}
		return nil
	}
	g, err := a.readGolden(o.golden)
	if err != nil {
		return err
	}
	if to.Accept = g.exact; o.gate == "" {
		return nil
	}
	to.Accept, err = a.gated(g, o.gate)
	return err
}

// golden is examples that every model must answer.
type golden struct {
	*goldFile
	path string
	all  []eval.Gold
}

// readGolden reads the examples once, so that all models have the same.
func (a *app) readGolden(path string) (*golden, error) {
	file, err := openGold(context.Background(), a, path, scoringOptions{currency: "USD", seed: 1, minN: 30})
	if err != nil {
		return nil, err
	}
	g := &golden{goldFile: file, path: path}
	for e, err := range file.seq {
		if err != nil {
			return nil, err
		}
		g.all = append(g.all, e)
	}
	if len(g.all) == 0 {
		return nil, usageError("--golden %s: has no prompts", path)
	}
	return g, nil
}

// prompts yields the examples as a model is asked them.
func (g *golden) prompts(yield func(calls.Prompt, error) bool) {
	for i := range g.all {
		e := &g.all[i]
		if !yield(calls.Prompt{ID: e.ID, Text: e.Text, History: e.History, Day: e.Reference()}, nil) {
			return
		}
	}
}

// exact refuses a model that answers an example otherwise than the file says.
func (g *golden) exact(ctx context.Context, _ string, m *calls.Model) error {
	i := 0
	for p, err := range m.Predict(ctx, g.prompts) {
		if err != nil {
			return err
		}
		e := &g.all[i]
		i++
		if !action.SameCalls(p.Answered(), e.Want()) {
			return fmt.Errorf("%s: example %s: answers %s, not %s", g.path, e.ID, p.Output, e.Target)
		}
	}
	return nil
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
