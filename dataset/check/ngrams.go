package check

import "strings"

// appendFeatures appends the features of a folded text for the model of labels: its words,
// its pairs of words, and its sequences of 3 and 4 bytes, each as a bucket below size, a
// power of two. Spaces at the ends tell where words begin and end.
func appendFeatures(to []uint32, folded string, size uint32) []uint32 {
	add := func(kind byte, h uint64) {
		to = append(to, uint32(mixed(h*fnvPrime^uint64(kind)))&(size-1))
	}
	before := uint64(0)
	for word := range strings.FieldsSeq(folded) {
		h := hashOf(word)
		add('w', h)
		if before != 0 {
			add('p', hashOn(before, word))
		}
		before = hashOn(h, " ")
	}
	padded := " " + folded + " "
	for i := range len(padded) {
		if i+3 <= len(padded) {
			add('c', hashOf(padded[i:i+3]))
		}
		if i+4 <= len(padded) {
			add('c', hashOf(padded[i:i+4]))
		}
	}
	return to
}
