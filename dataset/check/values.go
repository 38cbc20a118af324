package check

import (
	"cmp"
	"slices"

	"github.com/slmkit/slmkit/dataset/text"
)

// valueCount counts a value of a parameter.
type valueCount struct {
	param int
	words string   // folded
	n     [4]int32 // by split
	first [4]int32 // the first row of each split, plus 1
}

// valuesOf counts the values of all parameters, in the order of their parameters and words.
func valuesOf(d *described) []valueCount {
	at := map[uint64]int32{}
	var out []valueCount
	for i := range d.Len() {
		split := d.split(i)
		d.EachSlot(i, func(name int, words string) {
			words = text.Prompt(words)
			key := mixed(hashOf(words)*fnvPrime ^ uint64(name))
			k, known := at[key]
			if !known {
				k = int32(len(out))
				at[key], out = k, append(out, valueCount{param: name, words: words})
			}
			v := &out[k]
			if v.n[split]++; v.first[split] == 0 {
				v.first[split] = int32(i) + 1
			}
		})
	}
	slices.SortFunc(out, func(a, b valueCount) int { return cmp.Or(cmp.Compare(a.param, b.param), cmp.Compare(a.words, b.words)) })
	return out
}
