package eval

import (
	"strings"
	"testing"

	"github.com/slmkit/slmkit/dataset"
)

// Outputs that were not decoded as they should be are wrong, and the report says why.
func TestLookalikes(t *testing.T) {
	for output, want := range map[string]string{
		"<pad> none()</s>":     "special tokens of the tokenizer",
		"none()<|im_end|>":     "special tokens of the tokenizer",
		"[CLS] none ( ) [SEP]": "special tokens of the tokenizer",
		"▁none()":              "pieces of the tokenizer",
		"```\nnone()\n```":     "a block of Markdown",
		`{"answer": "none"}`:   "JSON that is no call",
		"<tool_call>\nnone()":  "<tool_call> or the like",
		"[none()]":             "a list of calls as Python writes it",
		"none":                 "the name of an action alone",
	} {
		gold := []Gold{example("none", nil)}
		preds := []dataset.Prediction{{ID: gold[0].ID, Output: output}}
		r, err := Evaluate(t.Context(), stream(gold), Predictions{"p", stream(preds)}, Options{Schema: testSchema(t)})
		if err != nil {
			t.Fatal(err)
		}
		all := strings.Join(r.Warnings, "\n")
		if *r.Metrics["exact_match"].Value != 0 || !strings.Contains(all, "1 of 1 outputs cannot be read and hold "+want) {
			t.Errorf("%q: warnings %q, want %q", output, all, want)
		}
	}
	if l := looksLike("get_statement(period=)"); l != nil {
		t.Errorf("a call that is not complete looks like %s", l.what)
	}
}
