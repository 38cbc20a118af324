package inference

import "math"

// refusal returns the probability that an answer begins with the token of a refusal, when
// it can only begin with that or with the likeliest other. The first token of the answer is
// the one behind the at-th of the batch. Neither grammar nor rules have a part in it: it
// says how the model reads the prompt.
func (w *worker) refusal(at int, token int32) (float64, error) {
	best, err := w.pick(at, true)
	if err != nil {
		return 0, err
	}
	other := best.second
	if best.id != token {
		other = best.top
	}
	var refusing [1]float32
	if err := w.score(at, []int32{token}, refusing[:]); err != nil {
		return 0, err
	}
	return 1 / (1 + math.Exp(float64(other-refusing[0]))), nil
}
