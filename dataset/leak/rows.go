package leak

import (
	"errors"
	"hash/maphash"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/text"
)

// rows are the rows that a Finder has seen. What belongs to a row lies in lists
// that all rows share, since a slice for each would take more memory than its
// contents.
type rows struct {
	seed  maphash.Seed
	list  []row
	files []string
	words []byte   // inputs and ids, one after the other
	grams []uint32 // 4-grams of the folded texts
	slots []uint64 // hashes of the slots' words
}

// row says where what belongs to a row ends in the lists; it begins where that
// of the row before ends.
type row struct {
	split        int8 // index into dataset.Splits
	file         int32
	text, id     int
	grams, slots int
	hashes       [Values + 1]uint64 // by kind, 0 where it has none
}

// add takes a row of a file.
func (rs *rows) add(file string, e *dataset.Example) error {
	split := slices.Index(dataset.Splits, e.Split)
	if split < 0 {
		return errors.New("is in no split: name the files train, dev and test, or write its split")
	}
	if len(rs.files) == 0 || rs.files[len(rs.files)-1] != file {
		rs.files = append(rs.files, file)
	}
	r := row{split: int8(split), file: int32(len(rs.files) - 1)}
	input := e.Input()
	folded := text.Prompt(input)
	r.hashes[Exact] = rs.hash(folded)
	r.hashes[Template] = rs.hash(Frame(e))
	if o := e.Origin; o != nil && o.Template != "" {
		r.hashes[Origin] = rs.hash(o.Pack + "\x00" + o.Template)
	}
	if words := slotWords(e); len(words) > 0 {
		for _, w := range words {
			rs.slots = append(rs.slots, rs.hash(w))
		}
		r.hashes[Values] = rs.hash(strings.Join(words, "\x00"))
	}
	rs.grams = appendGrams(rs.grams, folded)
	rs.words = append(rs.words, input...)
	r.text = len(rs.words)
	rs.words = append(rs.words, e.ID...)
	r.id, r.grams, r.slots = len(rs.words), len(rs.grams), len(rs.slots)
	rs.list = append(rs.list, r)
	return nil
}

// hash is never 0.
func (rs *rows) hash(s string) uint64 { return max(maphash.String(rs.seed, s), 1) }

// before is the row before row i, which says where row i begins.
func (rs *rows) before(i int) row {
	if i == 0 {
		return row{}
	}
	return rs.list[i-1]
}

// named says which row i is.
func (rs *rows) named(i int) Row {
	r := &rs.list[i]
	return Row{File: rs.files[r.file], ID: string(rs.words[r.text:r.id]), Text: string(rs.words[rs.before(i).id:r.text])}
}

func (rs *rows) gramsOf(i int) []uint32 { return rs.grams[rs.before(i).grams:rs.list[i].grams] }
func (rs *rows) slotsOf(i int) []uint64 { return rs.slots[rs.before(i).slots:rs.list[i].slots] }

// bySplit lists the rows of each split.
func (rs *rows) bySplit() [][]int {
	out := make([][]int, len(dataset.Splits))
	for i := range rs.list {
		out[rs.list[i].split] = append(out[rs.list[i].split], i)
	}
	return out
}

// Frame is what examples have in common that differ in the words of their arguments:
// the folded text without them, and in a dialogue the last question before it.
func Frame(e *dataset.Example) string {
	frame := text.Prompt(Delexicalise(e))
	if n := len(e.History); n > 0 {
		frame += "\x00" + text.Prompt(e.History[n-1].Text)
	}
	return frame
}

// Delexicalise returns the text of an example with the words of each slot
// replaced by its name in braces: send {amount} to {payee}. A slot inside another
// one, outside the text, or without offsets is left alone.
func Delexicalise(e *dataset.Example) string {
	slots := slices.Clone(e.Slots)
	slices.SortFunc(slots, func(a, b dataset.Slot) int { return a.Start - b.Start })
	var b strings.Builder
	at := 0
	letters := []rune(e.Text)
	for _, s := range slots {
		if s.Start < at || s.End > len(letters) || s.End <= s.Start {
			continue
		}
		b.WriteString(string(letters[at:s.Start]))
		b.WriteString("{" + s.Name + "}")
		at = s.End
	}
	b.WriteString(string(letters[at:]))
	return b.String()
}

// slotWords lists the arguments of an example as name=words, sorted.
func slotWords(e *dataset.Example) []string {
	var out []string
	for _, s := range e.Slots {
		out = append(out, s.Name+"="+text.Prompt(s.Value))
	}
	slices.Sort(out)
	return out
}
