package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval/render"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/export"
	"github.com/slmkit/slmkit/prompts"
	"github.com/slmkit/slmkit/prompts/convert"
	"github.com/slmkit/slmkit/prompts/triage"
)

type triageOptions struct {
	in, pack    string
	from        string
	lines       bool
	columns     convert.Options
	answers     string
	model       modelOptions
	reference   string
	look        float64
	maxBad      int
	before      string
	json, md    string
	html, stubs string
	top         int
	feedback    string
	review      triageReview
}

func newTriage(a *app) *cobra.Command {
	var o triageOptions
	c := &cobra.Command{
		Use:   "triage MESSAGES PACK",
		Short: "say what to do next with a pack, by messages that people wrote",
		Long: `Reads messages that people wrote with the templates of a pack, and says what to
do next, in the order of what it would bring:

  template    messages that no template says, grouped by the words they share
  confusion   messages whose label, templates and model name different actions
  value       messages that are read but for a value that no lexicon has
  scope       messages that ask for nothing that the assistant can do
  label       messages whose label is likely wrong

MESSAGES is a text file with a message on each line, a file of records (JSON
Lines, JSON or Parquet) with "text", and an "action" or a "call" where it is
known, the log of slmkit serve or of a model (records with "output"),
SageMaker's data capture, events of KServe's logger, or any file that slmkit
import reads. --model answers the messages with a model first; --answers reads
what a model answered, and --feedback what people corrected, both joined by id.
Of answers, those count most that a person corrected, that the model withheld,
that were cut off, or that it was unsure of.

Only a part of the messages is shown, half of them unless --look says otherwise.
The other part gives the scores: whoever writes templates has never seen it. The
parts stay the same when the pack changes, and messages in which only figures,
case, marks and labelled values differ are in one part.

--before compares with an earlier --json report of the same messages, and says
what the edit of the pack won. --yaml writes a file of comments for each action
that lacks templates, with the frames of the messages: sentences to write anew,
in words of your own. Nothing of the messages becomes training data,
unless a person labels it: --review writes those to look at that have no label
and are in doubt or not covered, with the answers, the most doubtful first; --to
names Label Studio, Argilla or CSV. import reads what people left, and expand
--reviewed makes templates of it.`,
		Example: "slmkit triage messages.jsonl mypack --json before.json --html triage.html\nslmkit triage messages.jsonl mypack --before before.json",
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.in, o.pack = args[0], args[1]
			return runTriage(cmd.Context(), a, o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.from, "from", "", "format of MESSAGES, as slmkit import names it (default: recognized)")
	f.BoolVar(&o.lines, "lines", false, "MESSAGES has a message on each line (default for text)")
	f.StringVar(&o.columns.TextColumn, "text-column", "", "tables: column of the message")
	f.StringVar(&o.columns.IntentColumn, "intent-column", "", "tables: column of its action")
	f.StringVar(&o.answers, "answers", "", "file of what a model answered, joined by id, as slmkit infer writes it")
	f.StringVar(&o.feedback, "feedback", "", "file of calls that people corrected, joined by id, as the page of slmkit serve writes it")
	f.StringVar(&o.model.dir, "model", "", "folder of a model that answers the messages first")
	f.StringVar(&o.model.precision, "precision", "fp32", "precision of the model's files")
	f.IntVar(&o.model.threads, "threads", runtime.GOMAXPROCS(0), threadsUsage)
	f.StringVar(&o.model.library, "ort", "", libraryUsage)
	f.StringVar(&o.reference, "reference-date", "", "day that the model's relative dates count from, YYYY-MM-DD (default: the pack's first)")
	f.Float64Var(&o.look, "look", 0.5, "share of the messages to look at, up to 1; the others only score")
	f.IntVar(&o.maxBad, "max-bad-records", 0, "bad records to pass over, with a warning for each")
	f.StringVar(&o.before, "before", "", "earlier report (--json) to compare with")
	f.IntVar(&o.top, "top", 10, "things to do that the terminal shows")
	f.StringVar(&o.json, "json", "", "write the report as JSON, - for stdout")
	f.StringVar(&o.md, "md", "", "write the report as Markdown, - for stdout")
	f.StringVar(&o.html, "html", "", "write the report as one HTML page, - for stdout")
	f.StringVar(&o.review.path, "review", "", "file to write messages to that a person is to label, - for stdout")
	f.StringVar(&o.review.format, "to", "", "format of --review: jsonl, labelstudio, argilla, csv (default: jsonl, or csv by the file's name)")
	f.StringVar(&o.stubs, "yaml", "", "folder to write files of commented stubs of templates to")
	return c
}

func (o *triageOptions) check() error {
	if err := keepApart([]string{o.json, o.md, o.html, o.review.path}, o.in, o.answers, o.before, o.model.dir, o.feedback); err != nil {
		return err
	}
	if err := o.review.check(); err != nil {
		return err
	}
	switch {
	case !(o.look > 0 && o.look <= 1):
		return usageError("--look %g is no share above 0 and up to 1", o.look)
	case o.from != "" && convert.Find(o.from) == nil:
		return usageError("--from %q is none of %s", o.from, convert.Names())
	case o.from != "" && o.lines:
		return usageError("--from %s and --lines: name one of them", o.from)
	case o.reference != "" && o.model.dir == "":
		return usageError("--reference-date is for the model's answers: name a --model")
	case o.model.dir != "" && o.answers != "":
		return usageError("--model asks a model, --answers reads what one answered: name one of them")
	case o.before != "" && o.look == 1:
		return usageError("--before compares messages that only score: --look 1 leaves none")
	}
	return atLeast(1, "--top", o.top)
}

func runTriage(ctx context.Context, a *app, o triageOptions) error {
	start := time.Now()
	if err := o.check(); err != nil {
		return err
	}
	p, err := prompts.Open(o.pack)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	before, err := o.earlier(a)
	if err != nil {
		return err
	}
	messages, done, err := a.triageMessages(ctx, &o, p)
	if err != nil {
		return err
	}
	t, err := triage.Run(ctx, p, messages, triage.Options{Look: o.look, Review: func(all []triage.Doubtful) { o.review.rows = all }})
	done()
	if err != nil {
		return err
	}
	if t.N == 0 {
		return fmt.Errorf("%s: no messages in it", o.in)
	}
	t.Tool, t.Messages.Path, t.Model = "slmkit "+version(), o.in, o.model.dir+o.answers
	if o.in != "-" {
		if info, err := os.Stat(o.in); err == nil && info.Mode().IsRegular() {
			if t.Messages.SHA256, err = dataset.HashFile(o.in); err != nil {
				return err
			}
		}
	}
	if before != nil {
		if t.Change = triage.Compare(before, t); t.Change.N == 0 {
			return &exitError{exitIncomparable, fmt.Errorf("%s: is of other messages: none of those that only score is in both reports", o.before)}
		}
	}
	outs := outputs{
		{o.json, func(w io.Writer) error { return writeJSON(w, t) }},
		{o.md, func(w io.Writer) error { return render.TriageMarkdown(w, t) }},
		{o.html, func(w io.Writer) error { return render.TriageHTML(w, t) }},
		{o.review.path, func(w io.Writer) error { return o.review.write(w, p, t.Model) }},
		{o.review.config(), func(w io.Writer) error { _, err := w.Write(export.LabelStudioConfig(p.Schema())); return err }},
	}
	if err := outs.write(a); err != nil {
		return err
	}
	stubs := 0
	if o.stubs != "" {
		if stubs, err = writeStubs(o.stubs, t); err != nil {
			return err
		}
	}
	w := outs.table(a)
	if err := render.TriageText(w, t, o.top, a.verbose, tableWidth(w)); err != nil {
		return err
	}
	names := outs.names()
	if stubs > 0 {
		names = strings.TrimSpace(names + "  " + count(stubs, "file", "files") + " of stubs in " + o.stubs)
	}
	if names != "" {
		names = "   " + names
	}
	fmt.Fprintf(w, "%s%s   %.2f s    next: %s\n", count(t.N, "message", "messages"), names, time.Since(start).Seconds(), o.next())
	return nil
}

// next is what one would run after an edit.
func (o *triageOptions) next() string {
	if o.review.path != "" && o.review.path != "-" {
		return "label what is in " + o.review.path + ", then slmkit import it --schema " + o.pack
	}
	if o.json == "" || o.json == "-" {
		return "slmkit triage " + o.in + " " + o.pack + " --json before.json"
	}
	return "edit the pack, then slmkit triage " + o.in + " " + o.pack + " --before " + o.json
}

// earlier reads the report of --before.
func (o *triageOptions) earlier(a *app) (*report.Triage, error) {
	if o.before == "" {
		return nil, nil
	}
	reports, err := readReports(a, []string{o.before})
	if err != nil {
		return nil, err
	}
	t, ok := reports[0].(*report.Triage)
	if !ok {
		return nil, usageError("%s: not a report of slmkit triage", o.before)
	}
	return t, nil
}
