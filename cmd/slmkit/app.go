package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// Exit codes. They are part of the interface: scripts and CI read them.
const (
	exitOK           = 0
	exitFailed       = 1
	exitUsage        = 2
	exitGateFailed   = 3
	exitInconclusive = 4
	exitIncomparable = 5
	exitInterrupted  = 130
)

const exitHelp = `Exit status: 0 done · 1 failed · 2 usage or configuration · 3 gate failed ·
4 gate inconclusive · 5 runs incomparable · 130 interrupted`

// An exitError is an error with the exit code it asks for. Error texts are
// lower case, name the file, line and value, and say what to do next.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string { return e.err.Error() }
func (e *exitError) Unwrap() error { return e.err }

// usageError is a fault in flags, arguments or a configuration file: exit 2.
func usageError(format string, args ...any) error {
	return &exitError{exitUsage, fmt.Errorf(format, args...)}
}

// app is what a command may touch of the world around it.
type app struct {
	in       io.Reader
	out, err io.Writer
	quiet    bool
	verbose  bool
}

// say prints a line of the summary, on stdout. Nothing is printed with -q.
func (a *app) say(format string, args ...any) {
	if !a.quiet {
		fmt.Fprintf(a.out, format+"\n", args...)
	}
}

// warn prints a line on stderr that the user should read even with -q.
func (a *app) warn(format string, args ...any) { fmt.Fprintf(a.err, format+"\n", args...) }

// sayTo prints a line of the summary, on stderr where path is "-", since then
// stdout carries the data.
func (a *app) sayTo(path, format string, args ...any) {
	if path != "-" {
		a.say(format, args...)
	} else if !a.quiet {
		a.warn(format, args...)
	}
}

// terminal reports whether stderr is a terminal that may show progress.
func (a *app) terminal() bool {
	f, ok := a.err.(*os.File)
	return ok && !a.quiet && term.IsTerminal(int(f.Fd()))
}

// version of the build, from its own build information.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "0.1.0-dev"
}

// run is the whole program but for the process around it. It returns the exit
// code.
func run(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) int {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	go func() { // the first ^C drains what is under way, the second kills
		<-ctx.Done()
		stop()
	}()
	a := &app{in: in, out: out, err: errOut}
	root := newRoot(a)
	root.SetArgs(args)
	cmd, err := root.ExecuteContextC(ctx)
	if err != nil && err.Error() != "" {
		fmt.Fprintf(errOut, "%s: %s\n", strings.TrimSpace(cmd.CommandPath()), err)
	}
	return exitCode(err)
}

// exitCode says what the process exits with for an error.
func exitCode(err error) int {
	var coded *exitError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &coded):
		return coded.code
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	}
	return exitFailed
}

// newRoot builds the command tree.
func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "slmkit",
		Short: "training data, evaluation and inference for prompt→action models",
		Long: `slmkit takes a small language model from nothing to a number you can gate a
release on: templates → prompt/action pairs → augmented, leak-free splits →
Parquet and JSONL → fine-tuning → ONNX → batch inference → reports → a verdict.

` + exitHelp,
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
		// A wrong word is a usage error, like a wrong flag.
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageError("unknown command %q: see slmkit --help", args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return cmd.Help() },
	}
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	root.PersistentFlags().BoolVarP(&a.quiet, "quiet", "q", false, "print errors only")
	root.PersistentFlags().BoolVarP(&a.verbose, "verbose", "v", false, "print details")
	root.MarkFlagsMutuallyExclusive("quiet", "verbose")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usageError("%v: see %s --help", err, cmd.CommandPath())
	})
	for _, c := range commands(a) {
		furnish(c)
		root.AddCommand(c)
	}
	return root
}

// furnish gives a command, and those below it, the exit codes in its help and
// usage errors.
func furnish(c *cobra.Command) {
	c.Long = strings.TrimSpace(c.Long) + "\n\n" + exitHelp
	if args := c.Args; args != nil { // a wrong number of arguments is a usage error
		c.Args = func(cmd *cobra.Command, a []string) error {
			if err := args(cmd, a); err != nil {
				return usageError("%v: see %s --help", err, cmd.CommandPath())
			}
			return nil
		}
	}
	c.PreRunE = func(cmd *cobra.Command, args []string) error { // and so is a flag that is not there
		if err := cmd.ValidateRequiredFlags(); err != nil {
			return usageError("%v: see %s --help", err, cmd.CommandPath())
		}
		return nil
	}
	for _, sub := range c.Commands() {
		furnish(sub)
	}
}
