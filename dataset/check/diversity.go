package check

import (
	"compress/flate"
	"io"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
)

// Diversity says how unlike each other the texts of a split are. It is that of a sample of
// at most 10,000 texts, since each of its numbers depends on how many texts there are.
type Diversity struct {
	N           int     `json:"n"`           // texts of the sample
	Distinct1   float64 `json:"distinct_1"`  // different words of all words
	Distinct2   float64 `json:"distinct_2"`  // different pairs of words of all pairs
	Distinct3   float64 `json:"distinct_3"`  // different sequences of three words of all of them
	Compression float64 `json:"compression"` // bytes of the texts over bytes of their DEFLATE
	Repeating   float64 `json:"repeating"`   // share of the texts of five words or more that share five words in a row with another text
}

// mostDiverse is how many texts of a split diversity is computed from.
const mostDiverse = 10_000

// repeated is how many words in a row two texts share that repeat each other.
const repeated = 5

// diversityOf looks at rows that are in an order that does not follow what they say.
func diversityOf(d *described, rows []int32) Diversity {
	texts := make([]string, len(rows))
	for i, r := range rows {
		texts[i] = text.Prompt(d.Text(int(r)))
	}
	return diversityOfTexts(texts)
}

func diversityOfTexts(texts []string) Diversity {
	d := Diversity{N: len(texts)}
	words := make([][]uint64, len(texts))
	for i, s := range texts {
		for w := range strings.FieldsSeq(s) {
			words[i] = append(words[i], hashOf(w))
		}
	}
	for n, share := range map[int]*float64{1: &d.Distinct1, 2: &d.Distinct2, 3: &d.Distinct3} {
		grams := gramsOf(words, n)
		if all := len(grams); all > 0 {
			*share = float64(len(slices.Compact(grams))) / float64(all)
		}
	}
	d.Repeating = repeating(words)
	d.Compression = compression(texts)
	return d
}

// gramsOf lists the sequences of n words of all texts, sorted.
func gramsOf(texts [][]uint64, n int) []uint64 {
	var out []uint64
	for _, words := range texts {
		for i := 0; i+n <= len(words); i++ {
			out = append(out, gram(words[i:i+n]))
		}
	}
	slices.Sort(out)
	return out
}

// gram hashes words in a row.
func gram(words []uint64) uint64 {
	h := uint64(fnvBasis)
	for _, w := range words {
		h = mixed(h*fnvPrime ^ w)
	}
	return h
}

// repeating is the share of the texts with enough words that share a long sequence with
// another text.
func repeating(texts [][]uint64) float64 {
	in := map[uint64]int{} // the first text of a sequence, -1 for several
	for i, words := range texts {
		for k := 0; k+repeated <= len(words); k++ {
			g := gram(words[k : k+repeated])
			if first, ok := in[g]; !ok {
				in[g] = i
			} else if first != i {
				in[g] = -1
			}
		}
	}
	n, of := 0, 0
	for _, words := range texts {
		if len(words) < repeated {
			continue
		}
		of++
		for k := 0; k+repeated <= len(words); k++ {
			if in[gram(words[k:k+repeated])] < 0 {
				n++
				break
			}
		}
	}
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

// compression is how much shorter DEFLATE makes the texts.
func compression(texts []string) float64 {
	var c counter
	w, err := flate.NewWriter(&c, flate.BestCompression)
	if err != nil {
		return 0 // unreachable: the level is one of flate's
	}
	all := 0
	for _, s := range texts {
		all += len(s) + 1
		_, _ = io.WriteString(w, s+"\n") // to memory
	}
	if w.Close() != nil || c == 0 || all == 0 {
		return 0
	}
	return float64(all) / float64(c)
}

// counter counts the bytes that are written.
type counter int

func (c *counter) Write(b []byte) (int, error) {
	*c += counter(len(b))
	return len(b), nil
}
