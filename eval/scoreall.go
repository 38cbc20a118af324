package eval

import (
	"context"
	"iter"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/inorder"
)

// scored is an example with its prediction and its result in every run; a missing
// prediction is nil.
type scored struct {
	gold    *Gold
	found   []*dataset.Prediction
	results []Result
}

// scoredBatch is what a core scores at a time. print identifies its gold.
type scoredBatch struct {
	items []scored
	print goldPrint
}

// batchExamples is how many examples a batch has.
const batchExamples = 256

// scoreAll joins gold and runs as join does, scores on all cores and calls take with
// each example in the order of gold. It returns what join returns, and what
// identifies gold. After an error, discard whatever take has counted.
func scoreAll(ctx context.Context, gold iter.Seq2[Gold, error], runs []Predictions, o Options, allowMissing bool, judge *Judge,
	take func(*scored)) ([]Mismatch, goldPrint, error) {
	var print goldPrint
	q := inorder.New(func(b *scoredBatch) { b.score(judge) }, func(b *scoredBatch) bool {
		print.plus(&b.print)
		for i := range b.items {
			take(&b.items[i])
		}
		return true
	})
	defer q.Stop()
	b := &scoredBatch{}
	missing, err := join(ctx, gold, runs, o, allowMissing, func(g *Gold, found []*dataset.Prediction) {
		b.add(g, found)
		if len(b.items) == batchExamples {
			q.Put(b)
			b = &scoredBatch{}
		}
	})
	if err != nil {
		return nil, goldPrint{}, err
	}
	q.Put(b)
	q.Flush()
	return missing, print, nil
}

// add adds an example. It copies found, which join uses again.
func (b *scoredBatch) add(g *Gold, found []*dataset.Prediction) {
	if b.items == nil {
		b.items = make([]scored, 0, batchExamples)
	}
	b.items = append(b.items, scored{g, append([]*dataset.Prediction(nil), found...), make([]Result, len(found))})
}

func (b *scoredBatch) score(judge *Judge) {
	for i := range b.items {
		x := &b.items[i]
		b.print.add(x.gold)
		for k, p := range x.found {
			x.results[k] = judge.Score(x.gold, p)
		}
	}
}
