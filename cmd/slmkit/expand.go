package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/prompts"
	"github.com/slmkit/slmkit/prompts/expand"
)

type expandOptions struct {
	pack, action string
	n            int
	seed         uint64
	out, accept  string
	command      string
	reviewed     string
	timeout      time.Duration
}

func newExpand(a *app) *cobra.Command {
	var o expandOptions
	c := &cobra.Command{
		Use:   "expand PACK | expand PACK --accept FILE",
		Short: "propose more templates for a person to accept",
		Long: `Proposes templates for a pack from the few that it has, as YAML in which a
person strikes what is not wanted. --accept then adds the others to the files of
the pack, behind the templates that are there, and changes nothing else in them:
all of them, or none if one fails. Nothing is added unseen.

The same content is said in other voices: as a command, wish, question, indirect
question, problem, fragment or in keywords, through the rules of std/en where
the pack uses them and in their words where it does not. Days, times and people
move to the front, change places or get a sentence of their own. Parameters that
are not required are left out or added. Words that an action has as alternatives
elsewhere take each other's places. Where one word decides between two actions,
each gets the other's templates with its own word. Negatives for none say what
is not to be done, or was done already.

A proposal compiles, has no warning of lint, asks for one call, and says what no
template of the pack says yet. Each comes with its kind, the place of the
template that it was made of, and three prompts. What an action lacks comes
first, and all actions have their turn. The same seed gives the same proposals.

--command names a program that proposes, too. It reads one line of JSON for each
action:

  {"action": {"name": …, "parameters": …}, "n": 5, "rules": {"want": […]},
   "lexicons": {"day": […]}, "templates": [{"template": …, "prompts": […]}]}

and writes lines with a template, or with a text and the words in it that are
parameters; "kind" is that of a negative:

  {"action": "book", "template": "(put|pencil) me in {day}"}
  {"action": "book", "text": "see you friday", "slots": {"day": "friday"}}

Its proposals pass the same proof. What fails is counted, with the reason. If
the program fails or takes longer than --timeout, nothing is written.

--reviewed names prompts of people that somebody has looked at, as examples with
their calls: triage --review writes them, and import reads them back. Each that
the pack does not say yet becomes a template with slots in place of its values,
and nothing else is proposed.`,
		Example: "slmkit expand clinic -o proposals.yaml\nslmkit expand clinic --accept proposals.yaml",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.pack = args[0]
			if o.accept != "" {
				for _, name := range []string{"action", "number", "seed", "output", "command", "reviewed", "timeout"} {
					if cmd.Flags().Changed(name) {
						return usageError("--%s is for proposals that are still to be made, and --accept for those that are made", name)
					}
				}
				return runAccept(cmd.Context(), a, o)
			}
			if o.reviewed != "" && !cmd.Flags().Changed("number") {
				o.n = math.MaxInt32
			}
			return runExpand(cmd.Context(), a, o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.action, "action", "", "action to propose templates for (default: all)")
	f.IntVarP(&o.n, "number", "n", 50, "most proposals (default of --reviewed: all)")
	f.Uint64Var(&o.seed, "seed", 1, "seed of the prompts and of the order of equals")
	f.StringVarP(&o.out, "output", "o", "-", "file to write the proposals to, - for stdout")
	f.StringVar(&o.accept, "accept", "", "file of proposals to add to the pack, - for stdin")
	f.StringVar(&o.command, "command", "", "shell command that proposes templates, too")
	f.StringVar(&o.reviewed, "reviewed", "", "file of examples that a person has looked at, to make templates of, - for stdin")
	f.DurationVar(&o.timeout, "timeout", 2*time.Minute, "longest time that --command may take")
	return c
}

func runExpand(ctx context.Context, a *app, o expandOptions) error {
	if o.n < 1 {
		return usageError("-n %d: ask for at least one proposal", o.n)
	}
	if o.timeout <= 0 {
		return usageError("--timeout %s is not above 0", o.timeout)
	}
	fsys, name, err := prompts.Find(o.pack)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	if s, err := prompts.OpenSchema(o.pack); err == nil && o.action != "" && s.Action(o.action) == nil {
		return usageError("--action %q: %s has no such action%s", o.action, o.pack, text.OrList(o.action, s.Names()))
	}
	if o.out != "-" && withinPack(o.pack, o.out) {
		return usageError("%s: is in the pack, which would read it as a file of its own: name another file", o.out)
	}
	options := expand.Options{Action: o.action, N: o.n, Seed: o.seed}
	switch {
	case o.command != "" && o.reviewed != "":
		return usageError("--command and --reviewed: name one of them")
	case o.reviewed != "":
		options.Writer, options.Given = reviewedWriter(a, o.reviewed, o.pack), true
	case o.command != "":
		options.Writer = func(ctx context.Context, requests []byte) ([]byte, error) {
			return runWriter(ctx, a, o.command, o.timeout, requests)
		}
	}
	r, err := expand.Propose(ctx, fsys, name, options)
	if err != nil {
		return err
	}
	out, err := dataset.Create(o.out, a.out)
	if err != nil {
		return err
	}
	defer out.Close()
	if err := expand.Write(out, r, o.pack); err != nil {
		return fmt.Errorf("%s: %w", o.out, err)
	}
	if err := out.Commit(); err != nil {
		return err
	}
	a.sayProposals(r, o)
	return nil
}

func (a *app) sayProposals(r *expand.Result, o expandOptions) {
	if o.command+o.reviewed != "" {
		by := "the command wrote"
		if o.reviewed != "" {
			by = o.reviewed + " has"
		}
		failed := 0
		for _, f := range r.Failed {
			failed += f.Answers
		}
		a.sayTo(o.out, "%s %s, of which %s", by, count(r.Answers, "answer", "answers"), countFailed(failed))
		for _, f := range r.Failed {
			a.sayTo(o.out, "  %s × %s: %s", text.Thousands(f.Answers), f.Answer, f.Reason)
		}
	}
	actions := map[string]bool{}
	for _, p := range r.Proposals {
		actions[p.Action] = true
	}
	next := "slmkit expand " + o.pack + " --accept " + o.out
	if o.out == "-" {
		next = "slmkit expand " + o.pack + " -o proposals.yaml"
	}
	a.sayTo(o.out, "%s: %s for %s   %s    next: read them, then %s", r.Pack.ID(), count(len(r.Proposals), "proposal", "proposals"),
		count(len(actions), "action", "actions"), o.out, next)
}

func countFailed(n int) string {
	if n == 0 {
		return "none failed"
	}
	return text.Thousands(n) + " failed:"
}

// withinPack reports whether a file would be one of the pack's.
func withinPack(pack, file string) bool {
	info, err := os.Stat(pack)
	if err != nil || !info.IsDir() {
		return false
	}
	abs, err := filepath.Abs(file)
	if err != nil {
		return false
	}
	for dir := filepath.Dir(abs); ; dir = filepath.Dir(dir) {
		if at, err := os.Stat(dir); err == nil && os.SameFile(at, info) {
			return slices.Contains([]string{".yaml", ".yml", ".csv"}, filepath.Ext(file))
		}
		if dir == filepath.Dir(dir) {
			return false
		}
	}
}

func runAccept(ctx context.Context, a *app, o expandOptions) error {
	if info, err := os.Stat(o.pack); err != nil || !info.IsDir() {
		if _, _, err := prompts.Find(o.pack); err != nil {
			return &exitError{exitUsage, err}
		}
		return usageError("%s is built in: copy its folder, and add to the copy", o.pack)
	}
	data, err := a.readFile(o.accept)
	if err != nil {
		code := exitFailed
		if errors.Is(err, fs.ErrNotExist) {
			code = exitUsage
		}
		return &exitError{code, err}
	}
	proposals, seed, err := expand.Read(data, o.accept)
	if err != nil {
		return err
	}
	if len(proposals) == 0 {
		a.say("%s: no proposals are left in it, and nothing was added", o.accept)
		return nil
	}
	files, err := expand.Accept(ctx, o.pack, proposals, seed)
	var refused expand.Refusals
	if errors.As(err, &refused) {
		for _, r := range refused {
			a.warn("%s: %s", r.Template, r.Reason)
		}
		return fmt.Errorf("%s: %s refused, and nothing was added: strike or change them", o.accept, count(len(refused), "proposal is", "proposals are"))
	}
	if err != nil {
		return err
	}
	a.say("%s: %s added to %s    next: slmkit lint %s", o.pack, count(len(proposals), "template", "templates"), strings.Join(files, ", "), o.pack)
	return nil
}
