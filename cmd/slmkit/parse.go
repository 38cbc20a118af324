package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/eval/table"
	"github.com/slmkit/slmkit/export"
	"github.com/slmkit/slmkit/prompts"
)

type parseOptions struct {
	pack, text string
	in, out    string
	reference  string
	history    []string
	json       bool
}

func newParse(a *app) *cobra.Command {
	var o parseOptions
	c := &cobra.Command{
		Use:   "parse PACK TEXT | parse PACK --from IN -o OUT",
		Short: "read a prompt by the grammar of a pack",
		Long: `Finds the call that a prompt asks for by the templates of a pack, without a
model. It prints the call, the template that writes the prompt, and the words of
each slot. Case, runs of spaces and punctuation at the end do not matter. If
several templates can write the prompt, the one that can write the fewest
prompts comes first. Exits with 1 if no template can.

--history gives a turn before the prompt: the user's first, then by turns the
assistant's and the user's, the assistant's last.

--from reads the prompts of a file and writes the answers as slmkit infer does:
slmkit eval then measures how many prompts the templates alone answer.`,
		Example: `slmkit parse banking "what is my savings balance"
slmkit parse banking --history "transfer 50" --history "to whom?" "to my mom"`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.pack = args[0]
			if len(args) == 2 {
				o.text = args[1]
			}
			return runParse(cmd.Context(), a, o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.in, "from", "", "file of prompts, JSON Lines or Parquet, - for stdin")
	f.StringVarP(&o.out, "output", "o", "", "file to write the answers to, - for stdout")
	f.StringArrayVar(&o.history, "history", nil, "`turn` before the prompt, once for each, oldest first")
	f.StringVar(&o.reference, "reference-date", "", "day that relative dates count from, YYYY-MM-DD (default: the pack's first)")
	f.BoolVar(&o.json, "json", false, "print all readings as JSON")
	return c
}

func runParse(ctx context.Context, a *app, o parseOptions) error {
	if err := keepApart([]string{o.out}, o.in); err != nil {
		return err
	}
	if (o.in == "") == (o.text == "") || (o.in == "") != (o.out == "") {
		return usageError("give either a prompt, or --from IN and -o OUT: see slmkit parse --help")
	}
	if o.in != "" && len(o.history) > 0 {
		return usageError("--history belongs to a prompt: the records of --from have a history of their own")
	}
	p, err := prompts.Open(o.pack)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	ref := p.Reference()
	if o.reference != "" {
		if ref, err = time.Parse(time.DateOnly, o.reference); err != nil {
			return usageError("--reference-date %q is not YYYY-MM-DD", o.reference)
		}
	}
	if o.in != "" {
		return a.parseFile(ctx, p, o, ref)
	}
	history, err := turnsOf(o.history)
	if err != nil {
		return err
	}
	readings := prompts.NewParser(p).ParseTurn(history, o.text, ref)
	if o.json {
		err := writeJSON(a.out, struct {
			Text     string            `json:"text"`
			Readings []dataset.Example `json:"readings"`
		}{o.text, append([]dataset.Example{}, readings...)})
		if err != nil {
			return err
		}
	}
	if len(readings) == 0 {
		return fmt.Errorf("no template of %s writes %q", p.ID(), o.text)
	}
	for i := range readings {
		if !o.json {
			a.sayReading(p, &readings[i])
		}
	}
	return nil
}

// turnsOf gives turns in order the roles of user and assistant, who alternate.
func turnsOf(texts []string) ([]dataset.Turn, error) {
	if len(texts)%2 == 1 {
		return nil, usageError("--history %q: the last turn of a history is the assistant's: give %d or %d turns", texts[len(texts)-1], len(texts)-1, len(texts)+1)
	}
	var out []dataset.Turn
	for i, text := range texts {
		turn := dataset.Turn{Role: dataset.User, Text: text}
		if i%2 == 1 {
			turn.Role = dataset.Assistant
		}
		out = append(out, turn)
	}
	return out, nil
}

// sayReading prints a call and where it comes from.
func (a *app) sayReading(p *prompts.Pack, e *dataset.Example) {
	fmt.Fprintln(a.out, e.Target)
	x, err := p.Explain(e.Origin.Derivation, e.Reference())
	if err != nil {
		return // it has just been made
	}
	a.say("  templates/%s   %s", x.Template.Place(), x.Template.Text)
	a.sayParts(x, e)
}

// sayParts prints what the rules and slots of a template have written, as it
// stands in a row; with -v those inside of rules too.
func (a *app) sayParts(x *prompts.Explanation, e *dataset.Example) {
	t := table.Table{Columns: []table.Column{table.Names(""), table.Text(""), table.Text("")}, Indent: 4}
	for _, part := range x.Parts {
		if part.Text == "" && part.Value == nil || part.Depth > 0 && part.Value == nil && !a.verbose {
			continue
		}
		name := part.Name
		if a.verbose {
			name = strings.Repeat("  ", part.Depth) + name
		}
		text := e.Text
		if part.Turn > 0 {
			name = fmt.Sprintf("turn %d: %s", part.Turn, name)
			if part.Turn <= len(e.History) {
				text = e.History[part.Turn-1].Text
			}
		}
		words, _ := dataset.Span(text, part.Start, part.End)
		value := ""
		if v := fmt.Sprint(part.Value); part.Value != nil && !strings.EqualFold(v, words) {
			value = "= " + v
		}
		t.Add(name, words, value)
	}
	_ = a.printTable(&t) // as for all that is printed
}

// parseFile answers the prompts of a file.
func (a *app) parseFile(ctx context.Context, p *prompts.Pack, o parseOptions, ref time.Time) error {
	out, err := dataset.Create(o.out, a.out)
	if err != nil {
		return err
	}
	defer out.Close()
	parser := prompts.NewParser(p)
	n, read := 0, 0
	for prompt, err := range export.OpenPrompts(o.in, a.in, false) {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			return err
		}
		day := ref
		if t, err := time.Parse(time.DateOnly, prompt.Ref); err == nil {
			day = t
		}
		answer := dataset.Prediction{ID: prompt.ID, Text: prompt.Text}
		n++
		if found := parser.ParseTurn(prompt.History, prompt.Text, day); len(found) > 0 {
			read++
			answer.Output, answer.Call, answer.Calls = found[0].Target, found[0].Call, found[0].Calls
		}
		b, err := json.Marshal(answer)
		if err == nil {
			_, err = out.Write(append(b, '\n'))
		}
		if err != nil {
			return fmt.Errorf("%s: %w", o.out, err)
		}
	}
	if n == 0 {
		return fmt.Errorf("%s: no prompts in it", o.in)
	}
	if err := out.Commit(); err != nil {
		return err
	}
	a.sayTo(o.out, "%s prompts, %s of them read by %s   %s    next: slmkit eval %s %s", text.Thousands(n), text.Thousands(read), p.ID(), o.out, o.in, o.out)
	return nil
}
