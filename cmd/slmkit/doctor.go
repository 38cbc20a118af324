package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/inference"
	"github.com/slmkit/slmkit/inference/ort"
	"github.com/slmkit/slmkit/inference/ort/onnx"
	"github.com/slmkit/slmkit/inference/t5"
)

type doctorOptions struct {
	install bool
	model   string
	library string
}

func newDoctor(a *app) *cobra.Command {
	var o doctorOptions
	c := &cobra.Command{
		Use:   "doctor",
		Short: "check what inference needs, and fetch it",
		Long: `Checks that this machine can run models, and names what is missing.

It prints what the processor supports, which of slmkit's own kernels run on it,
which ONNX Runtime slmkit uses and where it is, and with --model whether the
model loads. It looks for ONNX Runtime where --ort and SLMKIT_ORT say, in
slmkit's cache, in the system and in Python's onnxruntime. If there is none,
--install fetches the library through pip or npm, checks its hash and puts it
into the cache.

The environment variable SLMKIT_CPU (wasm, avx2, avx512 or amx) limits the
instructions that slmkit's own kernels use, for measurements.

Exits with 1 if something is missing.`,
		Example: "slmkit doctor --install --model models/banking",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runDoctor(cmd.Context(), a, o)
		},
	}
	f := c.Flags()
	f.BoolVar(&o.install, "install", false, "fetch ONNX Runtime "+ort.Version+" if there is none")
	f.StringVar(&o.model, "model", "", "folder of the model to load")
	f.StringVar(&o.library, "ort", "", libraryUsage)
	return c
}

func runDoctor(ctx context.Context, a *app, o doctorOptions) error {
	name, features := ort.CPU()
	a.say("processor   %s, %d cores: %s", name, runtime.GOMAXPROCS(0), strings.Join(features, " "))
	a.say("kernels     %s", t5.Best())
	if _, err := ort.Find(ctx, ""); errors.Is(err, onnx.ErrUnavailable) && o.library == "" {
		a.say("runtime     none: this build is made without cgo, so models run on the kernels alone")
		return checkModel(ctx, a, o)
	}
	lib, err := ort.Find(ctx, o.library)
	if errors.Is(err, ort.ErrNotFound) && o.install {
		a.say("runtime     fetching onnxruntime %s", ort.Version)
		var path string
		if path, err = ort.Install(ctx); err == nil {
			lib, err = ort.Find(ctx, path)
			lib.Source = "installed"
		}
	}
	if err == nil {
		_, err = ort.Start(ctx, lib.Path)
	}
	if err != nil {
		a.say("runtime     missing")
		return err
	}
	a.say("runtime     onnxruntime %s, %s (%s)", ort.RuntimeVersion(), lib.Path, lib.Source)
	saturates, err := ort.Saturates(ctx)
	if err != nil {
		return err
	}
	if saturates {
		a.say("            its 8-bit products overflow on this processor, which has no VNNI: other programs answer")
		a.say("            otherwise here with int8 exports; slmkit's sums are exact: slmkit verify counts such answers")
	} else {
		a.say("            its 8-bit products are exact on this processor")
	}
	return checkModel(ctx, a, o)
}

// checkModel loads every precision of the model, if one is named, and lets it answer once.
func checkModel(ctx context.Context, a *app, o doctorOptions) error {
	if o.model == "" {
		return nil
	}
	precisions, err := inference.Precisions(o.model)
	if err != nil {
		return err
	}
	var faults []error
	for _, p := range precisions {
		m, err := inference.Open(ctx, o.model, inference.Options{Precision: p, Threads: 1, Library: o.library})
		if err != nil {
			a.say("model       %-5s fails", p)
			faults = append(faults, err)
			continue
		}
		size, err := m.Files.Size()
		if err == nil {
			err = answers(ctx, m)
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", p, err))
		} else {
			a.say("model       %-5s %s, %s layout, %.1f MB, loaded in %s", p, o.model, m.Layout, float64(size)/1e6, m.Load.Round(time.Millisecond))
			faults = append(faults, sayCautions(ctx, a, m))
		}
		if err := m.Close(); err != nil {
			faults = append(faults, err)
		}
	}
	return errors.Join(faults...)
}

// sayCautions says why a model's answers may differ from what one expects of it.
func sayCautions(ctx context.Context, a *app, m *inference.Model) error {
	elsewhere, err := m.Elsewhere(ctx)
	for _, line := range []string{m.Unfollowed(), m.Caution(), elsewhere} {
		if line != "" {
			a.say("                  %s", line)
		}
	}
	return err
}

// answers runs a model on a word: a graph can load and yet not run.
func answers(ctx context.Context, m *inference.Model) error {
	prompt := func(yield func(string) bool) { yield("hello") }
	for out, err := range m.Generate(ctx, prompt, inference.Generation{MaxNewTokens: 2}) {
		if err != nil {
			return err
		}
		if out.Err != nil {
			return out.Err
		}
	}
	return nil
}
