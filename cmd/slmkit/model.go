package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/slmkit/slmkit/dataset/text"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/eval/table"
	"github.com/slmkit/slmkit/inference"
	"github.com/slmkit/slmkit/inference/ort"
)

func newModel(a *app) *cobra.Command {
	c := &cobra.Command{
		Use:   "model COMMAND",
		Short: "inspect a model's files",
		Long:  "Looks at the files of a model. Name what to do: slmkit model inspect DIR.",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return usageError("say what: slmkit model inspect DIR") },
	}
	c.AddCommand(newModelInspect(a))
	return c
}

type inspectOptions struct {
	dir, library, json string
}

func newModelInspect(a *app) *cobra.Command {
	var o inspectOptions
	c := &cobra.Command{
		Use:   "inspect DIR",
		Short: "list the layout, sizes, shapes and operators of a model's files",
		Long: `Shows what a model's ONNX files contain, and whether slmkit can run them.

It loads the files of every precision in a folder and prints their layout and
sizes, the model's shape as the graphs give it, and the operators. It also runs
them, to find out whether several tokens, and rows of different lengths, can
share a step, and whether answers depend on the batch.

If a precision does not load, the command prints the reason and exits with 1.`,
		Example: "slmkit model inspect models/banking",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.dir = args[0]
			return runModelInspect(cmd.Context(), a, o)
		},
	}
	c.Flags().StringVar(&o.library, "ort", "", libraryUsage)
	c.Flags().StringVar(&o.json, "json", "", "write the findings as JSON, - for stdout")
	return c
}

// inspection is what inspect finds of a precision.
type inspection struct {
	Precision  string            `json:"precision"`
	Layout     string            `json:"layout,omitempty"`
	Runtime    string            `json:"runtime,omitempty"`
	Shape      *inference.Shape  `json:"shape,omitempty"`
	Probes     *inference.Probes `json:"probes,omitempty"`
	LoadMS     float64           `json:"load_ms,omitempty"`
	Bytes      int64             `json:"bytes"`
	Files      []inspectedFile   `json:"files"`
	Notes      []string          `json:"notes,omitempty"`      // what a quantized model's answers depend on
	Unfollowed string            `json:"unfollowed,omitempty"` // settings of generation_config.json
	Error      string            `json:"error,omitempty"`
}

type inspectedFile struct {
	Name      string         `json:"name"`
	Bytes     int64          `json:"bytes"`
	Operators map[string]int `json:"operators,omitempty"`
}

func runModelInspect(ctx context.Context, a *app, o inspectOptions) error {
	if err := keepApart([]string{o.json}, o.dir); err != nil {
		return err
	}
	precisions, err := inference.Precisions(o.dir)
	if err != nil {
		return err
	}
	var found []*inspection
	var failed error
	var unfollowed string // the same in all precisions
	for _, p := range precisions {
		in := &inspection{Precision: p}
		if err := in.look(ctx, o, p); err != nil {
			in.Error = err.Error()
			failed = cmp.Or(failed, err)
		}
		unfollowed = cmp.Or(unfollowed, in.Unfollowed)
		found = append(found, in)
	}
	if unfollowed != "" {
		a.warn("slmkit model inspect: %s", unfollowed)
	}
	outs := outputs{{o.json, func(w io.Writer) error { return writeJSON(w, found) }}}
	if err := outs.write(a); err != nil {
		return err
	}
	if err := printInspected(outs.table(a), o.dir, found); err != nil {
		return err
	}
	return failed
}

// look finds out about a precision.
func (in *inspection) look(ctx context.Context, o inspectOptions, precision string) error {
	files, err := inference.FindFiles(o.dir, precision)
	if err != nil {
		return err
	}
	paths, err := files.List()
	if err != nil {
		return err
	}
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		f := inspectedFile{Name: filepath.Base(path), Bytes: info.Size()}
		if strings.HasSuffix(path, ".onnx") {
			c, err := ort.Read(path)
			if err != nil {
				return err
			}
			f.Operators = c.Operators
		}
		in.Bytes += f.Bytes
		in.Files = append(in.Files, f)
	}
	m, err := inference.Open(ctx, o.dir, inference.Options{Precision: precision, Threads: 1, Library: o.library})
	if err != nil {
		return err
	}
	defer m.Close()
	in.Unfollowed = m.Unfollowed()
	shape := m.Shape()
	in.Layout, in.Runtime, in.Shape, in.LoadMS = m.Layout, m.Runtime, &shape, float64(m.Load.Microseconds())/1e3
	probes, err := m.Probe()
	if err != nil {
		return err
	}
	in.Probes = &probes
	if m.Exact() {
		in.Notes = append(in.Notes, "quantized prompt by prompt, with exact sums: answers are the same on every processor")
	}
	elsewhere, err := m.Elsewhere(ctx)
	if err != nil {
		return err
	}
	for _, note := range []string{m.Caution(), elsewhere} {
		if note != "" {
			in.Notes = append(in.Notes, note)
		}
	}
	return answers(ctx, m)
}

func printInspected(out io.Writer, dir string, found []*inspection) error {
	for _, in := range found {
		if in.Error != "" {
			fmt.Fprintf(out, "%s of %s: does not run\n", in.Precision, dir)
			continue
		}
		s := in.Shape
		fmt.Fprintf(out, "%s of %s: %s layout, %.2f MB, loaded in %s, runs in %s\n", in.Precision, dir, in.Layout, float64(in.Bytes)/1e6,
			(time.Duration(in.LoadMS*1e3) * time.Microsecond).Round(time.Millisecond), in.Runtime)
		fmt.Fprintf(out, "  %d decoder layers, width %d, %d heads of %d, vocabulary %s\n", s.Layers, s.Size, s.Heads, s.HeadSize, text.Thousands(s.Vocabulary))
		step := "a step takes one token from each row"
		if in.Probes.MultiToken {
			step = "a step takes several tokens, and rows of different lengths"
		}
		batch := "answers depend on the batch: infer --batch-invariant goes round it"
		if in.Probes.BatchInvariant {
			batch = "answers do not depend on the batch"
		}
		fmt.Fprintf(out, "  %s; %s\n", step, batch)
		for _, note := range in.Notes {
			fmt.Fprintf(out, "  %s\n", note)
		}
		t := table.Table{Columns: []table.Column{table.Names(""), table.Numbers(""), table.Text("")}, Indent: 2}
		for _, f := range in.Files {
			t.Add(f.Name, fmt.Sprintf("%.2f MB", float64(f.Bytes)/1e6), commonest(f.Operators))
		}
		if err := t.Write(out, tableWidth(out)); err != nil {
			return err
		}
	}
	return nil
}

// maxOperators is how many operators of a file are named.
const maxOperators = 6

// commonest writes the operators that a graph has most often.
func commonest(counts map[string]int) string {
	names := slices.SortedFunc(maps.Keys(counts), func(a, b string) int { return cmp.Or(counts[b]-counts[a], strings.Compare(a, b)) })
	var out []string
	for i, name := range names {
		if i == maxOperators {
			out = append(out, fmt.Sprintf("%d others", len(names)-i))
			break
		}
		out = append(out, fmt.Sprintf("%s %d", name, counts[name]))
	}
	return strings.Join(out, ", ")
}
