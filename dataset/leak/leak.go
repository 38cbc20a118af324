// Package leak finds what the splits of a dataset share: the same prompts, the
// same templates, the same words of arguments, and prompts that are nearly the
// same. A model tested on what it was trained on looks better than it is.
package leak

import (
	"errors"
	"hash/maphash"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
)

// Kind is a way in which a row of one split may stand in another.
type Kind int

// The kinds, the most obvious first.
const (
	Exact     Kind = iota // the same text, whatever its case, spaces and last punctuation
	Template              // the same text but for the words of arguments
	Origin                // made by the same template of a pack
	Values                // the same words of all arguments
	SlotValue             // the same words of one argument; slots are counted, not rows
	Near                  // nearly the same text: see Finder.Near
	kinds
)

// Kinds lists them.
var Kinds = []Kind{Exact, Template, Origin, Values, SlotValue, Near}

var names = [kinds]string{"exact", "template", "origin", "values", "slot_value", "near"}

func (k Kind) String() string { return names[k] }

// Pair is what the rows of one split share with those of another.
type Pair struct {
	From, To dataset.Split // what stands in From leaks into To
	Counts   [kinds]Count
}

// Name is the pair in selectors and reports, "train/test".
func (p *Pair) Name() string { return string(p.From) + "/" + string(p.To) }

// Count is how many of N rows of a split (of those that have slots, or an
// origin, where it takes one) stand in the other, with some of them.
type Count struct {
	K, N    int
	Matches []Match
}

// Share is K of N, 0 of nothing.
func (c *Count) Share() float64 { return float64(c.K) / float64(max(c.N, 1)) }

// Match is a row of the second split and one of the first that it shares
// something with.
type Match struct {
	From       Row     `json:"from"`
	To         Row     `json:"to"`
	Similarity float64 `json:"similarity"` // of the texts
}

// Row names a row.
type Row struct {
	File string `json:"file"`
	ID   string `json:"id"`
	Text string `json:"text"`
}

// Finder collects the rows of a dataset. It keeps their texts, the hashes of
// their 4-grams and some 60 bytes more for each.
type Finder struct {
	Near float64 // similarity from which on two texts are nearly the same: see Similarity
	Show int     // matches kept for each pair and kind

	seed  maphash.Seed
	rows  []row
	files []string
	text  []byte // texts and ids, one after the other
	grams []uint32
	slots []uint64 // hashes of the slots' words
}

// row says where what a row is made of ends in the lists of the Finder; it
// begins where that of the row before ends.
type row struct {
	split        int8
	file         int32
	text, id     int
	grams, slots int
	hashes       [Values + 1]uint64 // by kind, 0 where it has none
}

// NewFinder returns a Finder of near duplicates from a similarity on, which
// keeps some matches to show.
func NewFinder(near float64, show int) *Finder {
	return &Finder{Near: near, Show: show, seed: maphash.MakeSeed()}
}

// Add takes a row of a file.
func (f *Finder) Add(file string, e *dataset.Example) error {
	split := slices.Index(dataset.Splits, e.Split)
	if split < 0 {
		return errors.New("is in no split: name the files train, dev and test, or write its split")
	}
	if len(f.files) == 0 || f.files[len(f.files)-1] != file {
		f.files = append(f.files, file)
	}
	r := row{split: int8(split), file: int32(len(f.files) - 1)}
	folded := Fold(e.Text)
	r.hashes[Exact] = f.hash(folded)
	r.hashes[Template] = f.hash(Fold(Delexicalise(e)))
	if o := e.Origin; o != nil && o.Template != "" {
		r.hashes[Origin] = f.hash(o.Pack + "\x00" + o.Template)
	}
	if words := slotWords(e); len(words) > 0 {
		for _, w := range words {
			f.slots = append(f.slots, f.hash(w))
		}
		r.hashes[Values] = f.hash(strings.Join(words, "\x00"))
	}
	f.grams = appendGrams(f.grams, folded)
	f.text = append(f.text, e.Text...)
	r.text = len(f.text)
	f.text = append(f.text, e.ID...)
	r.id, r.grams, r.slots = len(f.text), len(f.grams), len(f.slots)
	f.rows = append(f.rows, r)
	return nil
}

// hash is never 0.
func (f *Finder) hash(s string) uint64 { return max(maphash.String(f.seed, s), 1) }

// Fold is a text in lower case without what does not tell two prompts apart:
// runs of spaces and punctuation at the end.
func Fold(text string) string {
	return strings.TrimRight(strings.Join(strings.Fields(strings.ToLower(text)), " "), " .,!?;:")
}

// Delexicalise is the text of an example with each slot's words replaced by its
// name in braces.
func Delexicalise(e *dataset.Example) string {
	slots := slices.Clone(e.Slots)
	slices.SortFunc(slots, func(a, b dataset.Slot) int { return a.Start - b.Start })
	var b strings.Builder
	at := 0
	text := []rune(e.Text)
	for _, s := range slots {
		if s.Start < at || s.End > len(text) || s.End < s.Start {
			continue // a slot within another, or outside
		}
		b.WriteString(string(text[at:s.Start]))
		b.WriteString("{" + s.Name + "}")
		at = s.End
	}
	b.WriteString(string(text[at:]))
	return b.String()
}

// slotWords lists the arguments of an example as name=words, sorted.
func slotWords(e *dataset.Example) []string {
	var out []string
	for _, s := range e.Slots {
		out = append(out, s.Name+"="+Fold(s.Value))
	}
	slices.Sort(out)
	return out
}

func (f *Finder) textOf(i int) []byte {
	from := 0
	if i > 0 {
		from = f.rows[i-1].id
	}
	return f.text[from:f.rows[i].text]
}

func (f *Finder) named(i int) Row {
	return Row{File: f.files[f.rows[i].file], ID: string(f.text[f.rows[i].text:f.rows[i].id]), Text: string(f.textOf(i))}
}

func (f *Finder) slotsOf(i int) []uint64 {
	from := 0
	if i > 0 {
		from = f.rows[i-1].slots
	}
	return f.slots[from:f.rows[i].slots]
}

// Pairs compares the splits: each with those before it.
func (f *Finder) Pairs() []Pair {
	bySplit := make([][]int, len(dataset.Splits))
	for i := range f.rows {
		bySplit[f.rows[i].split] = append(bySplit[f.rows[i].split], i)
	}
	var out []Pair
	for to := range bySplit {
		for from := range to {
			if len(bySplit[from]) > 0 && len(bySplit[to]) > 0 {
				out = append(out, f.pair(from, to, bySplit))
			}
		}
	}
	return out
}

func (f *Finder) pair(from, to int, bySplit [][]int) Pair {
	p := Pair{From: dataset.Splits[from], To: dataset.Splits[to]}
	for k := Exact; k <= Values; k++ {
		in := map[uint64]int{}
		for _, i := range bySplit[from] {
			if h := f.rows[i].hashes[k]; h != 0 {
				in[h] = i
			}
		}
		for _, i := range bySplit[to] {
			if h := f.rows[i].hashes[k]; h != 0 {
				at, found := in[h]
				f.count(&p.Counts[k], found, at, i)
			}
		}
	}
	f.slotValues(&p.Counts[SlotValue], bySplit[from], bySplit[to])
	f.near(&p.Counts[Near], bySplit[from], bySplit[to])
	return p
}

func (f *Finder) count(c *Count, found bool, from, to int) {
	c.N++
	if !found {
		return
	}
	if c.K++; len(c.Matches) < f.Show {
		c.Matches = append(c.Matches, Match{f.named(from), f.named(to), similarity(f.gramsOf(from), f.gramsOf(to))})
	}
}

func (f *Finder) slotValues(c *Count, from, to []int) {
	in := map[uint64]int{}
	for _, i := range from {
		for _, h := range f.slotsOf(i) {
			in[h] = i
		}
	}
	for _, i := range to {
		for _, h := range f.slotsOf(i) {
			at, found := in[h]
			f.count(c, found, at, i)
		}
	}
}
