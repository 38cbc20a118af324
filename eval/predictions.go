package eval

import (
	"io"
	"iter"

	"github.com/slmkit/slmkit/dataset"
)

// ReadPredictions reads predictions from JSON Lines. Name is that of the file, for
// errors.
func ReadPredictions(r io.Reader, name string) iter.Seq2[dataset.Prediction, error] {
	return dataset.ReadJSONL[dataset.Prediction](r, name)
}

// Predictions are the predictions of one run, in any order.
type Predictions struct {
	Label string // names the run
	Seq   iter.Seq2[dataset.Prediction, error]
}
