package leak

import (
	"math"
	"math/bits"

	"github.com/slmkit/slmkit/dataset"
)

// Near duplicates are found by MinHash with banding (Broder 1997; Leskovec,
// Rajaraman and Ullman, Mining of Massive Datasets, ch. 3) and then held to
// their true similarity, so that none is a false alarm. Two texts of similarity
// s meet in some band with a chance of 1-(1-sʳ)ᵇ: at 0.8 in 99.93 %, at 0.9 in
// all but 2 of 10⁸.
const (
	bands   = 24 // b
	perBand = 6  // r
)

// Recall is the chance, from 0 to 1, that Pairs compares two texts of a
// similarity.
func Recall(similarity float64) float64 {
	return 1 - math.Pow(1-math.Pow(similarity, perBand), bands)
}

// near finds rows of one split that are nearly the same as rows of another.
type near struct {
	*rows
	least float64 // similarity
	work  *work
}

// match returns for each row of to the first row of from that is nearly the
// same, -1 where there is none.
func (n *near) match(from, to []int) ([]int, error) {
	match := make([]int, len(to))
	for i := range match {
		match[i] = -1
	}
	a, b := make([]uint64, len(from)), make([]uint64, len(to))
	for band := range uint64(bands) {
		if err := n.keys(a, from, band); err != nil {
			return nil, err
		}
		if err := n.keys(b, to, band); err != nil {
			return nil, err
		}
		same := newBuckets(a)
		for i, key := range b {
			if match[i] >= 0 {
				continue
			}
			for _, j := range same.of(key) {
				if err := n.work.step(); err != nil {
					return nil, err
				}
				if a[j] == key && n.alike(from[j], to[i]) {
					match[i] = from[j]
					break
				}
			}
		}
	}
	return match, nil
}

func (n *near) alike(i, j int) bool {
	a, b := n.gramsOf(i), n.gramsOf(j)
	if small, large := min(len(a), len(b)), max(len(a), len(b)); float64(small) < n.least*float64(large) {
		return false
	}
	return similarity(a, b) >= n.least
}

// keys fills in the hash of one band of the rows' signatures.
func (n *near) keys(out []uint64, list []int, band uint64) error {
	for at, row := range list {
		if err := n.work.step(); err != nil {
			return err
		}
		out[at] = bandKey(n.gramsOf(row), band)
	}
	return nil
}

// bandKey is the hash of one band of a signature: perBand least values of the grams, each
// under a hash function of its own.
func bandKey(grams []uint32, band uint64) uint64 {
	var salts, least [perBand]uint64
	for i := range salts {
		salts[i], least[i] = dataset.Mix(band*perBand+uint64(i)), math.MaxUint64
	}
	for _, g := range grams {
		h := dataset.Mix(uint64(g))
		for i, salt := range salts {
			least[i] = min(least[i], (h^salt)*0x9e3779b97f4a7c15)
		}
	}
	key := uint64(0)
	for _, v := range least {
		key = dataset.Mix(key ^ v)
	}
	return key
}

// buckets finds the places of equal keys in a list.
type buckets struct {
	shift  int
	start  []int32 // of each bucket in places, and the end of the last
	places []int32 // by bucket, each in the order of the list
}

// newBuckets puts keys into buckets of about four by their highest bits.
func newBuckets(keys []uint64) *buckets {
	width := bits.Len(uint(len(keys) / 4))
	b := &buckets{shift: 64 - width, start: make([]int32, 1<<width+1), places: make([]int32, len(keys))}
	for _, k := range keys {
		b.start[k>>b.shift+1]++
	}
	for i := 1; i < len(b.start); i++ {
		b.start[i] += b.start[i-1]
	}
	next := append([]int32(nil), b.start...)
	for i, k := range keys {
		at := &next[k>>b.shift]
		b.places[*at] = int32(i)
		*at++
	}
	return b
}

// of returns the places of the keys in the bucket of key.
func (b *buckets) of(key uint64) []int32 {
	i := key >> b.shift
	return b.places[b.start[i]:b.start[i+1]]
}
