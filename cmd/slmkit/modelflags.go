package main

import (
	"cmp"
	"runtime"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/slmkit/slmkit/inference"
)

// modelOptions holds the flags that every command that runs a model has.
type modelOptions struct {
	dir       string
	precision string
	library   string
	runtime   string
	threads   int
	batch     int
	newTokens int
	guess     int
}

const (
	modelUsage     = "folder of the model"
	threadsUsage   = "cores to use"
	newTokensUsage = "longest output in tokens (default: from generation_config.json, else 128)"
	guessUsage     = "guess at most N tokens ahead in a step where slmkit's own kernels run the model; changes the speed, not the answers"
	runtimeUsage   = "program that runs the model: slmkit or onnxruntime (default: slmkit if it can)"
	libraryUsage   = "ONNX Runtime's shared library (default: the one that doctor finds)"
)

func (o *modelOptions) flags(c *cobra.Command) {
	o.optional(c)
	_ = c.MarkFlagRequired("model")
}

// optional is flags for a command that can do without a model.
func (o *modelOptions) optional(c *cobra.Command) {
	c.Flags().StringVar(&o.dir, "model", "", modelUsage)
	o.answering(c.Flags())
}

// answering are the flags but the model's folder.
func (o *modelOptions) answering(f *pflag.FlagSet) {
	f.StringVar(&o.precision, "precision", "", "precision of the ONNX files, by the suffix of their names, such as int8 (default: fp32, or the first that the folder has)")
	f.IntVar(&o.threads, "threads", runtime.GOMAXPROCS(0), threadsUsage)
	f.IntVar(&o.batch, "batch", 0, "prompts to answer at a time on each core (default: 12, or 32 in ONNX Runtime)")
	f.IntVar(&o.newTokens, "max-new-tokens", 0, newTokensUsage)
	f.IntVar(&o.guess, "guess", 8, guessUsage)
	f.StringVar(&o.runtime, "runtime", "", runtimeUsage)
	f.StringVar(&o.library, "ort", "", libraryUsage)
}

// options turns the flags into the options that load the model.
func (o *modelOptions) options() (inference.Options, error) {
	err := cmp.Or(atLeast(1, "--threads", o.threads), atLeast(0, "--batch", o.batch), atLeast(0, "--max-new-tokens", o.newTokens), atLeast(0, "--guess", o.guess))
	if err != nil {
		return inference.Options{}, err
	}
	if o.runtime != "" && o.runtime != inference.Native && o.runtime != inference.ONNXRuntime {
		return inference.Options{}, usageError("--runtime %s is none of %s and %s", o.runtime, inference.Native, inference.ONNXRuntime)
	}
	return inference.Options{Precision: o.precision, Threads: o.threads, Library: o.library, Runtime: o.runtime}, nil
}

// generation turns the flags into the options that answer prompts.
func (o *modelOptions) generation() inference.Generation {
	g := inference.Generation{Batch: o.batch, MaxNewTokens: o.newTokens, Guess: o.guess}
	if o.guess == 0 {
		g.Guess = -1
	}
	return g
}
