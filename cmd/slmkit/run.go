package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
)

type runOptions struct {
	file   string
	out    string
	force  bool
	dryRun bool
}

func newRun(a *app) *cobra.Command {
	o := runOptions{file: "slmkit.yaml"}
	c := &cobra.Command{
		Use:   "run [slmkit.yaml]",
		Short: "run a chain of commands, but only those whose inputs changed",
		Long: `Runs a chain of slmkit's commands, its stages, as a YAML file lists them. It
runs only the stages whose inputs changed. A stage is a command line of slmkit:

  out: build                        # $OUT, unless -o says otherwise
  stages:
    - generate banking -n 6000 --seed 1 -o $OUT/data
    - infer --model $HERE/model $OUT/data/test.jsonl -o $OUT/answers.jsonl
    - eval $OUT/data/test.jsonl $OUT/answers.jsonl --json $OUT/report.json
    - gate $HERE/gate.yaml $OUT/report.json
  next: open $OUT/report.html       # slmkit prints this at the end

$HERE is the folder of the YAML file. The inputs of a stage are the files and
folders that its arguments name; its outputs are those that -o, --json, --html,
--md, --junit, --openmetrics, --samples and --gobench name. A stage runs again
only if its command, its inputs, its outputs or slmkit changed; otherwise slmkit
prints what the stage printed before. A stage without outputs always runs. Write
a stage that reads or writes more as
{run: COMMAND, needs: [PATH], makes: [PATH]}. In run: [WORD, WORD] a word may
contain spaces. {run: COMMAND, when: PATH, otherwise: TEXT} waits for a file or
folder: as long as it is missing, the chain ends there, has succeeded and prints
the text.

The chain stops at the first stage that fails and exits with the status of that
stage.`,
		Example: "slmkit run testdata/demo/slmkit.yaml -o build/demo",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				o.file = args[0]
			}
			return runChain(cmd.Context(), a, o)
		},
	}
	f := c.Flags()
	f.StringVarP(&o.out, "output", "o", "", "folder to write to, $OUT in the stages")
	f.BoolVar(&o.force, "force", false, "run every stage")
	f.BoolVar(&o.dryRun, "dry-run", false, "list the stages that would run")
	return c
}

func runChain(ctx context.Context, a *app, o runOptions) error {
	c, err := loadChain(o.file, o.out)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	start := time.Now()
	ran := 0
	for i := range c.stages {
		s := &c.stages[i]
		if s.when != "" && !exists(s.when) {
			a.say("\n[%d/%d] slmkit %s   (waits for %s)", i+1, len(c.stages), s, s.when)
			if s.otherwise != "" {
				c.next = s.otherwise
			}
			c.stages = c.stages[:i]
			break
		}
		fresh, printed, err := c.upToDate(s)
		if err != nil {
			return err
		}
		fresh = fresh && !o.force
		a.say("\n[%d/%d] slmkit %s%s", i+1, len(c.stages), s, map[bool]string{true: "   (unchanged)"}[fresh])
		switch {
		case o.dryRun:
			continue
		case fresh:
			a.say("%s", bytes.TrimRight(printed, "\n"))
			continue
		}
		ran++
		if err := runStage(ctx, a, c, s); err != nil {
			return c.stopped(a, s, err)
		}
	}
	if !o.dryRun {
		a.say("\n%d of %d stages run   %.1f s   %s", ran, len(c.stages), time.Since(start).Seconds(), c.out)
		c.sayNext(a)
	}
	return nil
}

// runStage runs a stage in this process and writes its stamp.
func runStage(ctx context.Context, a *app, c *chain, s *stage) error {
	if err := c.forget(s); err != nil {
		return err
	}
	var printed bytes.Buffer
	inner := &app{in: bytes.NewReader(nil), out: io.MultiWriter(a.out, &printed), err: a.err, quiet: a.quiet, verbose: a.verbose}
	root := newRoot(inner)
	args := s.args
	if a.quiet {
		args = append([]string{"--quiet"}, args...)
	}
	root.SetArgs(args)
	if err := root.ExecuteContext(ctx); err != nil {
		return err
	}
	return c.remember(s, printed.Bytes())
}

// stopped says at which stage a chain ended. After a verdict it also says what to do
// next, because the outputs are there.
func (c *chain) stopped(a *app, s *stage, err error) error {
	switch exitCode(err) {
	case exitGateFailed, exitInconclusive, exitIncomparable:
		c.sayNext(a)
	case exitInterrupted:
		return err
	}
	if err.Error() == "" {
		return err
	}
	return fmt.Errorf("%s:%d: slmkit %s: %w", c.path, s.line, s.args[0], err)
}

func (c *chain) sayNext(a *app) {
	if c.next != "" {
		a.say("next: %s", c.next)
	}
}

// outputFlags are the flags that name outputs.
var outputFlags = []string{"output", "json", "html", "md", "junit", "openmetrics", "samples", "gobench"}

// inspect parses the command line of a stage without running it and returns the
// paths that it would write.
func inspect(args []string) (outputs []string, err error) {
	root := newRoot(&app{in: bytes.NewReader(nil), out: io.Discard, err: io.Discard})
	cmd, rest, err := root.Find(args)
	if err != nil || cmd == root || !cmd.Runnable() {
		return nil, fmt.Errorf("unknown command %q", args[0])
	}
	if cmd.Name() == "run" {
		return nil, errors.New("a chain cannot run a chain")
	}
	if err := cmd.ParseFlags(rest); err != nil {
		return nil, plainFlag(err)
	}
	if err := cmd.ValidateArgs(cmd.Flags().Args()); err != nil {
		return nil, err
	}
	if err := cmd.ValidateRequiredFlags(); err != nil {
		return nil, plainFlag(err)
	}
	for _, name := range outputFlags {
		if f := cmd.Flags().Lookup(name); f != nil && f.Changed && f.Value.Type() == "string" && f.Value.String() != "-" {
			outputs = append(outputs, filepath.Clean(f.Value.String()))
		}
	}
	return outputs, nil
}
