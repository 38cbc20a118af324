package check

import (
	"cmp"
	"context"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/slmkit/slmkit/dataset/text"
)

// The model of labels learns from at most mostLearnt rows, those with the least hashes, and
// judges all. It has at most mostWeights weights of 4 bytes.
const (
	folds        = 5
	epochs       = 3
	learningRate = 0.5
	mostLearnt   = 50_000
	mostWeights  = 1 << 23
)

// leastGroups and leastRows are of how many groups and rows of a label the model must have
// learnt before it may contradict the label.
const (
	leastGroups = 3
	leastRows   = 10
)

// labelRows are the rows whose labels are looked at.
type labelRows interface {
	len() int
	text(i int) string
	label(i int) int    // below the number of labels, -1 for none
	group(i int) uint64 // rows of a template or a frame are in one group
	hash(i int) uint64  // decides which rows are learnt from
}

// doubt says that a row is likely of another label than it says.
type doubt struct {
	row, other int
	margin     float64 // how much likelier the other label is, as a logarithm
}

// labelDoubts looks for rows whose label is likely wrong. A model of words and letters
// reads each row after it has learnt from four fifths of the groups, of which the row's is
// none, and the labels of the other rows of the group say what they say. Doubts of at
// least the margin are returned, the greatest first, with the number of rows that could be
// judged.
func labelDoubts(ctx context.Context, rows labelRows, labels int, margin float64) (doubts []doubt, judged int, err error) {
	if labels < 2 {
		return nil, 0, nil
	}
	m := &labelModel{rows: rows, labels: labels, size: bucketsFor(labels), order: byGroup(rows)}
	m.sample()
	results := make([]foldResult, folds)
	var next atomic.Int32
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), folds) {
		wg.Go(func() {
			j := newJudge(m, margin)
			for fold := int(next.Add(1)) - 1; fold < folds && ctx.Err() == nil; fold = int(next.Add(1)) - 1 {
				results[fold] = j.fold(ctx, fold)
			}
		})
	}
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return nil, 0, err
	}
	for _, r := range results {
		doubts, judged = append(doubts, r.doubts...), judged+r.judged
	}
	slices.SortFunc(doubts, func(a, b doubt) int { return cmp.Or(cmp.Compare(b.margin, a.margin), cmp.Compare(a.row, b.row)) })
	return doubts, judged, nil
}

// bucketsFor is how many buckets of features leave room for the labels' weights.
func bucketsFor(labels int) uint32 {
	size := uint32(1 << 18)
	for size > 1<<10 && int(size)*labels > mostWeights {
		size /= 2
	}
	return size
}

// labelModel is what the folds have in common.
type labelModel struct {
	rows   labelRows
	labels int
	size   uint32
	order  []int32 // rows with a label, those of a group side by side
	learnt []learntRow
}

// learntRow is a row of the sample, with its features.
type learntRow struct {
	label    int32
	group    uint64
	features []uint32
}

type foldResult struct {
	doubts []doubt
	judged int
}

func foldOf(group uint64) int { return int(mixed(group) % folds) }

// byGroup lists the rows that have a label, those of a group side by side.
func byGroup(rows labelRows) []int32 {
	var order []int32
	for i := range rows.len() {
		if rows.label(i) >= 0 {
			order = append(order, int32(i))
		}
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(rows.group(int(a)), rows.group(int(b))), cmp.Compare(a, b))
	})
	return order
}

// sample takes the rows to learn from, in the order of their hashes.
func (m *labelModel) sample() {
	byHash := slices.Clone(m.order)
	slices.SortFunc(byHash, func(a, b int32) int {
		return cmp.Or(cmp.Compare(mixed(m.rows.hash(int(a))), mixed(m.rows.hash(int(b)))), cmp.Compare(a, b))
	})
	for _, at := range byHash[:min(len(byHash), mostLearnt)] {
		i := int(at)
		m.learnt = append(m.learnt, learntRow{int32(m.rows.label(i)), m.rows.group(i), appendFeatures(nil, text.Prompt(m.rows.text(i)), m.size)})
	}
}

// knownTo are the labels that the model of a fold learns from enough groups and rows.
func (m *labelModel) knownTo(fold int) []bool {
	groups, rows := make([]map[uint64]bool, m.labels), make([]int, m.labels)
	for i := range m.learnt {
		l := &m.learnt[i]
		if foldOf(l.group) == fold {
			continue
		}
		if rows[l.label]++; len(groups[l.label]) >= leastGroups {
			continue
		}
		if groups[l.label] == nil {
			groups[l.label] = map[uint64]bool{}
		}
		groups[l.label][l.group] = true
	}
	out := make([]bool, m.labels)
	for k, g := range groups {
		out[k] = len(g) >= leastGroups && rows[k] >= leastRows
	}
	return out
}

// labelJudge reads the groups of one fold after the other.
type labelJudge struct {
	*labelModel
	margin   float64
	model    *softmax
	known    []bool
	scores   []float32
	votes    []int32 // rows of the group, by label
	features []uint32
	found    foldResult
}

func newJudge(m *labelModel, margin float64) *labelJudge {
	return &labelJudge{labelModel: m, margin: margin, model: newSoftmax(m.size, m.labels), scores: make([]float32, m.labels), votes: make([]int32, m.labels)}
}

// fold learns from the other folds and reads the groups of this one.
func (j *labelJudge) fold(ctx context.Context, fold int) foldResult {
	j.known, j.found = j.knownTo(fold), foldResult{}
	if !slices.Contains(j.known, true) {
		return j.found
	}
	j.model.reset()
	for epoch := range epochs {
		for i := range j.learnt {
			if i%1024 == 0 && ctx.Err() != nil {
				return j.found
			}
			if l := &j.learnt[i]; foldOf(l.group) != fold {
				j.model.learn(l.features, int(l.label), learningRate/float32(1+epoch), j.scores)
			}
		}
	}
	for from := 0; from < len(j.order) && ctx.Err() == nil; {
		group, to := j.rows.group(int(j.order[from])), from+1
		for to < len(j.order) && j.rows.group(int(j.order[to])) == group {
			to++
		}
		if foldOf(group) == fold {
			j.group(j.order[from:to])
		}
		from = to
	}
	return j.found
}

// group reads the rows of a group.
func (j *labelJudge) group(rows []int32) {
	clear(j.votes)
	for _, i := range rows {
		j.votes[j.rows.label(int(i))]++
	}
	for _, at := range rows {
		i := int(at)
		label := j.rows.label(i)
		if !j.known[label] {
			continue
		}
		j.found.judged++
		j.features = appendFeatures(j.features[:0], text.Prompt(j.rows.text(i)), j.size)
		j.model.scores(j.features, j.scores)
		j.vote(label, len(rows)-1)
		if other := j.best(label); other >= 0 {
			if by := float64(j.scores[other] - j.scores[label]); by >= j.margin {
				j.found.doubts = append(j.found.doubts, doubt{i, other, by})
			}
		}
	}
}

// hold is how many votes a label has that no row of the group has: it is still possible.
const hold = 0.5

// vote adds to the scores what the labels of the other n rows of the group say.
func (j *labelJudge) vote(label, n int) {
	if n == 0 {
		return
	}
	for k := range j.scores {
		votes := j.votes[k]
		if k == label {
			votes--
		}
		j.scores[k] += float32(math.Log((float64(votes) + hold) / (float64(n) + 2*hold)))
	}
}

// best is the likeliest label but one, of those that are known; -1 where there is none.
func (j *labelJudge) best(but int) int {
	at := -1
	for k, s := range j.scores {
		if k != but && j.known[k] && (at < 0 || s > j.scores[at]) {
			at = k
		}
	}
	return at
}
