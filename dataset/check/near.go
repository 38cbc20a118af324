package check

import (
	"context"
	"fmt"
	"runtime"
	"slices"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/inorder"
	"github.com/slmkit/slmkit/dataset/leak"
)

// nearKeys are the keys by which rows that are nearly the same are found.
type nearKeys [leak.Bands]uint32

// nearKeysOf returns the keys of a folded text after turns with a hash: a text after other
// turns is another text.
func nearKeysOf(folded string, turns uint64) nearKeys {
	keys := nearKeys(leak.GramsOf(nil, folded).Keys())
	if turns != 0 {
		for i := range keys {
			keys[i] = uint32(dataset.Mix(uint64(keys[i]) ^ turns))
		}
	}
	return keys
}

// leastApart is the similarity from which on texts of two splits are compared word by word.
const leastApart = 0.6

// tries is how many rows with a key in common a row is compared with, for each key.
const tries = 8

// nearly finds texts that are nearly the same: in two splits, and twice in one. Rows with
// a key in common are compared in full, so that there are no false alarms. Of two splits,
// texts that one word sets apart are nearly the same as well. Equal texts,
// augmented copies, and rows of one template are no news here.
func nearly(ctx context.Context, c *Checker) error {
	n := c.rows.Len()
	leaks, twins := make([]int32, n), make([]int32, n)
	for i := range n {
		leaks[i], twins[i] = -1, -1
	}
	keys := make([]uint64, n)
	for band := range leak.Bands {
		for i := range n {
			keys[i] = uint64(c.near.at(i)[band])<<32 | uint64(i)
		}
		slices.Sort(keys)
		if err := c.compareBand(ctx, keys, leaks, twins); err != nil {
			return err
		}
	}
	for i := range n {
		switch {
		case leaks[i] >= 0:
			c.nearPair(NearLeak, i, int(leaks[i]))
		case twins[i] >= 0:
			c.nearPair(Near, i, int(twins[i]))
		}
	}
	return nil
}

// compareBand compares the rows that have a key of one band in common, on all cores.
// Every row has one key, so that no two goroutines write of one row.
func (c *Checker) compareBand(ctx context.Context, keys []uint64, leaks, twins []int32) error {
	q := inorder.New(func(part []uint64) {
		var a, b leak.Grams
		for len(part) > 0 {
			n := sameKey(part)
			for i := 1; i < n && ctx.Err() == nil; i++ {
				c.compareRow(part[:n], i, leaks, twins, &a, &b)
			}
			part = part[n:]
		}
	}, func([]uint64) bool { return true })
	defer q.Stop()
	least := max(len(keys)/(4*runtime.GOMAXPROCS(0)), 1024)
	for len(keys) > 0 {
		end := min(least, len(keys))
		for end < len(keys) && keys[end]>>32 == keys[end-1]>>32 {
			end++
		}
		q.Put(keys[:end])
		keys = keys[end:]
	}
	q.Flush()
	return ctx.Err()
}

// sameKey is the number of rows with the key of the first.
func sameKey(keys []uint64) int {
	n := 1
	for n < len(keys) && keys[n]>>32 == keys[0]>>32 {
		n++
	}
	return n
}

// compareRow compares the row at place i of a group with rows before it: those of other
// splits among the first of the group, and the last ones of its own.
func (c *Checker) compareRow(group []uint64, i int, leaks, twins []int32, a, b *leak.Grams) {
	row := func(k int) int { return int(uint32(group[k])) }
	at := row(i)
	r := c.rows.list.at(at)
	if leaks[at] >= 0 {
		return
	}
	folded := false
	text := ""
	try := func(k int) bool {
		other := c.rows.list.at(row(k))
		if other.input == r.input || r.template != 0 && r.template == other.template || r.parent != 0 || other.parent != 0 {
			return false
		}
		if !folded {
			text, folded = foldKey(c.rows.Text(at)), true
			*a = leak.GramsOf(*a, text)
		}
		otherText := foldKey(c.rows.Text(row(k)))
		*b = leak.GramsOf(*b, otherText)
		s := a.Similarity(*b)
		return s >= c.opts.Near || s >= leastApart && other.split != r.split && oneWordApart(text, otherText)
	}
	for k, left := 0, tries; k < min(i, 8*tries) && left > 0; k++ {
		if c.rows.list.at(row(k)).split == r.split {
			continue
		}
		if left--; try(k) {
			leaks[at] = int32(row(k))
			return
		}
	}
	for k, left := i-1, tries; k >= 0 && left > 0 && twins[at] < 0 && c.rows.list.at(row(k)).split == r.split; k-- {
		if left--; try(k) {
			twins[at] = int32(row(k))
		}
	}
}

func (c *Checker) nearPair(kind string, i, other int) {
	s := leak.GramsOf(nil, foldKey(c.rows.Text(i))).Similarity(leak.GramsOf(nil, foldKey(c.rows.Text(other))))
	c.result.addAlike(s)
	c.atPair(kind, i, other, fmt.Sprintf("%.0f %% alike", 100*s))
}
