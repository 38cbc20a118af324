package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
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
	schema  string
	force   bool
	convert.Options
}

func newImport(a *app) *cobra.Command {
	var o importOptions
	c := &cobra.Command{
		Use:   "import FILE|DIR|ZIP...",
		Short: "turn another tool's files into a pack or examples",
		Long: `Turns the templates and training files of other tools into a pack: a folder that
lint, plan and generate read. The formats are

` + formats() + `
The command recognizes the format, or --from names it. If DIR is a folder or ZIP
an archive, import reads all files of the format in it. The pack produces the
same sentences as the files, with the same odds. If a pack cannot express a
construct, import prints its file and line.

Some formats hold annotated examples. With -o FILE.jsonl, or -o -, the command
writes them as examples without a split. In a pack, each example becomes a
template with the words of the example; with --generalize, its slots take all
words that are known for them. A bad example is left out, with a note; with
--strict it is an error.

Other formats hold prompts with the calls that answer them. They become
examples; the tools that the rows describe are the action schema, which
--actions writes. Each prompt of a conversation comes after the turns before it.
A call with a list or an object among its arguments has no place in a target, so
its row is left out. The messages of Rasa's stories become examples as well.

Prompts that slmkit triage or export wrote for Label Studio, Argilla or into a
table come back as examples of people, with --schema: the corrected target of a
prompt counts, else the action and the slots that a person chose.`,
		Example: "slmkit import data/nlu.yml -o mypack",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.in = args
			return runImport(cmd.Context(), a, o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.From, "from", "", "tool that the files are for: "+convert.Names()+" (default: recognized)")
	f.StringVarP(&o.out, "output", "o", "", "folder to write the pack to; FILE.jsonl or - for examples")
	f.StringVar(&o.Name, "name", "", "name of the pack (default: the name of its folder)")
	f.StringVar(&o.Language, "language", "", "language of the prompts, ISO 639-1 (default: what the files say, else en)")
	f.StringVar(&o.TextColumn, "text-column", "", "csv: header of the column of prompts (default: text, utterance, prompt, query, sentence, …)")
	f.StringVar(&o.IntentColumn, "intent-column", "", "csv: header of the column of intents (default: intent, label, action, category, …)")
	f.StringVar(&o.TargetColumn, "target-column", "", "csv: header of the column of targets, such as pay(amount=\"$5\") (default: target, call)")
	f.BoolVar(&o.Strict, "strict", false, "a bad example is an error, not a note")
	f.BoolVar(&o.Generalize, "generalize", false, "annotated examples: a slot takes all words known for it, and not only the words of the example")
	f.StringVar(&o.actions, "actions", "", "examples: file to write the action schema to")
	f.StringVar(&o.schema, "schema", "", "labelstudio, argilla, csv: action schema that the prompts were reviewed with, a tool list or pack")
	f.BoolVar(&o.force, "force", false, "replace the pack in the output folder")
	_ = c.MarkFlagRequired("output")
	return c
}

// formats lists the formats in help.
func formats() string {
	var b strings.Builder
	for _, d := range convert.Dialects() {
		fmt.Fprintf(&b, "  %-13s %s\n", d.Name, d.Help)
	}
	return b.String()
}

// check finds what is wrong with the flags.
func (o *importOptions) check() error {
	lines := o.lines()
	switch {
	case o.From != "" && convert.Find(o.From) == nil:
		return usageError("--from %q is none of %s", o.From, convert.Names())
	case lines && o.Generalize:
		return usageError("--generalize is for packs: examples keep their words")
	case !lines && o.actions != "":
		return usageError("--actions is for examples: a pack has its actions.yaml")
	}
	return nil
}

// suit finds what is wrong with the flags for files of a dialect.
func (o *importOptions) suit(d *convert.Dialect) error {
	switch lines := o.lines(); {
	case d == nil:
	case lines && d.Holds == convert.Templates:
		return usageError("%s files hold templates, not examples: write a pack with -o FOLDER, then slmkit generate FOLDER", d.Name)
	case !lines && d.Holds == convert.Records:
		return usageError("%s files hold prompts with their calls: write them as examples with -o FILE.jsonl", d.Name)
	case d.Name != "csv" && d.Name != "watson" && o.TextColumn+o.IntentColumn+o.TargetColumn != "":
		return usageError("--text-column, --intent-column and --target-column are for tables: %s files have no columns", d.Name)
	case o.Generalize && d.Holds != convert.Samples:
		return usageError("--generalize is for annotated examples: %s files hold none", d.Name)
	}
	return nil
}

// lines reports whether examples are asked for, not a pack.
func (o *importOptions) lines() bool { return o.out == "-" || filepath.Ext(o.out) == ".jsonl" }

func runImport(ctx context.Context, a *app, o importOptions) error {
	start := time.Now()
	if err := cmp.Or(o.check(), o.suit(convert.Find(o.From))); err != nil {
		return err
	}
	if o.Name == "" {
		o.Name = filepath.Base(o.out)
	}
	o.ReadFile = a.readFile
	if o.schema != "" {
		var err error
		if o.Schema, err = loadSchema(o.schema); err != nil {
			return err
		}
	}
	im, err := convert.Read(o.in, o.Options)
	if err != nil {
		return err
	}
	if err := cmp.Or(ctx.Err(), o.suit(im.Dialect)); err != nil {
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
	if im.Recognized != "" {
		a.sayTo(o.out, "read as %s: %s", im.Dialect.Name, im.Recognized)
	}
	a.sayTo(o.out, "%s: %s; %s", im.Dialect.Name, w.holds, said(im))
	a.sayNotes(o, im.Notes)
	if o.out != "-" {
		w.next = "    next: " + w.next
	} else {
		w.next = ""
	}
	a.sayTo(o.out, "%s   %s   %.2f s%s", o.out, w.count, time.Since(start).Seconds(), w.next)
	return nil
}

// said counts what the command says of the files.
func said(im *convert.Import) string {
	s := count(len(im.Notes), "note", "notes")
	if im.LeftOut > 0 {
		s += ", examples left out: " + text.Thousands(im.LeftOut)
	}
	return s
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
	return outcome{count(im.Intents, "intent", "intents"), count(n, "example", "examples"), next}, nil
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
	holds := strings.Join([]string{count(im.Intents, "intent", "intents"), count(im.Templates, "template", "templates"), count(im.Lexicons, "lexicon", "lexicons")}, ", ")
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
