package check

import (
	"context"
	"fmt"
)

// sound holds a row to itself.
func sound(_ *Options, r *Row, found func(kind, detail string)) {
	if err := r.Sound(); err != nil {
		found(Record, err.Error())
	}
}

// verified holds a row to the action schema, if it has a call with its arguments.
func verified(o *Options, r *Row, found func(kind, detail string)) {
	if o.Verify == nil || !hasArgs(r.Example) && r.Target == "" {
		return
	}
	if err := o.Verify(r.Example); err != nil {
		found(Call, err.Error())
	}
}

// usual is the share of rows that have something from which on a row without it is a
// fault, and not of a dataset that does without.
const usual = 0.5

// missing finds rows without what most rows have, and says what the dataset does without.
func missing(_ context.Context, c *Checker) error {
	rs := &c.rows
	for _, part := range []struct {
		article, what, unchecked string
		has                      func(r *row) bool
	}{
		{"an", "id", "ids", func(r *row) bool { return r.id.size > 0 }},
		{"a", "split", "leaks between splits", func(r *row) bool { return r.flags&hasSplit != 0 }},
		{"a", "call or label", "conflicts of labels", func(r *row) bool { return r.label >= 0 || r.flags&hasTarget != 0 }},
		{"a", "target", "targets", func(r *row) bool { return r.flags&hasTarget != 0 }},
	} {
		n := 0
		for i := range rs.Len() {
			if part.has(rs.list.at(i)) {
				n++
			}
		}
		if n == 0 && rs.Len() > 0 {
			c.unchecked(part.unchecked, "no row has "+part.article+" "+part.what)
		}
		if float64(n) < usual*float64(rs.Len()) {
			continue
		}
		for i := range rs.Len() {
			if !part.has(rs.list.at(i)) {
				c.atRow(Missing, i, fmt.Sprintf("the row has no %s, and %d of %d rows have one", part.what, n, rs.Len()))
			}
		}
	}
	return nil
}
