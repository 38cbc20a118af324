package leak

import (
	"slices"

	"github.com/slmkit/slmkit/dataset/text"
)

// Similarity of two texts is the Jaccard index of their 4-grams of bytes, after
// text.Prompt: what they share of what either has, from 0 to 1.
func Similarity(a, b string) float64 {
	return similarity(appendGrams(nil, text.Prompt(a)), appendGrams(nil, text.Prompt(b)))
}

// appendGrams appends the 4-grams of a text, sorted, each once. A shorter text is
// one gram. Prompts are short: sets of words would tell too little.
func appendGrams(to []uint32, text string) []uint32 {
	first := len(to)
	b := []byte(text)
	for i := 0; i+4 <= len(b); i++ {
		to = append(to, uint32(b[i])|uint32(b[i+1])<<8|uint32(b[i+2])<<16|uint32(b[i+3])<<24)
	}
	if len(b) < 4 {
		var gram uint32
		for i, c := range b {
			gram |= uint32(c) << (8 * i)
		}
		to = append(to, gram)
	}
	slices.Sort(to[first:])
	return to[:first+len(slices.Compact(to[first:]))]
}

// similarity is the Jaccard index of two sorted sets.
func similarity(a, b []uint32) float64 {
	both, i, j := 0, 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			both++
			i++
			j++
		}
	}
	return float64(both) / float64(len(a)+len(b)-both)
}
