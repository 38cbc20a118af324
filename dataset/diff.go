package dataset

import (
	"cmp"
	"hash/maphash"
	"slices"
)

// Differ says in what a dataset differs from an older one: first all of the old
// is added, then all of the new. Rows are the same by their ids, wherever they
// stand. It keeps some 60 bytes for each row of the old one.
type Differ struct {
	seed   maphash.Seed
	old    map[uint64]oldRow
	groups map[string]*Difference
	Same   int // rows that have not changed
}

// oldRow is a row of the old dataset that the new one has not shown yet.
type oldRow struct {
	split   uint8
	count   uint32 // of rows with this id
	content uint64
	group   *Difference
}

// Difference counts rows of one template, or of a file where rows name none.
type Difference struct {
	From    string `json:"from"`    // file:line of the template, or the file
	Removed int    `json:"removed"` // only in the old dataset
	Added   int    `json:"added"`   // only in the new one
	Moved   int    `json:"moved"`   // in another split
	Changed int    `json:"changed"` // with another text, call or slots
}

func (d *Difference) any() bool { return d.Removed+d.Added+d.Moved+d.Changed > 0 }

// NewDiffer returns a Differ of nothing.
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

// content is a hash of what a row says, not of where it stands or how it was
// made.
func (d *Differ) content(e *Example) (uint64, error) {
	bare := *e
	bare.ID, bare.Split, bare.Origin = "", "", nil
	line, err := bare.AppendJSON(nil)
	return maphash.Bytes(d.seed, line), err
}

// Old adds a row of the old dataset.
func (d *Differ) Old(file string, e *Example) error {
	content, err := d.content(e)
	if err != nil {
		return err
	}
	key := maphash.String(d.seed, e.ID)
	d.old[key] = oldRow{splitBit(e.Split), d.old[key].count + 1, content, d.group(file, e)}
	return nil
}

// New compares a row of the new dataset with the old one.
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

// Differences lists the templates whose rows differ, by name, and all of them
// together.
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
