package eval

import (
	"io"
	"iter"

	"github.com/slmkit/slmkit/dataset"
)

// ReadPredictions reads predictions from JSON Lines.
func ReadPredictions(r io.Reader, name string) iter.Seq2[dataset.Prediction, error] {
	return dataset.ReadJSONL[dataset.Prediction](r, name)
}

// Predictions are the predictions of one run.
type Predictions struct {
	Label string // of the run
	Seq   iter.Seq2[dataset.Prediction, error]
}
