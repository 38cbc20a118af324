package inference

import (
	"cmp"
	"errors"
	"slices"
)

// Paths are beginnings of outputs, as tokens, to be weighed against each other. They are
// a trie, so that what they share is computed once. Make them with NewPaths; they are safe
// for concurrent use.
type Paths struct {
	n    int // number of beginnings
	root *node
}

// node is a place in the trie of Paths.
type node struct {
	ids  []int32 // tokens that may come next, in order
	next []*node // the places behind them
	ends []int   // the beginnings that end here
}

// NewPaths makes a trie of beginnings, none of which is empty.
func NewPaths(beginnings [][]int32) (*Paths, error) {
	p := &Paths{n: len(beginnings), root: &node{}}
	for i, tokens := range beginnings {
		if len(tokens) == 0 {
			return nil, errors.New("an output begins with one token at least")
		}
		at := p.root
		for _, id := range tokens {
			at = at.child(id)
		}
		at.ends = append(at.ends, i)
	}
	return p, nil
}

// child returns the place behind a token, which it makes if it is not there.
func (n *node) child(id int32) *node {
	i, ok := slices.BinarySearchFunc(n.ids, id, cmp.Compare)
	if !ok {
		n.ids, n.next = slices.Insert(n.ids, i, id), slices.Insert(n.next, i, &node{})
	}
	return n.next[i]
}

// walk is the beginnings that are weighed for one prompt.
type walk struct {
	paths    *Paths
	logProbs []float64 // of each beginning, among all outputs
}

// spread weighs the tokens that may come behind the i-th row of the batch, which is behind
// the at-th token, where beginnings go on from there. They go on as rows of their own.
func (w *worker) spread(i, at int, r row) error {
	from := r.place
	if from == nil && r.walk != nil && len(r.tokens) == 0 {
		from = r.walk.paths.root
	}
	if from == nil || len(from.ids) == 0 || r.job.abandoned() {
		return nil
	}
	free, err := w.pick(at, true)
	if err == nil {
		err = w.scoreAll(at, from.ids)
	}
	if errors.Is(err, ErrOverflow) {
		r.err = ErrOverflow
		return nil
	}
	if err != nil {
		return err
	}
	for k, next := range from.next {
		reached := r.reached + float64(w.scores[k]-free.top) - free.rest
		for _, end := range next.ends {
			r.walk.logProbs[end] = reached
		}
		if len(next.ids) > 0 {
			r.open++
			w.goOn(i, 1, row{request: r.request, draft: r.draft, job: r.job, place: next, reached: reached}, []int32{from.ids[k]})
		}
	}
	return nil
}
