package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/export"
	"github.com/slmkit/slmkit/inference/tokenizer"
)

type tokenizeOptions struct {
	model, in, out string
	lines          bool
	maxBad         int
}

func newTokenize(a *app) *cobra.Command {
	var o tokenizeOptions
	c := &cobra.Command{
		Use:   "tokenize --model DIR|tokenizer.json IN",
		Short: "show the token ids that a model sees",
		Long: `Shows how a model's tokenizer splits prompts: it writes the token ids of each
prompt of IN, one JSON array a line, with the end token. The ids equal those of
Hugging Face's tokenizers. IN is the same as for infer, except that a JSON
record whose text is not UTF-8 is a bad record.`,
		Example: "slmkit tokenize --model models/banking data/test.jsonl -o ids.jsonl",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.in = args[0]
			return runTokenize(cmd.Context(), a, o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.model, "model", "", "folder of the model, or a tokenizer.json")
	f.StringVarP(&o.out, "output", "o", "-", "file to write, - for stdout")
	f.BoolVar(&o.lines, "lines", false, "read IN as text with one prompt a line")
	f.IntVar(&o.maxBad, "max-bad-records", 0, "skip at most N bad records")
	_ = c.MarkFlagRequired("model")
	return c
}

func runTokenize(ctx context.Context, a *app, o tokenizeOptions) error {
	if err := keepApart([]string{o.out}, o.in, o.model); err != nil {
		return err
	}
	t, err := loadTokenizer(o.model)
	if err != nil {
		return err
	}
	w, err := dataset.Create(o.out, a.out)
	if err != nil {
		return err
	}
	defer w.Close()
	prompts, tokens := 0, 0
	var ids []int32
	var line []byte
	seq := dataset.Tolerate(export.OpenPrompts(o.in, a.in, o.lines), o.maxBad, func(err error) { a.warn("%v", err) })
	for p, err := range seq {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		if ids, err = t.TryEncode(ids[:0], p.Input()); err != nil {
			return fmt.Errorf("prompt %d: %w", prompts+1, err)
		}
		prompts, tokens = prompts+1, tokens+len(ids)
		line = appendIDs(line[:0], ids)
		if _, err := w.Write(line); err != nil {
			return err
		}
	}
	if err := w.Commit(); err != nil {
		return err
	}
	if o.out != "-" { // stdout has the ids and nothing else
		a.say("%s prompts   %s tokens   %s", text.Thousands(prompts), text.Thousands(tokens), o.out)
	}
	return nil
}

// loadTokenizer reads a tokenizer.json, which may be named by its folder.
func loadTokenizer(path string) (*tokenizer.Tokenizer, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, "tokenizer.json")
	}
	return tokenizer.Load(path)
}

// appendIDs appends ids as a JSON array with a newline.
func appendIDs(b []byte, ids []int32) []byte {
	b = append(b, '[')
	for i, id := range ids {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, int64(id), 10)
	}
	return append(b, "]\n"...)
}
