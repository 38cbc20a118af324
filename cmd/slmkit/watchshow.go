package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/prompts"
	"github.com/slmkit/slmkit/prompts/preview"
)

// show prints what is at the place, and then what the whole pack says of it.
func (w *watcher) show(ctx context.Context) error {
	start := time.Now()
	look, err := preview.At(ctx, w.files, w.name, w.place, w.n, w.seed)
	if err != nil {
		return err
	}
	var b strings.Builder
	w.clear(&b)
	w.writeLook(&b, look, time.Since(start))
	if look.Loads {
		w.good = look
	}
	w.errors = len(errorsOf(look.Faults))
	if _, err := io.WriteString(w.out, b.String()); err != nil || w.noRest {
		return err
	}
	whole, err := preview.Check(ctx, w.files, w.name, w.place, w.rows)
	if err != nil {
		return err
	}
	w.errors = len(errorsOf(whole.Faults))
	w.writeWhole(whole, look)
	return nil
}

// clear clears a terminal, and writes an empty line elsewhere where something was shown
// before.
func (w *watcher) clear(b *strings.Builder) {
	f, ok := w.out.(*os.File)
	switch {
	case w.once:
	case ok && term.IsTerminal(int(f.Fd())):
		b.WriteString("\x1b[H\x1b[2J\x1b[3J")
	case w.good != nil:
		b.WriteString("\n")
	}
}

func (w *watcher) writeLook(b *strings.Builder, look *preview.Look, took time.Duration) {
	if look.Loads {
		fmt.Fprintf(b, "%s: %s, %s prompts   %d ms\n", look.Place, count(look.Templates, "template", "templates"), power(look.Prompts), took.Milliseconds())
	} else {
		fmt.Fprintf(b, "%s: does not load   %d ms\n", look.Place, took.Milliseconds())
	}
	w.writeFaults(b, look.Faults)
	shown := look
	if !look.Loads && w.good != nil {
		shown = w.good
		fmt.Fprintf(b, "the last good prompts, of %s:\n", shown.Place)
	}
	for _, e := range shown.Examples {
		fmt.Fprintf(b, "  %s\n    %s\n", e.Text, e.Target)
	}
}

// mostFaults is how many faults are shown.
const mostFaults = 12

func (w *watcher) writeFaults(b io.Writer, faults prompts.Faults) {
	for i, f := range faults {
		if i == mostFaults && !w.verbose {
			fmt.Fprintf(b, "  %s more with -v\n", text.Thousands(len(faults)-i))
			return
		}
		writeFault(b, f)
	}
}

// writeWhole prints what the look at the whole pack adds.
func (w *watcher) writeWhole(whole *preview.Whole, look *preview.Look) {
	var b strings.Builder
	var news prompts.Faults
	for _, f := range whole.Faults {
		if !slices.ContainsFunc(look.Faults, func(g *prompts.Fault) bool { return *f == *g }) {
			news = append(news, f)
		}
	}
	w.writeFaults(&b, news)
	for _, r := range whole.Rows {
		fmt.Fprintf(&b, "%s: of %s rows train %s, dev %s, test %s, from %d/%d/%d templates\n", r.Action, text.Thousands(w.rows),
			text.Thousands(r.Rows[0]), text.Thousands(r.Rows[1]), text.Thousands(r.Rows[2]), r.Templates[0], r.Templates[1], r.Templates[2])
	}
	switch p := whole.Pack; {
	case p == nil:
		fmt.Fprintf(&b, "%s: does not load, faults: %s\n", w.name, text.Thousands(len(whole.Faults)))
	default:
		fmt.Fprintf(&b, "%s: %s templates, %s prompts, warnings: %s\n", p.ID(), text.Thousands(len(p.Templates())), power(p.Count("")), text.Thousands(len(whole.Faults)))
	}
	_, _ = io.WriteString(w.out, b.String())
}

func errorsOf(faults prompts.Faults) (out prompts.Faults) {
	for _, f := range faults {
		if !f.Warning {
			out = append(out, f)
		}
	}
	return out
}
