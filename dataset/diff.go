package dataset

import (
	"cmp"
	"hash/maphash"
	"slices"
)

// Differ finds the rows in which a dataset differs from an older one. Old takes all
// rows of the older dataset, then New those of the newer one, in any order. Two
// rows are the same row if they have the same id. A Differ keeps some 60 bytes for
// each row of the older dataset.
type Differ struct {
	seed   maphash.Seed
	old    map[uint64]oldRow
	groups map[string]*Difference
	Same   int // rows that have not changed
}

// oldRow is a row of the older dataset.
type oldRow struct {
	split   uint8
	count   uint32 // rows with this id that the newer dataset has not shown yet
	content uint64
	group   *Difference
}

// Difference counts the rows of one template that differ, or those of a file whose
// rows name no template.
type Difference struct {
	From    string `json:"from"`    // file:line of the template, or the file
	Removed int    `json:"removed"` // only in the older dataset
	Added   int    `json:"added"`   // only in the newer one
	Moved   int    `json:"moved"`   // in another split
	Changed int    `json:"changed"` // with another text, call or slots
}

func (d *Difference) any() bool { return d.Removed+d.Added+d.Moved+d.Changed > 0 }

// NewDiffer returns a Differ that has seen no rows.
func NewDiffer() *Differ {
	return &Differ{seed: maphash.MakeSeed(), old: map[uint64]oldRow{}, groups: map[string]*Difference{}}
}

func (d *Differ) group(file string, e *Example) *Difference {
	from := file
	if e.Origin != nil && e.Origin.Template != "" {
		from = e.Origin.Template
	}
	if d.groups[from] == nil {
		d.groups[from] = &Difference{From: from}
	}
	return d.groups[from]
}

// content is a hash of what a row says, without its id, its split and how it was
// made.
func (d *Differ) content(e *Example) (uint64, error) {
	bare := *e
	bare.ID, bare.Split, bare.Origin = "", "", nil
	line, err := bare.AppendJSON(nil)
	return maphash.Bytes(d.seed, line), err
}

// Old adds a row of the older dataset. file is where the row is.
func (d *Differ) Old(file string, e *Example) error {
	content, err := d.content(e)
	if err != nil {
		return err
	}
	key := maphash.String(d.seed, e.ID)
	d.old[key] = oldRow{splitBit(e.Split), d.old[key].count + 1, content, d.group(file, e)}
	return nil
}

// New compares a row of the newer dataset with the older one.
func (d *Differ) New(file string, e *Example) error {
	content, err := d.content(e)
	if err != nil {
		return err
	}
	key := maphash.String(d.seed, e.ID)
	was := d.old[key]
	switch {
	case was.count == 0:
		d.group(file, e).Added++
		return nil
	case was.content != content:
		d.group(file, e).Changed++
	case was.split != splitBit(e.Split):
		d.group(file, e).Moved++
	default:
		d.Same++
	}
	was.count--
	d.old[key] = was
	return nil
}

// Differences returns the templates whose rows differ, ordered by name, and the
// sums over all of them. Rows that the newer dataset has not shown count as
// removed.
func (d *Differ) Differences() (all Difference, each []Difference) {
	for key, row := range d.old {
		row.group.Removed += int(row.count)
		row.count = 0
		d.old[key] = row
	}
	for _, g := range d.groups {
		all.Removed, all.Added, all.Moved, all.Changed = all.Removed+g.Removed, all.Added+g.Added, all.Moved+g.Moved, all.Changed+g.Changed
		if g.any() {
			each = append(each, *g)
		}
	}
	slices.SortFunc(each, func(a, b Difference) int { return cmp.Compare(a.From, b.From) })
	return all, each
}

// splitBit is the bit of a split in a set of splits.
func splitBit(split Split) uint8 {
	for i, s := range Splits {
		if s == split {
			return 1 << i
		}
	}
	return 1 << len(Splits) // examples without a split are a split of their own
}
