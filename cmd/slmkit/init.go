package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/prompts"
	"github.com/slmkit/slmkit/prompts/convert"
	"github.com/slmkit/slmkit/prompts/scaffold"
)

type initOptions struct {
	from   string
	format string
	force  bool
	list   bool
	scaffold.Options
}

func newInit(a *app) *cobra.Command {
	var o initOptions
	c := &cobra.Command{
		Use:   "init DIR",
		Short: "begin a pack, from a tool list, an API's document or nothing",
		Long: `Writes a pack that generates and lints clean at once, and the files around it:
slmkit.yaml, the chain from the pack to a verdict; gate.yaml; a GitHub workflow;
JSON Schemas by which an editor completes and checks the files; a README that
says what to write next.

--from names what the pack is made from:

  a tool list       of OpenAI, Anthropic, MCP, Gemini, … (JSON)
  OpenAPI, Swagger  versions 3 and 2, in YAML or JSON; operations become actions
  other tools       the files, folders and archives that slmkit import reads
  an example        a built-in pack; slmkit init --list shows them
  a pack            a folder with a pack.yaml, to copy
  nothing           a small pack with comments, to write over

The templates of an action are made of its name, its description and its
parameters, in the words of the library std/en. A template that another action's
prompts could mean as well is left out. What a pack cannot express, such as a
parameter that is a list, is left out with a note.

Files that are there already are not written over without --force, and either
all files are written or none.`,
		Example: "slmkit init shop --from openapi.yaml",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.list {
				return listExamples(a)
			}
			if len(args) == 0 {
				return usageError("name a folder for the pack: slmkit init DIR, or see the examples with slmkit init --list")
			}
			return runInit(cmd.Context(), a, args[0], o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.from, "from", "", "tool list, OpenAPI document, other tool's files, example or pack (default: a small pack to write over)")
	f.StringVar(&o.format, "from-format", "", "format of --from: tools, openapi, "+convert.Names()+" (default: recognized)")
	f.StringVar(&o.Name, "name", "", "name of the pack (default: the name of its folder)")
	f.StringVar(&o.Language, "language", "", "language of the prompts, ISO 639-1 (default: what the files say, else en)")
	f.BoolVar(&o.force, "force", false, "write over files that are there already")
	f.BoolVar(&o.list, "list", false, "list the built-in examples")
	return c
}

// listExamples prints the packs that init can copy.
func listExamples(a *app) error {
	for _, name := range prompts.Builtin() {
		p, err := prompts.Open(name)
		if err != nil {
			return err
		}
		fmt.Fprintf(a.out, "%-10s %3d actions  %5s templates   %s\n", name, len(p.Schema().Actions), text.Thousands(len(p.Templates())), p.Description)
	}
	a.say("\nnext: slmkit init DIR --from NAME")
	return nil
}

// begun is a pack before it is written.
type begun struct {
	files []scaffold.File
	from  string // what it was made from, for people
	notes []string
}

func runInit(ctx context.Context, a *app, dir string, o initOptions) error {
	start := time.Now()
	if o.format != "" && o.from == "" {
		return usageError("--from-format says how --from is read: name a file with --from")
	}
	if o.format != "" && !slices.Contains([]string{"tools", "openapi"}, o.format) && convert.Find(o.format) == nil {
		return usageError("--from-format %q is none of tools, openapi, %s", o.format, convert.Names())
	}
	if o.Name == "" {
		full, err := filepath.Abs(dir)
		if err != nil {
			return err
		}
		o.Name = filepath.Base(full)
	}
	o.Year = start.Year()
	b, err := a.begin(ctx, o)
	if err != nil {
		return err
	}
	p, err := scaffold.LoadFiles(b.files, o.Name)
	if err != nil {
		return fmt.Errorf("the pack would not load, nothing was written:\n%w", err)
	}
	files := append(b.files, scaffold.Project(p, b.from)...)
	files = append(scaffold.WithSchemas(files), schemaFiles()...)
	if err := place(dir, files, o.force); err != nil {
		return err
	}
	a.say("%s: %s, %s, %s prompts, from %s", o.Name, count(len(p.Schema().Actions), "action", "actions"), count(len(p.Templates()), "template", "templates"), power(p.Count("")), b.from)
	for i, n := range b.notes {
		if i == maxNotes && !a.verbose {
			a.say("  %s more with -v", text.Thousands(len(b.notes)-i))
			break
		}
		a.say("  %s", n)
	}
	a.say("%s   %s   %.2f s    next: slmkit watch %s", dir, count(len(files), "file", "files"), time.Since(start).Seconds(), dir)
	return nil
}

// schemaFiles are the JSON Schemas that the files of a pack name.
func schemaFiles() (out []scaffold.File) {
	for _, f := range schemas() {
		if slices.Contains(scaffold.Schemas, f.Name) {
			out = append(out, scaffold.File{Name: "schemas/" + f.Name + ".json", Data: schemaJSON(f)})
		}
	}
	return out
}

// begin makes the files of the pack from what --from names.
func (a *app) begin(ctx context.Context, o initOptions) (*begun, error) {
	if o.from == "" {
		if o.Language != "" && o.Language != "en" {
			return nil, usageError("the small pack to write over is in English: leave --language out, or name actions with --from")
		}
		files, err := scaffold.Starter(o.Options)
		return &begun{files: files, from: "nothing"}, err
	}
	if o.format == "" && (slices.Contains(prompts.Builtin(), o.from) || isFile(filepath.Join(o.from, "pack.yaml"))) {
		files, err := scaffold.Copy(o.from, o.Name)
		return &begun{files: files, from: "the pack " + o.from}, err
	}
	if info, err := os.Stat(o.from); err != nil && o.from != "-" {
		if !strings.ContainsAny(o.from, `/\.`) {
			return nil, usageError("%s: neither a file nor an example (%s)%s", o.from, strings.Join(prompts.Builtin(), ", "), text.Suggest(o.from, prompts.Builtin()))
		}
		return nil, err
	} else if err == nil && info.IsDir() {
		return a.converted(ctx, o, nil)
	}
	data, err := a.readFile(o.from)
	if err != nil {
		return nil, err
	}
	if o.format != "" && convert.Find(o.format) != nil {
		return a.converted(ctx, o, data)
	}
	s, omissions, err := action.Gather(data, o.from)
	if err == nil {
		var notes []string
		for _, om := range omissions {
			notes = append(notes, fmt.Sprintf("%s:%d: %s", o.from, om.Line, om.Text))
		}
		return a.fromActions(ctx, s, o, o.from, notes)
	}
	if o.format == "" {
		b, other := a.converted(ctx, o, data)
		var unknown *notRecognized
		if other == nil || !errors.As(other, &unknown) {
			return b, other
		}
	}
	return nil, err
}

// notRecognized is the error of files of no known format.
type notRecognized struct{ error }

// fromActions makes a pack from actions.
func (a *app) fromActions(ctx context.Context, s *action.Schema, o initOptions, from string, notes []string) (*begun, error) {
	p, err := scaffold.New(ctx, s, o.Options)
	if err != nil {
		return nil, err
	}
	for _, n := range append(s.Notes, p.Notes...) {
		notes = append(notes, from+": "+n)
	}
	return &begun{files: p.Files, from: filepath.Base(from), notes: notes}, nil
}

// converted makes a pack from files of another tool. Of prompts with their calls, the
// actions are read.
func (a *app) converted(ctx context.Context, o initOptions, data []byte) (*begun, error) {
	im, err := convert.Read([]string{o.from}, convert.Options{From: o.format, Name: o.Name, Language: o.Language, Generalize: true,
		ReadFile: func(path string) ([]byte, error) {
			if path == o.from && data != nil {
				return data, nil
			}
			return a.readFile(path)
		}})
	if err != nil {
		if o.format == "" {
			return nil, &notRecognized{err}
		}
		return nil, err
	}
	if im.Recognized != "" {
		a.say("read as %s: %s", im.Dialect.Name, im.Recognized)
	}
	var notes []string
	if im.Dialect.Holds == convert.Records {
		for _, n := range im.Notes {
			notes = append(notes, n.String())
		}
		return a.fromActions(ctx, im.Schema(), o, o.from, notes)
	}
	b := &begun{from: filepath.Base(o.from) + " (" + im.Dialect.Name + ")"}
	for _, f := range im.Pack() {
		b.files = append(b.files, scaffold.File{Name: f.Name, Data: f.Data})
	}
	for _, n := range im.Notes {
		b.notes = append(b.notes, n.String())
	}
	return b, nil
}
