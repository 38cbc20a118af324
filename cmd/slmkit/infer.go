package main

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/inference"
)

type inferOptions struct {
	model     modelOptions
	in, out   string
	lines     bool
	resume    bool
	actions   string
	reference string
	maxBad    int
	score     bool
	margins   bool
	latency   bool
	constrain string
	beams     int
	beamsSaid bool // by the flag
	abstain   float64
	refuse    float64
	invariant bool
}

func newInfer(a *app) *cobra.Command {
	var o inferOptions
	c := &cobra.Command{
		Use:   "infer --model DIR IN -o OUT",
		Short: "answer prompts with an ONNX model",
		Long: `Answers the prompts of IN with a T5 model that was exported to ONNX, and writes
one record for each prompt, in the order of IN.

IN is JSON Lines or Parquet with "text" (and "id"), or with --lines one prompt a
line; - is stdin, whose prompts are answered as they come. A record has the
model's output, its tokens, and the typed call if the output is one. What calls
mean is read from --actions, or from actions.json in the model's folder. A
prompt that is too long, empty or not UTF-8 becomes a record with its error.

A record may have "history": the turns before its prompt, the oldest first. A
turn has "role", user or assistant, and "text", and one of the user "target",
what the model wrote for it. The model then reads one string, which the answer
has as "input":

  user: pay 5 | assistant: to whom? | call: pay(amount="5") | user: to my mom

That is the last four turns and the text, with the latest target before it. If
it is longer than the model may read, the oldest turns are left out, and
"turns_left_out" counts them. "missing" names what the call lacks of the
parameters that are required or have "x-ask", so that the user can be asked.

The summary gives the prompts answered in a second, and the median time from the
start of a batch to an answer in it. bench times prompts one at a time.

--constrain allows only valid calls of the actions that it names. Their text and
dates are words of the prompt, character for character as the prompt has them,
even characters that the model's vocabulary lacks. "output" has those
characters, and "tokens" what the model wrote for them. Every output is written
in the tokens that the tokenizer would choose. An answer that reaches
--max-new-tokens is ended in the shortest way, if possible with no word that the
model did not write, and is marked as truncated.

--beams searches for the outputs that are likeliest as a whole, as transformers'
generate does. With --constrain it searches among those that are allowed. An
answer that reaches --max-new-tokens then stays cut off.

generation_config.json in the model's folder is followed as transformers'
generate follows it: beams, penalties, n-grams that may not repeat, banned,
forced and biased tokens, lengths. A flag goes before the file, and with
--constrain the grammar does: the file chooses among what the grammar allows.
Settings that are not followed, such as do_sample, are named on stderr.

--confidence writes the probability that an output is right, and the signals
that it is computed from. After slmkit calibrate you can rely on it; before, it
is the model's own probability of the output. --abstain-below P answers none()
if the confidence is below P, and keeps what the model wrote. --refuse-below P
does so if the probability that the prompt asks for one of the actions, which
the record has as "in_scope", is below P.

--margins writes for each token, and for the end of the output, how much
likelier it was than the second choice, 0 to 1. compare then says of answers
that two runs give differently whether either run was sure.

Answers are written to OUT.partial as they come. If a run is cut off, the same
command finishes it: it keeps the answers that are there if the same model gave
them, with the same flags, to the same prompts.`,
		Example: `slmkit infer --model models/banking --precision int8 data/test.jsonl -o int8.jsonl
echo "what is my balance" | slmkit infer --model models/banking --lines - -o -`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.in, o.beamsSaid = args[0], cmd.Flags().Changed("beams")
			return runInfer(cmd.Context(), a, o)
		},
	}
	f := c.Flags()
	o.model.flags(c)
	f.StringVarP(&o.out, "output", "o", "", "file to write, - for stdout")
	f.BoolVar(&o.lines, "lines", false, "read IN as text with one prompt a line")
	f.BoolVar(&o.resume, "resume", false, "continue OUT.partial, or fail if another run left it")
	f.StringVar(&o.actions, "actions", "", "action schema, a tool list or pack (default: actions.json beside the model)")
	f.StringVar(&o.reference, "reference-date", "", "day that relative dates count from, YYYY-MM-DD, if a record names none (default: today)")
	f.IntVar(&o.maxBad, "max-bad-records", 0, "skip at most N bad records")
	f.BoolVar(&o.score, "confidence", false, "write the probability that each output is right")
	f.BoolVar(&o.margins, "margins", false, "write how much likelier each token was than the second choice")
	f.Float64Var(&o.abstain, "abstain-below", 0, "answer none() if the confidence is below this, from 0 to 1")
	f.Float64Var(&o.refuse, "refuse-below", 0, "answer none() if the prompt is less likely than this to ask for an action, from 0 to 1")
	f.BoolVar(&o.invariant, "batch-invariant", false, "answer one prompt at a time if answers would depend on the batch, as with optimum's 8-bit files")
	f.IntVar(&o.beams, "beams", 0, "number of outputs to search for; all are written, and the best is the answer (default: num_beams of generation_config.json, else 1)")
	f.StringVar(&o.constrain, "constrain", "", "allow only valid calls of this tool list or pack, with text copied from the prompt")
	f.BoolVar(&o.latency, "latency", false, "write the time that each answer took, from the start of its batch")
	_ = c.MarkFlagRequired("output")
	return c
}

func runInfer(ctx context.Context, a *app, o inferOptions) error {
	if o.resume && o.out == "-" {
		return usageError("--resume: there is nothing to resume on stdout: name a file with -o")
	}
	if o.constrain != "" && o.actions != "" {
		return usageError("--constrain %s says what calls mean, too: leave --actions away", o.constrain)
	}
	if err := overwrites(o.in, o.out); err != nil {
		return err
	}
	if err := keepApart([]string{o.out}, o.model.dir, o.actions, o.constrain); err != nil {
		return err
	}
	if err := cmp.Or(probability("--abstain-below", o.abstain), probability("--refuse-below", o.refuse)); err != nil {
		return err
	}
	switch {
	case strings.HasSuffix(o.out, ".parquet"):
		return usageError("-o %s: predictions are JSON Lines: name a file that ends in .jsonl", o.out)
	case o.beamsSaid && (o.beams < 1 || o.beams > inference.MaxBeams):
		return usageError("--beams %d: ask for 1 to %d", o.beams, inference.MaxBeams)
	case o.withholding(false) != "" && o.beams > 1:
		return usageError("%s goes by the confidence of one output: leave --beams away", o.withholding(false))
	case o.margins && o.beams > 1:
		return usageError("--margins are those of one output: leave --beams away")
	}
	o.score = o.score || o.withholding(false) != ""
	run, err := newPredicting(ctx, a, o)
	if err != nil {
		return err
	}
	defer run.close()
	start := time.Now()
	if err := run.answer(ctx); err != nil {
		return run.stopped(err)
	}
	if err := run.commit(); err != nil {
		return err
	}
	run.summary(time.Since(start))
	return nil
}

// summary says what was answered and how fast.
func (r *predicting) summary(took time.Duration) {
	r.lat.sort()
	out := r.o.out
	if out == "-" {
		out = "stdout"
	}
	line := fmt.Sprintf("%s   %s/s   p50 %s   %s", count(r.kept+r.fresh, "prompt", "prompts"), rate(r.fresh, took), r.lat.median(), out)
	if r.kept > 0 {
		line += fmt.Sprintf("   %s of them kept from an earlier run", text.Thousands(r.kept))
	}
	if r.o.out != "-" && r.o.in != "-" && !r.o.lines {
		line += fmt.Sprintf("    next: slmkit eval %s %s", r.o.in, r.o.out)
	}
	r.a.sayTo(r.o.out, "%s", line)
	for _, n := range []struct {
		tell            func(format string, args ...any) // a prompt without an answer is a warning
		count           int
		one, many, what string
	}{
		{r.a.warn, r.bad, "bad record was", "bad records were", "skipped"},
		{r.a.warn, r.failed, "prompt could", "prompts could", "not be answered: see \"error\""},
		{r.a.note, r.cut, "answer was", "answers were", "cut off at --max-new-tokens"},
		{r.a.note, r.shortened, "prompt was", "prompts were", "too long with all turns: the oldest were left out, see \"turns_left_out\""},
		{r.a.note, r.abstained, "answer was", "answers were", "below " + r.o.withholding(true) + ": replaced by none()"},
	} {
		if n.count > 0 {
			n.tell("%s %s", count(n.count, n.one, n.many), n.what)
		}
	}
	if r.a.verbose {
		s := r.stats
		r.a.sayTo(r.o.out, "%s, %s, %d threads, batch %d, loaded in %s", r.m.Runtime, r.m.Layout, r.m.Threads(), r.m.Generation().Batch, r.m.Load.Round(time.Millisecond))
		r.a.sayTo(r.o.out, "%s distinct prompts, %s tokens in, %s out, %s decoder runs of %.1f prompts", text.Thousands(s.Distinct), text.Thousands(s.InputTokens),
			text.Thousands(s.OutputTokens), text.Thousands(s.Steps), float64(s.Rows)/float64(max(s.Steps, 1)))
		if s.Guessed > 0 {
			r.a.sayTo(r.o.out, "%s tokens guessed, %.1f %% of them right", text.Thousands(s.Guessed), 100*float64(s.Right)/float64(s.Guessed))
		}
		total := s.Tokenize + s.Encode + s.First + s.Decode + s.Pick
		share := func(d time.Duration) float64 { return 100 * float64(d) / float64(max(total, 1)) }
		r.a.sayTo(r.o.out, "time: tokenize %.1f %%, encode %.1f %%, first step %.1f %%, steps %.1f %%, pick %.1f %% of %s",
			share(s.Tokenize), share(s.Encode), share(s.First), share(s.Decode), share(s.Pick), total.Round(time.Millisecond))
	}
}

// withholding names the flags that withhold answers, and their values if told to, "" for
// none.
func (o *inferOptions) withholding(values bool) string {
	var flags []string
	for _, f := range []struct {
		name  string
		below float64
	}{{"--abstain-below", o.abstain}, {"--refuse-below", o.refuse}} {
		switch {
		case f.below > 0 && values:
			flags = append(flags, fmt.Sprintf("%s %g", f.name, f.below))
		case f.below > 0:
			flags = append(flags, f.name)
		}
	}
	return strings.Join(flags, " or ")
}
