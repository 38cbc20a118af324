package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/export"
	"github.com/slmkit/slmkit/prompts"
)

type exportOptions struct {
	in      []string
	out     string
	actions string
	maxBad  int
	export.Options
}

func newExport(a *app) *cobra.Command {
	var o exportOptions
	c := &cobra.Command{
		Use:   "export DIR|FILE...",
		Short: "write a dataset in the form that another tool reads",
		Long: `Writes a dataset in the form that a trainer or another tool reads. The examples
come from JSON Lines or Parquet files, or from a folder of them. The formats are

  hf              a folder that Hugging Face load_dataset reads: Parquet and a card
  parquet         Parquet
  jsonl           JSON Lines, in a folder with a card
  tsv             text and target, with a header, for sequence-to-sequence trainers;
                  fields with quotes are quoted (RFC 4180)
  openai          chat messages with tool calls and tools, for OpenAI's fine-tuning
  trl             messages and tools, with arguments as objects, for TRL's trainers
  trl-completion  the same in prompt and completion: the loss is on the calls alone
  xlam            query, tools and answers, as xlam-function-calling-60k has them
  bfcl            a folder of cases and possible answers for the checker of the
                  Berkeley Function-Calling Leaderboard
  rasa            NLU training data of Rasa, YAML 3.1; intent a+b for several actions
  snips           a dataset of Snips NLU, the JSON that its engine is trained with
  top             TOPv2's table: domain, utterance, and the utterance with its intent
                  and slots in brackets
  massive         MASSIVE's JSON Lines: utt, and annot_utt with [slot : words]
  labelstudio     tasks of Label Studio, with the calls as predictions
  argilla         records of Argilla, with the calls as suggestions
  csv             a table with id, text and target, to correct

The action schema and the manifest that lie beside the data go with hf, parquet
and jsonl. Hugging Face's load_dataset(FOLDER) keeps dates as text, because the
card says so; load_dataset("json") of a file makes timestamps of them, which
slmkit reads as well. Of TSV, pandas reads a prompt such as NA as missing unless
it is told keep_default_na=False.

Formats hf and bfcl write a folder. If DIR holds several datasets, as generate
writes them for several values of --split-by, format hf makes each a
configuration of its own. For the other formats, -o with a file name extension
is one file with all rows, and -o without one is a folder with a file for each
split.

Chat formats begin with "Today is DATE." where a row has a reference date.
Formats rasa, snips, top and massive hold annotated prompts. A row that such a
format cannot hold is left out and counted: several actions in one prompt (but
for rasa), an argument that no slot says, or square brackets in the prompt (but
for snips).`,
		Example: "slmkit export data -o data-hub --format hf --license apache-2.0",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.in = args
			return runExport(cmd.Context(), a, o)
		},
	}
	f := c.Flags()
	f.StringVarP(&o.out, "output", "o", "", "file or folder to write, - for stdout")
	f.StringVar(&o.Format, "format", "", "format to write: "+strings.Join(export.Formats, ", "))
	f.StringVar(&o.actions, "actions", "", "action schema, a tool list or pack (default: actions.json beside the data, or the built-in pack that the rows are from)")
	f.StringVar(&o.Reply, "reply", "Sorry, I cannot help with that.", "openai, trl: the assistant's answer to a prompt that asks for no action")
	f.StringVar(&o.Card.Name, "name", "", "hf, jsonl: name on the card (default: the name of the output folder)")
	f.StringVar(&o.Card.License, "license", "unknown", "hf, jsonl: license of the data, as the Hub names it")
	f.StringVar(&o.Card.Language, "language", "en", "hf, jsonl, snips, massive: language of the prompts, ISO 639-1")
	f.IntVar(&o.maxBad, "max-bad-records", 0, "skip at most N bad records")
	_ = c.MarkFlagRequired("output")
	_ = c.MarkFlagRequired("format")
	return c
}

func runExport(ctx context.Context, a *app, o exportOptions) error {
	start := time.Now()
	if err := o.Check(o.out); err != nil {
		return usageError("%v", err)
	}
	if o.Card.Name == "" {
		o.Card.Name = filepath.Base(o.out)
	}
	if slices.Contains(export.NeedSchema, o.Format) {
		files, err := datasetFiles(o.in)
		if err != nil {
			return err
		}
		if o.Schema, _, err = a.findSchema(o.actions, o.in[0], a.firstRows(files)); err != nil {
			return err
		}
		if o.Schema == nil {
			return noSchema(o.in[0])
		}
		if names := o.Schema.RefusedByOpenAI(); len(names) > 0 {
			a.warn("slmkit export: OpenAI refuses the name %q (%d of them): it takes up to 64 letters, digits, _ and -", names[0], len(names))
		}
	}
	left := leftOut{why: map[string]int{}}
	o.LeftOut = left.add
	total, bad := 0, 0
	var configs []export.Config
	for _, in := range o.inputs() {
		config, passed, err := o.copy(ctx, a, in, &left)
		if err != nil {
			return err
		}
		for _, n := range config.Rows {
			total += n
		}
		configs, bad = append(configs, config), bad+passed
	}
	if len(configs) > 1 {
		if err := export.WriteCard(o.out, o.Card, configs); err != nil {
			return err
		}
	}
	a.sayTo(o.out, "%s examples as %s   %s   %.2f s%s", text.Thousands(total-left.n), o.Format, o.out, time.Since(start).Seconds(),
		strings.Repeat(fmt.Sprintf("   %d bad records left out", bad), min(1, bad)))
	for _, why := range left.reasons {
		a.sayTo(o.out, "  %s left out: %s", text.Thousands(left.why[why]), why)
	}
	return nil
}

// leftOut counts the examples that a format has no form for.
type leftOut struct {
	n       int
	reasons []string // in the order in which they were first met
	why     map[string]int
}

func (l *leftOut) add(_ *dataset.Example, why string) {
	if l.n++; l.why[why] == 0 {
		l.reasons = append(l.reasons, why)
	}
	l.why[why]++
}

// input is the files and folders that become one output or configuration.
type input struct {
	name string
	in   []string
}

// inputs returns all that the command line names as one input. If that is a folder
// of datasets, and the format is hf, each of them is an input.
func (o *exportOptions) inputs() []input {
	all := []input{{"", o.in}}
	if _, err := datasetFiles(o.in); err == nil || o.Format != "hf" || len(o.in) != 1 {
		return all
	}
	found, err := dataset.Folder(o.in[0]).Folders()
	if err != nil {
		return all
	}
	var out []input
	for _, dir := range found {
		out = append(out, input{filepath.Base(string(dir)), []string{string(dir)}})
	}
	if len(out) == 0 {
		return all
	}
	// The splitting that generate uses by default becomes the default configuration.
	if i := slices.IndexFunc(out, func(in input) bool { return in.name == string(prompts.ByTemplate) }); i > 0 {
		out[0], out[i] = out[i], out[0]
	}
	return out
}

// copy writes one input and returns its configuration and the number of bad records
// that it skipped. left counts the examples that the format has no form for.
func (o *exportOptions) copy(ctx context.Context, a *app, in input, left *leftOut) (export.Config, int, error) {
	config := export.Config{Name: in.name}
	files, err := datasetFiles(in.in)
	if err != nil {
		return config, 0, err
	}
	if config.Made, err = dataset.FolderOf(in.in[0]).ReadManifest(); err != nil {
		return config, 0, err
	}
	o.Meta = map[string]string{"pack": config.Made.Pack, "tool": "slmkit " + version()}
	o.Config = config
	to, err := export.Create(o.out, a.out, o.Options)
	if err != nil {
		return config, 0, err
	}
	defer to.Close()
	bad := 0
	seq := dataset.Tolerate(export.OpenAll(files, a.in), o.maxBad, func(err error) { bad++; a.warn("slmkit export: skipped %v", err) })
	if config.Rows, err = export.Copy(to, untilDone(ctx, seq)); err != nil {
		return config, bad, err
	}
	total := 0
	for _, n := range config.Rows {
		total += n
	}
	switch {
	case total == 0:
		return config, bad, fmt.Errorf("%s: no examples", strings.Join(in.in, " "))
	case total == left.n:
		return config, bad, fmt.Errorf("%s: format %s has no form for any of %s examples: %s", strings.Join(in.in, " "), o.Format, text.Thousands(total), left.reasons[0])
	}
	if err := to.Commit(); err != nil {
		return config, bad, err
	}
	return config, bad, o.accompany(a, in, &config)
}

// accompany puts the schema and the manifest beside data that slmkit can read again.
func (o *exportOptions) accompany(a *app, in input, config *export.Config) error {
	if !slices.Contains([]string{"hf", "parquet", "jsonl"}, o.Format) {
		return nil
	}
	return a.accompany(in.in[0], filepath.Join(o.out, config.Name), "export --format "+o.Format, config.Rows)
}
