package check

import (
	"unsafe"

	"github.com/slmkit/slmkit/dataset"
)

// Row is an example with its place. A row of a foreign dataset may lack an id, a split,
// a target and arguments; where it has a label alone, Call has that name and Arguments
// is nil.
type Row struct {
	File string
	Line int
	*dataset.Example
}

// Rows is a compact copy of the rows of a dataset, by their number from 0: the texts lie
// in few large blocks without pointers, so that a million rows need some 150 MB and the
// garbage collector has nothing to follow. Strings that its methods return are parts of
// those blocks and cost nothing. Nobody changes Rows after the last Add.
type Rows struct {
	words  words
	list   column[row]
	slots  column[Slot]
	labels names // of calls
	names  names // of slots
	files  names
}

type row struct {
	text, id  span
	exact     uint64 // hash of the history and the text
	input     uint64 // the same of the folded text
	asks      uint64 // hash of what the row asks for: its target, its calls or its label
	template  uint64 // hash of the template, 0 where there is none
	parent    uint64 // hash of the parent's id, 0 where there is none
	slots     uint32 // place of the first in Rows.slots
	line      uint32
	label     int32 // -1 where there is none
	slotCount uint16
	file      uint16
	split     int8 // index into dataset.Splits, -1 where there is none
	flags     uint8
}

// Slot is an argument at bytes Start to End of the text of its row. Name is an index
// into SlotNames.
type Slot struct{ Name, Start, End uint32 }

// Len is the number of rows.
func (r *Rows) Len() int { return r.list.n }

// Text is the prompt of row i.
func (r *Rows) Text(i int) string { return r.words.at(r.list.at(i).text) }

// ID is the id of row i, "" where it has none.
func (r *Rows) ID(i int) string { return r.words.at(r.list.at(i).id) }

// Split is the split of row i, "" where it is in none.
func (r *Rows) Split(i int) dataset.Split {
	if s := r.list.at(i).split; s >= 0 {
		return dataset.Splits[s]
	}
	return ""
}

// Label is the name of the first call of row i as an index into Labels, -1 where the row
// has no call.
func (r *Rows) Label(i int) int { return int(r.list.at(i).label) }

// Labels lists the names of calls, in the order in which they were first seen.
func (r *Rows) Labels() []string { return r.labels.list }

// SlotNames lists the names of slots, in the order in which they were first seen.
func (r *Rows) SlotNames() []string { return r.names.list }

// EachSlot calls do for each slot of row i with the index of its name in SlotNames and
// its words.
func (r *Rows) EachSlot(i int, do func(name int, words string)) {
	row := r.list.at(i)
	text := r.words.at(row.text)
	for k := range int(row.slotCount) {
		s := r.slots.at(int(row.slots) + k)
		do(int(s.Name), text[s.Start:s.End])
	}
}

// Place says which row i is.
func (r *Rows) Place(i int) Place {
	row := r.list.at(i)
	return Place{File: r.files.list[row.file], Line: int(row.line), ID: r.ID(i), Split: r.Split(i), Text: r.Text(i)}
}

// names numbers strings.
type names struct {
	list []string
	at   map[string]int32
}

// of returns the number of a string, a new one where it is new.
func (n *names) of(s string) int32 {
	if i, ok := n.at[s]; ok {
		return i
	}
	if n.at == nil {
		n.at = map[string]int32{}
	}
	s = string([]byte(s)) // s may be part of a long record
	n.at[s] = int32(len(n.list))
	n.list = append(n.list, s)
	return n.at[s]
}

// words holds strings in blocks, which do not move when more come.
type words struct{ blocks [][]byte }

// span is where a string lies.
type span struct{ block, from, size uint32 }

const blockBytes = 1 << 20

// add copies a string.
func (w *words) add(s string) span {
	last := len(w.blocks) - 1
	if last < 0 || len(w.blocks[last])+len(s) > cap(w.blocks[last]) {
		w.blocks = append(w.blocks, make([]byte, 0, max(blockBytes, len(s))))
		last++
	}
	from := len(w.blocks[last])
	w.blocks[last] = append(w.blocks[last], s...)
	return span{uint32(last), uint32(from), uint32(len(s))}
}

// at returns a string without a copy: blocks are only appended to.
func (w *words) at(s span) string {
	if s.size == 0 {
		return ""
	}
	return unsafe.String(&w.blocks[s.block][s.from], int(s.size))
}

// column is a list in blocks, so that it grows without a copy of what it has.
type column[T any] struct {
	blocks [][]T
	n      int
}

const blockRows = 1 << 13

func (c *column[T]) add(v T) {
	if c.n%blockRows == 0 {
		c.blocks = append(c.blocks, make([]T, 0, blockRows))
	}
	last := &c.blocks[len(c.blocks)-1]
	*last = append(*last, v)
	c.n++
}

func (c *column[T]) at(i int) *T { return &c.blocks[i/blockRows][i%blockRows] }
