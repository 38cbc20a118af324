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
		Short: "write a dataset as other tools read it",
		Long: `Writes examples of JSON Lines or Parquet files, or of a folder of them, as

  hf       a folder that Hugging Face load_dataset reads: Parquet and a card
  parquet  Parquet
  jsonl    JSON Lines
  tsv      text and target, with a header, for sequence-to-sequence trainers
  openai   chat messages with tool calls and tools, for fine-tuning

Format hf writes a folder; of a folder of datasets, as generate writes of several
splittings, each becomes a configuration of its own. For the others, -o with a file name extension is one
file of all rows; without one it is a folder with a file for each split.`,
		Example: "slmkit export data -o data-hub --format hf --license apache-2.0",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.in = args
			return runExport(cmd.Context(), a, o)
		},
	}
	f := c.Flags()
	f.StringVarP(&o.out, "output", "o", "", "file or folder to write, - for stdout")
	f.StringVar(&o.Format, "format", "", strings.Join(export.Formats, ", "))
	f.StringVar(&o.actions, "actions", "", "openai: action schema, a tool list or pack (default: actions.json beside the data, else built in)")
	f.StringVar(&o.Reply, "reply", "Sorry, I cannot help with that.", "openai: what the assistant says where no action is asked for")
	f.StringVar(&o.Card.Name, "name", "", "hf: name on the card (default: that of the output folder)")
	f.StringVar(&o.Card.License, "license", "unknown", "hf: license of the data, as the Hub names it")
	f.StringVar(&o.Card.Language, "language", "en", "hf: language of the prompts, ISO 639-1")
	f.IntVar(&o.maxBad, "max-bad-records", 0, "pass over that many bad records")
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
	if o.Format == "openai" {
		var err error
		if o.Schema, _, err = findSchema(o.actions, o.in[0], nil); err != nil {
			return err
		}
	}
	total, bad := 0, 0
	var configs []export.Config
	for _, in := range o.inputs() {
		config, passed, err := o.copy(ctx, a, in)
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
	a.sayTo(o.out, "%s examples as %s   %s   %.2f s%s", thousands(total), o.Format, o.out, time.Since(start).Seconds(),
		strings.Repeat(fmt.Sprintf("   %d bad records left out", bad), min(1, bad)))
	return nil
}

// input is what becomes one configuration.
type input struct {
	name string
	in   []string
}

// inputs is one input of all that is named or, of a folder of datasets that is
// to become a Hugging Face folder, each of them.
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
	// What generate does by default is the default configuration, too.
	if i := slices.IndexFunc(out, func(in input) bool { return in.name == string(prompts.ByTemplate) }); i > 0 {
		out[0], out[i] = out[i], out[0]
	}
	return out
}

// copy writes one input and returns what it was and how many bad records were
// passed over.
func (o *exportOptions) copy(ctx context.Context, a *app, in input) (export.Config, int, error) {
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
	seq := dataset.Tolerate(export.OpenAll(files, a.in), o.maxBad, func(err error) { bad++; a.warn("slmkit export: passed over %v", err) })
	if config.Rows, err = export.Copy(to, untilDone(ctx, seq)); err != nil {
		return config, bad, err
	}
	if len(config.Rows) == 0 {
		return config, bad, fmt.Errorf("%s: no examples", strings.Join(in.in, " "))
	}
	return config, bad, to.Commit()
}
