package check

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/text"
)

// description is what the statistics need of a row beside what Rows has.
type description struct {
	template uint64 // hash of the pack and the template, 0 where the row names none
	words    uint16
	several  bool // the row asks for several calls
}

func describe(r *Row) description {
	d := description{words: uint16(min(countWords(r.Text), 1<<16-1)), several: len(r.Want()) > 1}
	if r.Origin != nil && r.Origin.Template != "" {
		d.template = hashOn(hashOf(r.Origin.Pack+"\x00"), r.Origin.Template)
	}
	return d
}

func countWords(s string) int {
	n := 0
	for range strings.FieldsSeq(s) {
		n++
	}
	return n
}

// described are rows with what the statistics need of them.
type described struct {
	*Rows
	about   *column[description]
	hashes  []uint64  // of the folded texts
	frames  []uint64  // of the folded texts without arguments and figures
	bySplit [][]int32 // the rows of each split, those of none last
}

// noSplit is the index of rows without a split, behind those of dataset.Splits.
var noSplit = len(dataset.Splits)

// describeAll hashes the texts and the frames of all rows.
func describeAll(ctx context.Context, c *Checker) (*described, error) {
	n := c.rows.Len()
	d := &described{Rows: &c.rows, about: &c.about, hashes: make([]uint64, n), frames: make([]uint64, n), bySplit: make([][]int32, noSplit+1)}
	err := inParallel(ctx, n, func(from, to int) {
		var frame []byte
		for i := from; i < to; i++ {
			d.hashes[i] = mixed(hashOf(text.Prompt(d.Text(i))))
			frame = d.appendFrame(frame[:0], i)
			d.frames[i] = hashOf(text.Prompt(string(frame)))
		}
	})
	for i := range n {
		k := d.split(i)
		d.bySplit[k] = append(d.bySplit[k], int32(i))
	}
	return d, err
}

// split is the index of the split of row i.
func (d *described) split(i int) int {
	if s := d.list.at(i).split; s >= 0 {
		return int(s)
	}
	return noSplit
}

// group says which rows are alike: those of a template, or else of a frame.
func (d *described) group(i int) uint64 { return cmp.Or(d.about.at(i).template, d.frames[i]) }

// appendFrame appends the text of row i with the names of arguments in place of their
// words, and with one figure in place of several.
func (d *described) appendFrame(to []byte, i int) []byte {
	words, at := d.Text(i), uint32(0)
	row := d.list.at(i)
	slots := make([]Slot, 0, 8)
	for k := range int(row.slotCount) {
		slots = append(slots, *d.slots.at(int(row.slots) + k))
	}
	slices.SortFunc(slots, func(a, b Slot) int { return cmp.Compare(a.Start, b.Start) })
	for _, s := range slots {
		if s.Start < at || s.End <= s.Start {
			continue
		}
		to = appendMasked(to, words[at:s.Start])
		to = append(append(append(to, '{'), d.SlotNames()[s.Name]...), '}')
		at = s.End
	}
	return appendMasked(to, words[at:])
}

// appendMasked appends a text with runs of figures as one.
func appendMasked(to []byte, s string) []byte {
	for i := range len(s) {
		c := s[i]
		if c >= '0' && c <= '9' {
			if c = '0'; bytes.HasSuffix(to, []byte{'0'}) {
				continue
			}
		}
		to = append(to, c)
	}
	return to
}

// sampleOf takes at most n of the rows, those with the least hashes, in their order.
// Neither depends on the order of the rows.
func (d *described) sampleOf(rows []int32, n int) []int32 {
	byHash := slices.Clone(rows)
	slices.SortFunc(byHash, func(a, b int32) int { return cmp.Or(cmp.Compare(d.hashes[a], d.hashes[b]), cmp.Compare(a, b)) })
	return byHash[:min(n, len(byHash))]
}

func splitAt(k int) dataset.Split {
	if k < len(dataset.Splits) {
		return dataset.Splits[k]
	}
	return ""
}

// splitName names the split at an index.
func splitName(k int) string {
	if k == noSplit {
		return "no split"
	}
	return string(dataset.Splits[k])
}
