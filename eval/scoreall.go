package eval

import (
	"context"
	"iter"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/inorder"
)

// scored is an example with its prediction and its result in every run; a missing
// prediction is nil. id is the hash of its id, and key tells examples of the same parts.
type scored struct {
	gold    *Gold
	id      uint64
	key     []byte
	found   []*dataset.Prediction
	results []Result
}

// scoredBatch is what a core scores at a time. print identifies its gold.
type scoredBatch struct {
	runs    int
	gold    []Gold
	ids     []uint64
	keys    []byte
	keyEnds []int
	found   []*dataset.Prediction // those of an example are beside each other, as its results are
	results []Result
	print   goldPrint
}

// batchExamples is how many examples a batch has.
const batchExamples = 512

// scoreAll joins gold and runs as join does, scores on all cores and calls take with
// each example in the order of gold. It returns what join returns, and what
// identifies gold. After an error, discard whatever take has counted.
func scoreAll(ctx context.Context, gold iter.Seq2[Gold, error], runs []Predictions, o Options, allowMissing bool, judge *Judge,
	take func(*scored)) ([]Mismatch, goldPrint, error) {
	var print goldPrint
	q := inorder.New(func(b *scoredBatch) { b.score(judge) }, func(b *scoredBatch) bool {
		print.plus(&b.print)
		b.each(take)
		return true
	})
	defer q.Stop()
	b := newScoredBatch(len(runs))
	missing, err := join(ctx, gold, runs, o, allowMissing, func(g *Gold, id uint64, found []*dataset.Prediction) {
		b.add(g, id, found)
		if len(b.gold) == batchExamples {
			q.Put(b)
			b = newScoredBatch(len(runs))
		}
	})
	if err != nil {
		return nil, goldPrint{}, err
	}
	q.Put(b)
	q.Flush()
	return missing, print, nil
}

func newScoredBatch(runs int) *scoredBatch {
	return &scoredBatch{runs: runs, gold: make([]Gold, 0, batchExamples), ids: make([]uint64, 0, batchExamples),
		found: make([]*dataset.Prediction, 0, runs*batchExamples)}
}

// add adds an example. It copies found, which join uses again.
func (b *scoredBatch) add(g *Gold, id uint64, found []*dataset.Prediction) {
	b.gold, b.ids, b.found = append(b.gold, *g), append(b.ids, id), append(b.found, found...)
}

func (b *scoredBatch) score(judge *Judge) {
	b.results = make([]Result, len(b.found))
	for i := range b.gold {
		b.print.add(&b.gold[i])
		b.keys = appendKey(b.keys, &b.gold[i])
		b.keyEnds = append(b.keyEnds, len(b.keys))
	}
	for i, p := range b.found {
		b.results[i] = judge.Score(&b.gold[i/b.runs], p)
	}
}

// each calls take with every example.
func (b *scoredBatch) each(take func(*scored)) {
	var x scored
	key := 0
	for i := range b.gold {
		from, to := i*b.runs, (i+1)*b.runs
		x = scored{&b.gold[i], b.ids[i], b.keys[key:b.keyEnds[i]], b.found[from:to], b.results[from:to]}
		key = b.keyEnds[i]
		take(&x)
	}
}
