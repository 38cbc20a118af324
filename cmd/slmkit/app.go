package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime/debug"
	"strings"

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

// helpWidth is the width of help in characters: that of a narrow terminal.
const helpWidth = 80

// An exitError is an error with the exit code of the process. Error texts are
// lower case, name the file, line and value, and say what to do next.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string { return e.err.Error() }
func (e *exitError) Unwrap() error { return e.err }

// usageError reports a fault in flags, arguments or a configuration file: exit 2.
func usageError(format string, args ...any) error {
	return &exitError{exitUsage, fmt.Errorf(format, args...)}
}

// app gives a command its input and outputs.
type app struct {
	in       io.Reader
	out, err io.Writer
	quiet    bool
	verbose  bool
}

// say prints a line of the summary to stdout. With -q it prints nothing.
func (a *app) say(format string, args ...any) {
	if !a.quiet {
		fmt.Fprintf(a.out, format+"\n", args...)
	}
}

// warn prints a line to stderr, even with -q: something is not as it was asked for.
func (a *app) warn(format string, args ...any) { fmt.Fprintf(a.err, format+"\n", args...) }

// note prints a line to stderr. With -q it prints nothing.
func (a *app) note(format string, args ...any) {
	if !a.quiet {
		a.warn(format, args...)
	}
}

// sayTo prints a line of the summary of a command that writes its data to path.
// Where path is "-", stdout carries the data and the summary goes to stderr.
func (a *app) sayTo(path, format string, args ...any) {
	if path != "-" {
		a.say(format, args...)
	} else {
		a.note(format, args...)
	}
}

// terminal reports whether stderr is a terminal that may show progress.
func (a *app) terminal() bool {
	f, ok := a.err.(*os.File)
	return ok && !a.quiet && term.IsTerminal(int(f.Fd()))
}

// version is the version that the Go command recorded in the binary: the tag or
// commit of a checkout, or the release that go install fetched.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "0.1.0-dev"
}

// run runs the command line args and returns the exit code. It is the whole
// program except for the process, so that tests can call it.
func run(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) int {
	ctx, stop := untilInterrupted(ctx)
	defer stop()
	a := &app{in: in, out: out, err: errOut}
	root := newRoot(a)
	root.SetArgs(args)
	cmd, err := root.ExecuteContextC(ctx)
	if err != nil && err.Error() != "" {
		fmt.Fprintf(errOut, "%s: %s\n", strings.TrimSpace(cmd.CommandPath()), err)
	}
	return exitCode(err)
}

// exitCode returns the exit code of the process for an error.
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
		Long: `slmkit builds small language models that turn what people say into actions, and
judges them. It generates prompts with the calls they ask for, prepares them for
fine-tuning, answers prompts with the exported model, scores the answers, and
decides in CI whether the model may be released.

` + exitHelp,
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          knownCommand,
		RunE:          func(cmd *cobra.Command, args []string) error { return cmd.Help() },
	}
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	root.PersistentFlags().BoolVarP(&a.quiet, "quiet", "q", false, "print errors only")
	root.PersistentFlags().BoolVarP(&a.verbose, "verbose", "v", false, "print details")
	root.MarkFlagsMutuallyExclusive("quiet", "verbose")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usageError("%v: see %s --help", plainFlag(err), cmd.CommandPath())
	})
	cobra.AddTemplateFunc("flagSections", flagSections)
	root.SetUsageTemplate(strings.NewReplacer("Flags:\n{{.LocalFlags.FlagUsages |", "{{flagSections . |", ".FlagUsages |", fmt.Sprintf(".FlagUsagesWrapped %d |", helpWidth)).Replace(root.UsageTemplate()))
	addCommands(root, a)
	root.InitDefaultCompletionCmd()
	if completion, _, err := root.Find([]string{"completion"}); err == nil {
		completion.Short = "write the script with which a shell completes commands and flags"
	}
	for _, c := range root.Commands() {
		furnish(c)
	}
	root.InitDefaultHelpCmd()
	if help, _, err := root.Find([]string{"help"}); err == nil {
		help.Short = "print the help of a command"
		help.Args = func(_ *cobra.Command, args []string) error {
			c, rest, _ := root.Find(args)
			return knownCommand(c, rest)
		}
	}
	return root
}

// furnish adds the exit codes to the help of a command and of its subcommands,
// and turns their complaints about arguments and flags into usage errors.
func furnish(c *cobra.Command) {
	c.Long = strings.TrimSpace(c.Long) + "\n\n" + exitHelp
	if c.Example != "" {
		c.Example = "  " + strings.ReplaceAll(c.Example, "\n", "\n  ")
	}
	takes := c.Args != nil && c.ValidateArgs([]string{"x"}) == nil  // arguments, as bench does
	if c.HasSubCommands() && !takes && c.ValidateArgs(nil) == nil { // unlike gate, which needs arguments of its own
		c.Args = knownCommand
		if !c.Runnable() { // cobra validates the arguments of runnable commands only
			c.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
		}
	} else if args := c.Args; args != nil {
		c.Args = func(cmd *cobra.Command, a []string) error {
			err := args(cmd, a)
			switch {
			case err == nil:
				return nil
			case strings.Contains(err.Error(), "arg(s)"): // cobra's own count
				return usageError("%s given, the command is %s: see %s --help", count(len(a), "argument", "arguments"),
					strings.TrimSuffix(cmd.UseLine(), " [flags]"), cmd.CommandPath())
			}
			return usageError("%v: see %s --help", err, cmd.CommandPath())
		}
	}
	c.PreRunE = func(cmd *cobra.Command, args []string) error {
		if err := cmd.ValidateRequiredFlags(); err != nil {
			return usageError("%v: see %s --help", plainFlag(err), cmd.CommandPath())
		}
		return nil
	}
	for _, sub := range c.Commands() {
		furnish(sub)
	}
}

var (
	missingFlags = regexp.MustCompile(`^required flag\(s\) (.*) not set$`)
	badNumber    = regexp.MustCompile(`^invalid argument (".*") for "(.*)" flag: strconv\.Parse(\w+): .*: invalid syntax$`)
)

// plainFlag says in plain words what cobra says of flags.
func plainFlag(err error) error {
	if m := missingFlags.FindStringSubmatch(err.Error()); m != nil {
		names := strings.Split(strings.ReplaceAll(m[1], `"`, ""), ", ")
		if len(names) == 1 {
			return fmt.Errorf("--%s is missing", names[0])
		}
		return fmt.Errorf("--%s are missing", strings.Join(names, " and --"))
	}
	if m := badNumber.FindStringSubmatch(err.Error()); m != nil {
		what := map[string]string{"Int": "a whole number", "Uint": "a whole number from 0", "Float": "a number"}[m[3]]
		if what != "" {
			return fmt.Errorf("%s %s is not %s", m[2], m[1], what)
		}
	}
	return err
}

// knownCommand validates the arguments of a command that only has subcommands:
// an argument there is a subcommand that does not exist. The error suggests the
// subcommands with a similar name.
func knownCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	c.SuggestionsMinimumDistance = 2 // edits; cobra sets it only where it prints the suggestions itself
	similar := c.SuggestionsFor(args[0])
	if len(similar) == 0 {
		return usageError("unknown command %q: see %s --help", args[0], c.CommandPath())
	}
	return usageError("unknown command %q: did you mean %s? see %s --help", args[0], strings.Join(similar, " or "), c.CommandPath())
}
