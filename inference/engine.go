package inference

import "errors"

// layout is the loaded graphs of a model, in one of the forms in which exporters
// write them.
type layout interface {
	newEngine() (engine, error)
	shape() Shape
	free() error
}

// Shape holds the sizes of a model, as its graphs have them.
type Shape struct {
	Layers     int  `json:"decoder_layers"`
	Size       int  `json:"size"` // width of the model
	Heads      int  `json:"heads"`
	HeadSize   int  `json:"head_size"`
	Vocabulary int  `json:"vocabulary"`
	Ragged     bool `json:"ragged"` // one step of the decoder takes several tokens, and another number for each row
	Joins      bool `json:"joins"`  // new prompts can enter a batch whose other rows are under way
}

// engine runs the graphs of a model for one batch after another. A row is a prompt
// of the batch that is still being answered. An engine belongs to one goroutine and
// keeps its buffers from batch to batch. Its pick, logits and score fail with
// ErrOverflow if a logit that they return is NaN or infinite.
type engine interface {
	// begin encodes the prompts of a new batch, one row each. No prompt is empty.
	begin(prompts [][]int32) error
	// join encodes more prompts as rows behind the present ones, if Shape.Joins.
	join(prompts [][]int32) error
	// feed runs the decoder on the next tokens of each row: exactly one, or in a
	// ragged engine at least one.
	feed(tokens [][]int32) error
	// pick returns the likeliest token of the whole vocabulary behind the i-th token
	// fed, counted row by row. detail fills more of it than the logit. Calls must
	// come with rising i.
	pick(i int, detail bool) (choice, error)
	// logits returns those of the whole vocabulary behind the i-th token fed. They
	// are valid until the next call. Calls must come with rising i.
	logits(i int) ([]float32, error)
	// score writes the logits of some tokens behind the i-th token fed.
	score(i int, ids []int32, to []float32) error
	// settle makes row i of what was row rows[i], with the first kept[i] of the
	// tokens it was just fed. A row may continue as several, or leave.
	settle(rows, kept []int) error
	// ragged reports whether rows may be fed different numbers of tokens.
	ragged() bool
	close()
}

// alone is the part of an engine whose prompts must begin together.
type alone struct{}

func (alone) join([][]int32) error { return errors.ErrUnsupported }

// pickFrom is pick for an engine that has only logits.
func pickFrom(e engine, i int, detail bool) (c choice, err error) {
	logits, err := e.logits(i)
	if err != nil {
		return c, err
	}
	c.id = argmax(logits)
	c.top = logits[c.id]
	if detail {
		c.second, c.rest = second(logits, c.id), logSumExp(logits, c.top)
	}
	return c, nil
}
