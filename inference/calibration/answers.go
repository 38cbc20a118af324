package calibration

import (
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
)

// Answers is how a model answered the examples that it was calibrated on, so that it can be
// told whether it answers other prompts otherwise.
type Answers struct {
	Actions    map[string]int `json:"actions"`    // how often it answered with each: see ActionOf
	Confidence Histogram      `json:"confidence"` // the calibrated one
}

// Histogram counts values between edges.
type Histogram struct {
	Edges  []float64 `json:"edges"`  // ascending
	Counts []int     `json:"counts"` // of values below the first edge, from there to the next, and so on
}

// bins is how many bins of a Histogram have about as many values each.
const bins = 10

// NewAnswers counts predictions whose confidence a Calibrator computes. It leaves out those
// without Signals, which have none.
func NewAnswers(c *Calibrator, predictions []dataset.Prediction) *Answers {
	a := &Answers{Actions: map[string]int{}}
	var confidence []float64
	for i := range predictions {
		if p := &predictions[i]; p.Signals != nil {
			a.Actions[ActionOf(p)]++
			confidence = append(confidence, c.Probability(p.Signals))
		}
	}
	a.Confidence = newHistogram(confidence)
	return a
}

// ActionOf is the action of a prediction, or of the first of its calls, as the model wrote
// it, whether or not it was withheld. It is "" where the output is no valid call.
func ActionOf(p *dataset.Prediction) string {
	if p.Abstained != nil {
		name, _, _ := strings.Cut(*p.Abstained, "(")
		return name
	}
	if all := p.Answered(); len(all) > 0 {
		return all[0].Name
	}
	return ""
}

// newHistogram counts values between their own deciles, of which equal ones are one.
func newHistogram(values []float64) Histogram {
	slices.Sort(values)
	var h Histogram
	for i := 1; i < bins && len(values) > 0; i++ {
		if edge := values[i*len(values)/bins]; edge > values[0] {
			h.Edges = append(h.Edges, edge)
		}
	}
	h.Edges = slices.Compact(h.Edges)
	h.Counts = make([]int, len(h.Edges)+1)
	for _, v := range values {
		h.Counts[h.Bin(v)]++
	}
	return h
}

// Bin returns the index into Counts of a value.
func (h *Histogram) Bin(v float64) int {
	i, found := slices.BinarySearch(h.Edges, v)
	if found {
		i++
	}
	return i
}

func (a *Answers) readable() bool {
	return len(a.Confidence.Counts) == len(a.Confidence.Edges)+1 && slices.IsSorted(a.Confidence.Edges)
}
