package eval

import (
	"slices"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/dataset/text"
)

// sameAnswer reports whether two predictions for an example mean the same calls, in any
// order. Answers that cannot be read are the same if their words are.
func (j *Judge) sameAnswer(e *dataset.Example, a, b *dataset.Prediction) bool {
	if a.Output == b.Output && a.Truncated == b.Truncated && a.Error == b.Error {
		if _, err := action.ParseTarget(a.Output); err == nil {
			return true
		}
	}
	own := j.lend()
	defer j.own.Put(own)
	first, second := own.predicted(e, a), own.predicted(e, b)
	if first.status != "" || second.status != "" {
		return first.status == second.status && first.kind == second.kind && text.Compared(a.Output) == text.Compared(b.Output)
	}
	return own.sameCalls(first.calls, second.calls)
}

// sameCalls reports whether two lists have equal calls.
func (q equality) sameCalls(a, b []call) bool {
	if len(a) != len(b) {
		return false
	}
	left := slices.Clone(b)
	for i := range a {
		at := slices.IndexFunc(left, func(c call) bool { return q.sameCall(&a[i], &c) })
		if at < 0 {
			return false
		}
		left = slices.Delete(left, at, at+1)
	}
	return true
}

func (q equality) sameCall(a, b *call) bool {
	if a.name != b.name || len(a.args) != len(b.args) || len(a.twice) != len(b.twice) {
		return false
	}
	return !slices.ContainsFunc(a.args, func(x argument) bool {
		y := b.arg(x.name)
		return y == nil || !q.same(x.param, x.values, y.values[0])
	})
}
