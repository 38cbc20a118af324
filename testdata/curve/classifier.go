package main

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
	"strings"
	"unicode"
)

// classifier is a softmax regression over hashed words, pairs of words and the letters
// within words. It learns in seconds, so that the curve can have many draws, and its
// accuracy says what is in the data without much of a model's own doing.
type classifier struct {
	classes []string
	index   map[string]int
	weights []float32 // by feature and class
	squares []float32 // sums of squared gradients: AdaGrad
	moved   []int     // classes whose weights a step moves
}

const (
	buckets = 1 << 17
	epochs  = 5
	least   = 1e-3 // a gradient that is smaller changes nothing
	speed   = 0.4
)

// example is a prompt with its action.
type example struct {
	text, action string
}

// learn trains a classifier; the order of the examples depends on the seed.
func learn(examples []example, seed uint64) *classifier {
	c := &classifier{index: map[string]int{}}
	for _, e := range examples {
		if _, ok := c.index[e.action]; !ok {
			c.index[e.action] = len(c.classes)
			c.classes = append(c.classes, e.action)
		}
	}
	c.weights, c.squares = make([]float32, buckets*len(c.classes)), make([]float32, buckets*len(c.classes))
	features := make([][]uint32, len(examples))
	for i, e := range examples {
		features[i] = featuresOf(e.text)
	}
	r := rand.New(rand.NewPCG(seed, 1))
	p := make([]float32, len(c.classes))
	for range epochs {
		for _, i := range r.Perm(len(examples)) {
			c.step(features[i], c.index[examples[i].action], p)
		}
	}
	return c
}

// step moves the weights along the gradient of one example's log loss.
func (c *classifier) step(features []uint32, want int, p []float32) {
	c.scores(features, p)
	softmax(p)
	p[want]--
	moved := c.moved[:0]
	for j, d := range p {
		if d > least || d < -least {
			moved = append(moved, j)
		}
	}
	c.moved = moved
	scale := float32(1 / math.Sqrt(float64(len(features))))
	for _, f := range features {
		at := int(f) * len(c.classes)
		w, s := c.weights[at:at+len(p)], c.squares[at:at+len(p)]
		for _, j := range moved {
			g := p[j] * scale
			s[j] += g * g
			w[j] -= speed * g / float32(math.Sqrt(float64(s[j]))+1e-3)
		}
	}
}

func (c *classifier) scores(features []uint32, p []float32) {
	clear(p)
	scale := float32(1 / math.Sqrt(float64(len(features))))
	for _, f := range features {
		at := int(f) * len(c.classes)
		for j, w := range c.weights[at : at+len(p)] {
			p[j] += w * scale
		}
	}
}

func softmax(p []float32) {
	most, sum := p[0], 0.0
	for _, v := range p {
		most = max(most, v)
	}
	for i, v := range p {
		e := math.Exp(float64(v - most))
		p[i] = float32(e)
		sum += e
	}
	for i := range p {
		p[i] = float32(float64(p[i]) / sum)
	}
}

// predict returns the likeliest action of a prompt.
func (c *classifier) predict(text string) string {
	p := make([]float32, len(c.classes))
	c.scores(featuresOf(text), p)
	best := 0
	for i, v := range p {
		if v > p[best] {
			best = i
		}
	}
	return c.classes[best]
}

// featuresOf are the buckets of a text's words, pairs of neighbouring words, and sequences
// of four letters. Numbers are one word.
func featuresOf(text string) []uint32 {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' })
	var out []uint32
	add := func(kind, s string) {
		h := fnv.New32a()
		h.Write([]byte(kind + s))
		out = append(out, h.Sum32()%buckets)
	}
	before := "^"
	for _, w := range words {
		if strings.ContainsFunc(w, unicode.IsDigit) {
			w = "#"
		}
		add("1", w)
		add("2", before+" "+w)
		before = w
		for padded, i := []rune("<"+w+">"), 0; i+4 <= len(padded); i++ {
			add("4", string(padded[i:i+4]))
		}
	}
	add("2", before+" $")
	return out
}
