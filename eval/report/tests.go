package report

import "github.com/slmkit/slmkit/dataset"

// Tests is the report of tests: which must-pass prompts of a pack a model answers.
type Tests struct {
	Header
	Pack        string           `json:"pack,omitempty"` // name@hash
	Predictions *FileInfo        `json:"predictions,omitempty"`
	Run         *dataset.RunInfo `json:"run,omitempty"` // how the predictions were made
	Metrics     Metrics          `json:"metrics"`
	Failed      []FailedTest     `json:"failed"`
}

// FailedTest is a must-pass prompt with another answer than the one that it must have.
type FailedTest struct {
	File   string   `json:"file"`
	Line   int      `json:"line"`
	Text   string   `json:"text"`
	Want   string   `json:"want"` // in target syntax
	Got    string   `json:"got"`  // as the model wrote it, or in words that it wrote nothing
	Kinds  []string `json:"kinds"`
	Detail string   `json:"detail"`
}

// Headline returns the share of the prompts that are answered.
func (t *Tests) Headline() Metrics { return t.Metrics }

// Basis is empty: the prompts are those that the pack names.
func (t *Tests) Basis() Basis { return Basis{} }

// Find takes no selector.
func (t *Tests) Find(metric string, where Selector) (*Metric, []string) {
	if len(where) > 0 {
		return nil, nil
	}
	return t.Metrics.find(metric), nil
}
