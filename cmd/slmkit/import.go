package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/prompts"
	"github.com/slmkit/slmkit/prompts/convert"
)

type importOptions struct {
	in      []string
	out     string
	actions string
	force   bool
	convert.Options
}

func newImport(a *app) *cobra.Command {
	var o importOptions
	c := &cobra.Command{
		Use:   "import FILE|DIR...",
		Short: "turn another tool's files into a pack or examples",
		Long: `Turns the templates and training files of other tools into a pack: a folder that
lint, plan and generate read. The tools are

  chatito   .chatito files
  chatette  .chatette files
  rasa      NLU training data: YAML, JSON (rasa_nlu_data) or Markdown
  snips     YAML or JSON datasets of Snips NLU

If DIR is a folder, import reads all files of the tool in it. The pack produces the
same sentences as the files, with the same odds. If a pack cannot express a
construct, import prints its file and line.

Rasa and Snips files hold examples. With -o FILE.jsonl, or -o -, the command
writes them as examples without a split. In a pack, each example becomes a template
with the words of the example; with --generalize, its slots take all words that are
known for them.`,
		Example: "slmkit import --from rasa data/nlu.yml -o mypack",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.in = args
			return runImport(cmd.Context(), a, o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.From, "from", "", "tool that the files are for: "+strings.Join(convert.Dialects, ", "))
	f.StringVarP(&o.out, "output", "o", "", "folder to write the pack to; FILE.jsonl or - for examples")
	f.StringVar(&o.Name, "name", "", "name of the pack (default: the name of its folder)")
	f.StringVar(&o.Language, "language", "", "language of the prompts, ISO 639-1 (default: what the files say, else en)")
	f.BoolVar(&o.Generalize, "generalize", false, "rasa, snips: a slot takes all words known for it, and not only the words of the example")
	f.StringVar(&o.actions, "actions", "", "examples: file to write the action schema to")
	f.BoolVar(&o.force, "force", false, "replace the pack in the output folder")
	_ = c.MarkFlagRequired("from")
	_ = c.MarkFlagRequired("output")
	return c
}

// check finds what is wrong with the flags.
func (o *importOptions) check() error {
	lines := o.lines()
	switch {
	case !slices.Contains(convert.Dialects, o.From):
		return usageError("--from %q is none of %s", o.From, strings.Join(convert.Dialects, ", "))
	case lines && (o.From == "chatito" || o.From == "chatette"):
		return usageError("%s files hold templates, not examples: write a pack with -o FOLDER, then slmkit generate FOLDER", o.From)
	case lines && o.Generalize:
		return usageError("--generalize is for packs: examples keep their words")
	case o.Generalize && (o.From == "chatito" || o.From == "chatette"):
		return usageError("--generalize is for rasa and snips: slots of %s say their words", o.From)
	case !lines && o.actions != "":
		return usageError("--actions is for examples: a pack has its actions.yaml")
	}
	return nil
}

// lines reports whether examples are asked for, not a pack.
func (o *importOptions) lines() bool { return o.out == "-" || filepath.Ext(o.out) == ".jsonl" }

func runImport(ctx context.Context, a *app, o importOptions) error {
	start := time.Now()
	if err := o.check(); err != nil {
		return err
	}
	if o.Name == "" {
		o.Name = filepath.Base(o.out)
	}
	o.ReadFile = a.readFile
	im, err := convert.Read(o.in, o.Options)
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	write := writePack
	if o.lines() {
		write = a.writeExamples
	}
	w, err := write(o, im)
	if err != nil {
		return err
	}
	a.sayTo(o.out, "%s: %s; %s notes", o.From, w.holds, text.Thousands(len(im.Notes)))
	a.sayNotes(o, im.Notes)
	if o.out != "-" {
		w.next = "    next: " + w.next
	} else {
		w.next = ""
	}
	a.sayTo(o.out, "%s   %s   %.2f s%s", o.out, w.count, time.Since(start).Seconds(), w.next)
	return nil
}

// readFile reads a file, - being stdin.
func (a *app) readFile(path string) ([]byte, error) {
	if path == "-" {
		return io.ReadAll(a.in)
	}
	return os.ReadFile(path)
}

// outcome is the part of the summary about the output.
type outcome struct{ holds, count, next string }

// maxNotes is the number of notes that are printed without -v.
const maxNotes = 10

func (a *app) sayNotes(o importOptions, notes []convert.Note) {
	for i, n := range notes {
		if i == maxNotes && !a.verbose {
			a.sayTo(o.out, "  %s more with -v", text.Thousands(len(notes)-i))
			return
		}
		a.sayTo(o.out, "  %s", n)
	}
}

// writeExamples writes JSON Lines, and the action schema where --actions asks for
// it.
func (a *app) writeExamples(o importOptions, im *convert.Import) (w outcome, err error) {
	f, err := dataset.Create(o.out, a.out)
	if err != nil {
		return w, err
	}
	defer f.Close()
	n := 0
	var line []byte
	for e, err := range im.Examples() {
		if err != nil {
			return w, err
		}
		if line, err = e.AppendJSON(line[:0]); err != nil {
			return w, err
		}
		if _, err := f.Write(append(line, '\n')); err != nil {
			return w, fmt.Errorf("%s: %w", o.out, err)
		}
		n++
	}
	if err := f.Commit(); err != nil {
		return w, err
	}
	next := "slmkit check " + o.out
	if o.actions != "" {
		if err := dataset.WriteFile(o.actions, im.Schema().Tools()); err != nil {
			return w, err
		}
		next += " --actions " + o.actions
	}
	return outcome{text.Thousands(im.Intents) + " intents", text.Thousands(n) + " examples", next}, nil
}

// writePack writes the pack beside its place, loads it as every command will, and
// moves it there.
func writePack(o importOptions, im *convert.Import) (w outcome, err error) {
	if err := o.free(); err != nil {
		return w, err
	}
	if err := os.MkdirAll(filepath.Dir(filepath.Clean(o.out)), 0o777); err != nil {
		return w, err
	}
	dir, err := os.MkdirTemp(filepath.Dir(filepath.Clean(o.out)), ".import-*")
	if err != nil {
		return w, err
	}
	defer os.RemoveAll(dir)
	for _, f := range im.Pack() {
		if err := dataset.WriteFile(filepath.Join(dir, "pack", f.Name), f.Data); err != nil {
			return w, err
		}
	}
	p, err := prompts.Load(os.DirFS(filepath.Join(dir, "pack")), o.out)
	if err != nil {
		return w, fmt.Errorf("the pack would not load, nothing was written:\n%w", err)
	}
	if err := os.Rename(o.out, filepath.Join(dir, "old")); err != nil && !errors.Is(err, os.ErrNotExist) {
		return w, err
	}
	if err := os.Rename(filepath.Join(dir, "pack"), o.out); err != nil {
		_ = os.Rename(filepath.Join(dir, "old"), o.out)
		return w, err
	}
	if lost := im.Templates - len(p.Templates()); lost > 0 {
		im.Notes = append(im.Notes, convert.Note{File: o.out, Text: text.Thousands(lost) + " templates are not loaded: their keys are those of others"})
	}
	holds := fmt.Sprintf("%s intents, %s templates, %s lexicons", text.Thousands(im.Intents), text.Thousands(im.Templates), text.Thousands(im.Lexicons))
	return outcome{holds, power(p.Count("")) + " prompts", "slmkit lint " + o.out}, nil
}

// free checks that the command may write the output folder: there is none, it is
// empty, or it is a pack and --force is set.
func (o *importOptions) free() error {
	entries, err := os.ReadDir(o.out)
	switch {
	case errors.Is(err, os.ErrNotExist), err == nil && len(entries) == 0:
		return nil
	case err != nil:
		return err
	case !o.force:
		return fmt.Errorf("%s: is there already: name another folder, or replace it with --force", o.out)
	}
	if _, err := os.Stat(filepath.Join(o.out, "pack.yaml")); err != nil {
		return fmt.Errorf("%s: is no pack: it is not replaced", o.out)
	}
	return nil
}
