package check

import "math"

// A softmax is a multinomial logistic regression over hashed features. The weights of a
// bucket lie side by side, one for each label.
type softmax struct {
	labels  int
	weights []float32
	squares []float32 // of the gradients of each bucket, summed for AdaGrad
	bias    []float32
}

func newSoftmax(buckets uint32, labels int) *softmax {
	return &softmax{labels, make([]float32, int(buckets)*labels), make([]float32, buckets), make([]float32, labels)}
}

// reset forgets everything.
func (m *softmax) reset() {
	clear(m.weights)
	clear(m.squares)
	clear(m.bias)
}

// scores writes the logarithms of the labels' probabilities for a text with these features
// to out.
func (m *softmax) scores(features []uint32, out []float32) {
	copy(out, m.bias)
	for _, f := range features {
		row := m.weights[int(f)*m.labels:][:len(out)]
		for k, w := range row {
			out[k] += w
		}
	}
	most := out[0]
	for _, s := range out {
		most = max(most, s)
	}
	sum := 0.0
	for _, s := range out {
		sum += math.Exp(float64(s - most))
	}
	norm := most + float32(math.Log(sum))
	for k := range out {
		out[k] -= norm
	}
}

// leastGradient is the least one that moves a weight. Most labels are soon told apart from
// that of a text, and then cost no time.
const leastGradient = 1e-3

// learn takes one step of AdaGrad towards a label. Out is for its own use.
func (m *softmax) learn(features []uint32, label int, rate float32, out []float32) {
	m.scores(features, out)
	moves, norm := 0, float32(0)
	for k := range out {
		g := float32(math.Exp(float64(out[k])))
		if k == label {
			g--
		}
		if g < leastGradient && g > -leastGradient {
			g = 0
		} else {
			moves++
			norm += g * g
		}
		out[k] = g
	}
	if moves == 0 {
		return
	}
	for k, g := range out {
		m.bias[k] -= rate * g / 10
	}
	for _, f := range features {
		m.squares[f] += norm
		step := rate / float32(math.Sqrt(float64(m.squares[f]))+1e-3)
		row := m.weights[int(f)*m.labels:][:len(out)]
		for k, g := range out {
			if g != 0 {
				row[k] -= step * g
			}
		}
	}
}
