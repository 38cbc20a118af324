package leak

// Grams are the 4-grams of a text, sorted, each once. The text is one gram where it is
// shorter.
type Grams []uint32

// GramsOf returns the grams of a folded text. It reuses the memory of to.
func GramsOf(to Grams, folded string) Grams { return appendGrams(to[:0], folded) }

// Similarity is the Jaccard index of two sets of grams, from 0 to 1.
func (g Grams) Similarity(other Grams) float64 { return similarity(g, other) }

// Bands is how many keys a text has.
const Bands = bands

// Keys returns the keys by which texts that are nearly the same are found: two texts of a
// similarity have some key in common, in its place, with the chance Recall.
func (g Grams) Keys() (keys [Bands]uint32) {
	for band := range keys {
		keys[band] = uint32(bandKey(g, uint64(band)) >> 32)
	}
	return keys
}
