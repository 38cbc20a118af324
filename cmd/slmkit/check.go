package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/check"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/eval"
	"github.com/slmkit/slmkit/eval/render"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/prompts"
	"github.com/slmkit/slmkit/prompts/convert"
)

type checkOptions struct {
	in                  []string
	from                string
	actions             string
	splitBy             string
	model               string
	maxInput, maxTarget int
	near                float64
	show                int
	json                bool
	faults              string
	fix                 string
	report              checkReport
}

func newCheck(a *app) *cobra.Command {
	var o checkOptions
	c := &cobra.Command{
		Use:   "check DIR|FILE...",
		Short: "find what is wrong with a dataset, whoever made it",
		Long: `Checks that a dataset is fit for training and testing. It reads JSON Lines,
Parquet, a Hugging Face folder, tables (.csv, .tsv) and whatever import reads,
such as the files of Rasa and Snips. A row needs no more than a text; a label,
in "intent", "action" or "label", is enough to look for conflicts. The command
says what it could not check. It finds

  records that cannot be read, slots whose words are not at their offsets, or
    that begin or end inside a word
  calls that fit neither the action schema nor their target
  texts that occur twice, in two splits, or with two calls, whatever their case,
    marks, spaces and Unicode form; ids that occur twice
  texts that are nearly the same
  templates that two splits share, and augmented copies in another split than
    the row they come from
  blank texts, control and zero-width characters, marks that turn the direction
    of writing, letters that only look Latin, text in the wrong encoding, HTML
  personal data: numbers of cards, bank accounts and phones, e-mail addresses
  texts that are cut off, and with --model what its tokenizer does not know

With --fix it checks nothing and writes the dataset as JSON Lines into a folder:
without HTML, invisible characters, letters that only look Latin, odd spaces and
text in the wrong encoding, whose slots move with their words; and without rows
that are blank or unreadable, that repeat another, or that contradict most rows
of the same text. Of a text in two splits, the row of the test split stays.

A text after other turns ("history") is another text. Faults fail the check;
warnings and suspects do not.

Exits with 1 if it finds any fault. With --gate, the rules of a file decide,
such as duplicates <= 0 or label_noise_share <= 2 %: it exits with 3 if one
fails, and with 4 if one cannot be judged. slmkit gate judges the report of
--json, too.`,
		Example: `slmkit check data
slmkit check train.csv test.csv --model models/banking --faults faults.jsonl`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.in = args
			return runCheck(cmd.Context(), a, o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.from, "from", "", fromUsage)
	f.StringVar(&o.actions, "actions", "", "action schema, a tool list or pack (default: actions.json beside the data, or the built-in pack that the rows are from)")
	f.StringVar(&o.splitBy, "split-by", "", "how the data was split; splits may share templates unless the value is template (default: from manifest.json beside the data, else template)")
	f.StringVar(&o.model, "model", "", "folder of the model, or a tokenizer.json, to count tokens with")
	f.IntVar(&o.maxInput, "max-length", 512, "most tokens of a text, with --model")
	f.IntVar(&o.maxTarget, "max-target", 128, "most tokens of a target, with --model")
	f.Float64Var(&o.near, "near", 0.8, "least similarity of two texts that are nearly the same, above 0.5 and at most 1")
	f.IntVar(&o.show, "show", 3, "print at most N findings of each kind")
	f.StringVar(&o.faults, "faults", "", "write every finding as JSON Lines, - for stdout")
	f.StringVar(&o.fix, "fix", "", "folder to write the dataset to without what can be mended safely")
	f.BoolVar(&o.json, "json", false, "print the result as JSON")
	o.report.flags(f)
	return c
}

func runCheck(ctx context.Context, a *app, o checkOptions) error {
	defer debug.SetGCPercent(debug.SetGCPercent(50)) // what is kept of a million rows is large, and garbage beside it is not wanted
	if err := o.valid(); err != nil {
		return err
	}
	if err := keepApart([]string{o.faults, o.report.md, o.report.html}, append(slices.Clone(o.in), o.model, o.report.rules)...); err != nil {
		return err
	}
	if err := o.report.read(a); err != nil {
		return err
	}
	files, err := foreignFiles(o.in)
	if err != nil {
		return err
	}
	if o.fix != "" {
		return a.fix(ctx, &o, files)
	}
	opts, where, err := a.checkOptions(&o, files)
	if err != nil {
		return err
	}
	faults, err := newFaultsFile(a, o.faults)
	if err != nil {
		return err
	}
	defer faults.close()
	opts.Report = faults.add
	c := check.New(opts)
	targets := false
	add := func(r check.Row) error {
		targets = targets || r.Target != "" && len(r.Want()) > 0
		c.Add(r)
		return nil
	}
	formats, err := a.eachForeign(ctx, files, o.from, add, func(err error) error {
		if c.Bad(err) {
			return nil
		}
		return err
	})
	if err != nil {
		return err
	}
	r, err := c.Finish(ctx)
	if err != nil {
		return err
	}
	if err := faults.commit(); err != nil {
		return err
	}
	o.unchecked(r, opts, where)
	err = a.sayChecked(o, r, cmp.Or(where, strings.Join(formats, ", ")))
	if err == nil && targets && opts.Verify == nil && o.report.rules == "" {
		return noSchema(o.in[0]) // what could not be checked does not pass
	}
	return err
}

func (o *checkOptions) valid() error {
	switch {
	case o.from != "" && convert.Find(o.from) == nil:
		return usageError("--from %q is none of %s", o.from, convert.Names())
	case o.splitBy != "" && !slices.Contains(prompts.Splittings, prompts.Splitting(o.splitBy)):
		return usageError("--split-by %q: template, text, value, combination or intent", o.splitBy)
	case !(o.near > 0.5 && o.near <= 1):
		return usageError("--near %v: above 0.5, to 1", o.near)
	case o.maxInput < 1 || o.maxTarget < 1:
		return usageError("--max-length %d, --max-target %d: ask for at least one token", o.maxInput, o.maxTarget)
	case o.fix != "" && (o.json || o.faults != ""):
		return usageError("--fix writes a dataset and checks nothing: run check on %s for --json and --faults", o.fix)
	case o.fix != "" && slices.Contains(o.in, "-"):
		return usageError("--fix reads its input twice: name a file, not -")
	case slices.Contains([]string{".jsonl", ".json", ".parquet", ".csv", ".tsv"}, strings.ToLower(filepath.Ext(o.fix))):
		return usageError("--fix %s is a folder for JSON Lines, not a file: name one without %s, and slmkit export makes other files of it", o.fix, filepath.Ext(o.fix))
	case o.fix != "" && slices.ContainsFunc(o.in, func(in string) bool {
		return filepath.Clean(in) == filepath.Clean(o.fix) || filepath.Dir(in) == filepath.Clean(o.fix)
	}):
		return usageError("--fix %s is the folder of the input: name another", o.fix)
	case o.json && o.faults == "-":
		return usageError("--json and --faults - both write to stdout: name a file")
	}
	return nil
}

// checkOptions finds the action schema, the way of splitting and the tokenizer.
func (a *app) checkOptions(o *checkOptions, files []string) (opts check.Options, where string, err error) {
	schema, where, err := a.findSchema(o.actions, o.in[0], a.firstForeign(files, o.from))
	if err != nil {
		return opts, "", err
	}
	opts = check.Options{Near: o.near, Show: o.report.kept(max(o.show, 0)), MaxInput: o.maxInput, MaxTarget: o.maxTarget}
	if schema != nil {
		opts.Verify = schema.Verify
	}
	if o.splitBy == "" {
		made, err := dataset.FolderOf(o.in[0]).ReadManifest()
		if err != nil {
			return opts, "", err
		}
		o.splitBy = made.SplitBy
	}
	opts.ByText = o.splitBy != "" && o.splitBy != string(prompts.ByTemplate)
	if o.model == "" {
		opts.MaxInput, opts.MaxTarget = 0, 0
		return opts, where, nil
	}
	t, err := loadTokenizer(o.model)
	if err != nil {
		return opts, "", &exitError{exitUsage, err}
	}
	measures := sync.Pool{New: func() any { return countTokens(t) }}
	opts.Tokens = func(text string) ([]string, int) {
		measure := measures.Get().(func(string) ([]string, int))
		defer measures.Put(measure)
		return measure(text)
	}
	return opts, where, nil
}

// firstForeign yields the first rows of files of records, to find their schema.
func (a *app) firstForeign(files []string, from string) iter.Seq2[*dataset.Example, error] {
	records := slices.DeleteFunc(slices.Clone(files), func(file string) bool {
		return from != "" || isTable(file)
	})
	return a.firstRows(records)
}

// unchecked adds what the command could not hand to the check.
func (o *checkOptions) unchecked(r *check.Result, opts check.Options, where string) {
	if opts.Verify == nil {
		r.Unchecked = append(r.Unchecked, check.Unchecked{What: check.Call, Why: "there is no action schema: name one with --actions"})
	}
	if opts.Tokens == nil {
		r.Unchecked = append(r.Unchecked, check.Unchecked{What: check.Unknown, Why: "there is no tokenizer: name one with --model"})
	}
}

// sayChecked prints the result; faults are an error.
func (a *app) sayChecked(o checkOptions, r *check.Result, where string) error {
	c := eval.Check(r)
	c.Tool, c.Data = "slmkit "+version(), o.in
	v, err := o.report.judge(c)
	if err != nil {
		return err
	}
	outs := o.report.outputs(c, v)
	if err := outs.write(a); err != nil {
		return err
	}
	w := outs.table(a)
	if (o.json || o.faults == "-") && !a.quiet {
		w = a.err
	}
	switch {
	case o.json:
		err = writeJSON(a.out, c)
	case o.faults == "-":
	case a.quiet && v == nil:
		err = render.CheckText(a.out, faultsOnly(c), o.show, a.verbose, tableWidth(a.out))
	default:
		err = render.CheckText(w, c, o.show, a.verbose, tableWidth(w))
		fmt.Fprintln(w, sizes(r, where))
		if said := others(r); said != "" {
			fmt.Fprintf(w, "beside faults: %s\n", said)
		}
	}
	switch {
	case err != nil:
		return err
	case r.Examples == 0 && r.Count(check.Fault) == 0:
		return fmt.Errorf("%s: no examples", strings.Join(o.in, " "))
	case v != nil:
		return o.report.tell(w, v)
	case r.Count(check.Fault) > 0:
		return fmt.Errorf("%s: found faults: %s: mend them, or make the data again", strings.Join(o.in, " "), faultCounts(r))
	case !o.json && o.faults != "-":
		fmt.Fprintf(w, "no faults in %s examples\n%s\n", text.Thousands(r.Examples), o.report.next(o.in, outs))
	}
	return nil
}

// faultCounts lists the kinds of faults with their numbers.
func faultCounts(r *check.Result) string {
	var kinds []string
	for i := range r.Found {
		if f := &r.Found[i]; f.Severity == check.Fault {
			kinds = append(kinds, text.Thousands(f.N)+" "+f.Name)
		}
	}
	return strings.Join(kinds, ", ")
}

// faultsOnly is a report without all that is no fault, for -q.
func faultsOnly(c *report.Check) *report.Check {
	out := &report.Check{}
	for _, f := range c.Found {
		if f.Severity == check.Fault {
			out.Found = append(out.Found, f)
		}
	}
	return out
}

// sizes says how large a dataset is.
func sizes(r *check.Result, where string) string {
	var rows []string
	for _, split := range append(slices.Clone(dataset.Splits), "") {
		if n := r.Rows[split]; n > 0 {
			rows = append(rows, strings.TrimSpace(string(split)+" "+text.Thousands(n)))
		}
	}
	if len(rows) == 0 {
		rows = []string{"no examples"}
	}
	if r.Later > 0 {
		rows = append(rows, text.Thousands(r.Later)+" of them after other turns")
	}
	return fmt.Sprintf("%s   %s actions, %s templates   actions: %s", strings.Join(rows, "   "), text.Thousands(len(r.Actions)), text.Thousands(r.Templates), cmp.Or(where, "not known"))
}

// others says how many findings are no faults.
func others(r *check.Result) string {
	var out []string
	for _, s := range []struct {
		severity  check.Severity
		one, many string
	}{{check.Warning, "warning", "warnings"}, {check.Suspect, "suspect", "suspects"}} {
		if n := r.Count(s.severity); n > 0 {
			out = append(out, count(n, s.one, s.many))
		}
	}
	return strings.Join(out, " and ")
}

// faultsFile writes findings as JSON Lines. Without a file it does nothing.
type faultsFile struct {
	file io.WriteCloser
	out  *bufio.Writer
	done func() error
	err  error
}

func newFaultsFile(a *app, path string) (*faultsFile, error) {
	if path == "" {
		return &faultsFile{}, nil
	}
	f, err := dataset.Create(path, a.out)
	if err != nil {
		return nil, err
	}
	return &faultsFile{file: f, out: bufio.NewWriter(f), done: f.Commit}, nil
}

func (w *faultsFile) add(f *check.Finding) {
	if w.out == nil || w.err != nil {
		return
	}
	b, err := json.Marshal(f)
	if err == nil {
		_, err = w.out.Write(append(b, '\n'))
	}
	w.err = err
}

func (w *faultsFile) commit() error {
	if w.out == nil {
		return nil
	}
	return cmp.Or(w.err, w.out.Flush(), w.done())
}

func (w *faultsFile) close() {
	if w.file != nil {
		_ = w.file.Close()
	}
}
