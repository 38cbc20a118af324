package grammar

import (
	"strings"
	"time"

	"github.com/slmkit/slmkit/dataset/action"
)

// Values remembers the values of words that were normalized before, so that each
// is normalized once. It belongs to one goroutine.
type Values map[meaning]any

type meaning struct {
	param *action.Param
	words string
}

// ValueOf returns the value of a parameter that words, or a canonical value, mean.
// Dates and periods depend on ref and are not remembered.
func ValueOf[T string | []byte](known Values, p *action.Param, words T, ref time.Time) (any, error) {
	if p.Format == "date" || p.Format == "period" {
		return p.Normalize(string(words), ref)
	}
	if v, ok := known[meaning{p, string(words)}]; ok {
		return v, nil
	}
	own := strings.Clone(string(words)) // words may be part of a longer string, which would be kept with them
	v, err := p.Normalize(own, ref)
	if err == nil && len(known) < maxMeanings {
		known[meaning{p, own}] = v
	}
	return v, err
}

// maxMeanings bounds what meanings remember.
const maxMeanings = 1 << 12
