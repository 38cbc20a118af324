package leak

import (
	"cmp"
	"math"
	"slices"
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

// Recall is the chance that two texts of a similarity are compared.
func Recall(similarity float64) float64 {
	return 1 - math.Pow(1-math.Pow(similarity, perBand), bands)
}

// appendGrams appends the hashes of the 4-grams of a text, sorted, each once. A
// shorter text is one gram. Prompts are short: words would tell too little.
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

// similarity is the Jaccard index of two sorted sets: what they share of what
// either has.
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

// Similarity of two texts is the Jaccard index of their 4-grams of bytes, after
// Fold.
func Similarity(a, b string) float64 {
	return similarity(appendGrams(nil, Fold(a)), appendGrams(nil, Fold(b)))
}

func (f *Finder) gramsOf(i int) []uint32 {
	from := 0
	if i > 0 {
		from = f.rows[i-1].grams
	}
	return f.grams[from:f.rows[i].grams]
}

// keyed is a row with the hash of one band of its signature.
type keyed struct {
	key uint64
	row int32 // index into a split's rows
}

// near counts the rows of to that are nearly the same as one of from.
func (f *Finder) near(c *Count, from, to []int) {
	match := make([]int, len(to)) // the first row found, -1 for none
	for i := range match {
		match[i] = -1
	}
	a, b := make([]keyed, len(from)), make([]keyed, len(to))
	for band := range bands {
		f.band(a, from, uint64(band))
		f.band(b, to, uint64(band))
		slices.SortFunc(a, func(x, y keyed) int { return cmp.Or(cmp.Compare(x.key, y.key), cmp.Compare(x.row, y.row)) })
		for _, k := range b {
			if match[k.row] >= 0 {
				continue
			}
			at, _ := slices.BinarySearchFunc(a, k.key, func(x keyed, key uint64) int { return cmp.Compare(x.key, key) })
			for ; at < len(a) && a[at].key == k.key; at++ {
				if f.alike(from[a[at].row], to[k.row]) {
					match[k.row] = from[a[at].row]
					break
				}
			}
		}
	}
	for i, at := range match {
		f.count(c, at >= 0, at, to[i])
	}
}

func (f *Finder) alike(i, j int) bool {
	a, b := f.gramsOf(i), f.gramsOf(j)
	if small, large := min(len(a), len(b)), max(len(a), len(b)); float64(small) < f.Near*float64(large) {
		return false
	}
	return similarity(a, b) >= f.Near
}

// band fills in the hash of one band of the rows' signatures: perBand least
// values of the grams, each under a hash function of its own.
func (f *Finder) band(out []keyed, rows []int, band uint64) {
	var salts [perBand]uint64
	for i := range salts {
		salts[i] = mix(band*perBand + uint64(i))
	}
	for n, row := range rows {
		least := [perBand]uint64{}
		for i := range least {
			least[i] = math.MaxUint64
		}
		for _, g := range f.gramsOf(row) {
			h := mix(uint64(g))
			for i, salt := range salts {
				least[i] = min(least[i], (h^salt)*0x9e3779b97f4a7c15)
			}
		}
		key := uint64(0)
		for _, v := range least {
			key = mix(key ^ v)
		}
		out[n] = keyed{key, int32(n)}
	}
}

// mix is the finisher of splitmix64.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
