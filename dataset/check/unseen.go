package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/text"
)

// Unseen counts what a split has and training lacks.
type Unseen struct {
	Split dataset.Split `json:"split"`
	Of    string        `json:"of"` // values of a parameter, or words
	Param string        `json:"param,omitempty"`
	N     int           `json:"n"`    // that are unseen, each as often as it is there
	All   int           `json:"all"`  // values or words of the split
	Most  []UnseenThing `json:"most"` // the commonest
}

// The things that are unseen.
const (
	UnseenValues = "values"
	UnseenWords  = "words"
)

// UnseenThing is a value or a word that training lacks.
type UnseenThing struct {
	What string `json:"what"`
	N    int    `json:"n"`

	row int // the first one that has it
}

// mostUnseen is how many unseen things are listed.
const mostUnseen = 12

// mostNamed is how many of them a sentence names.
const mostNamed = 3

// unseenOf looks in dev and test for what training lacks.
func unseenOf(d *described, values []valueCount) []Unseen {
	if len(d.bySplit[0]) == 0 {
		return nil
	}
	var out []Unseen
	known := map[uint64]struct{}{}
	for _, r := range d.bySplit[0] {
		for word := range eachWord(d.Text(int(r))) {
			known[hashOf(word)] = struct{}{}
		}
	}
	for k := 1; k < noSplit; k++ {
		if len(d.bySplit[k]) > 0 {
			out = append(append(out, unseenValues(d, values, k)...), unseenWords(d, known, k))
		}
	}
	return out
}

// eachWord yields the words of a text that are made of letters, folded.
func eachWord(s string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for word := range strings.FieldsSeq(text.Fold(s)) {
			if word = strings.Trim(word, ".,!?;:\"'()[]…“”‘’"); word != "" && !strings.ContainsAny(word, "0123456789@$€£/") && !yield(word) {
				return
			}
		}
	}
}

// unseenWords counts the words of split k that are not known.
func unseenWords(d *described, known map[uint64]struct{}, k int) Unseen {
	u := Unseen{Split: splitAt(k), Of: UnseenWords}
	counts := map[string]*UnseenThing{}
	for _, r := range d.bySplit[k] {
		for word := range eachWord(d.Text(int(r))) {
			u.All++
			if _, seen := known[hashOf(word)]; seen {
				continue
			}
			if u.N++; counts[word] == nil {
				counts[word] = &UnseenThing{What: word, row: int(r)}
			}
			counts[word].N++
		}
	}
	for _, c := range counts {
		u.Most = append(u.Most, *c)
	}
	u.cut()
	return u
}

// unseenValues has an entry for each parameter that split k has values of.
func unseenValues(d *described, values []valueCount, k int) []Unseen {
	out := make([]Unseen, len(d.SlotNames()))
	for p, name := range d.SlotNames() {
		out[p] = Unseen{Split: splitAt(k), Of: UnseenValues, Param: name}
	}
	for i := range values {
		v := &values[i]
		u := &out[v.param]
		if u.All += int(v.n[k]); v.n[0] == 0 && v.n[k] > 0 {
			u.N += int(v.n[k])
			u.Most = append(u.Most, UnseenThing{v.words, int(v.n[k]), int(v.first[k]) - 1})
		}
	}
	for p := range out {
		out[p].cut()
	}
	return slices.DeleteFunc(out, func(u Unseen) bool { return u.All == 0 })
}

// String says how much is unseen, and what of it is commonest.
func (u *Unseen) String() string {
	of := u.Of
	if u.Param != "" {
		of += " of " + u.Param
	}
	var most []string
	for _, thing := range u.Most[:min(len(u.Most), mostNamed)] {
		most = append(most, fmt.Sprintf("%q", thing.What))
	}
	return fmt.Sprintf("%d of %d %s are nowhere in train, such as %s", u.N, u.All, of, strings.Join(most, ", "))
}

// cut keeps the commonest.
func (u *Unseen) cut() {
	slices.SortFunc(u.Most, func(a, b UnseenThing) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.What, b.What)) })
	u.Most = u.Most[:min(len(u.Most), mostUnseen)]
}
