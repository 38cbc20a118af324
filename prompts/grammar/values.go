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
	param     *action.Param
	says      string
	canonical bool // says is a canonical value, not words
}

// ValueOf returns the value of a parameter that words mean, where canonical is "", else
// that which canonical names. Dates and periods depend on ref and are not remembered.
func ValueOf[T string | []byte](known Values, p *action.Param, words T, canonical string, ref time.Time) (any, error) {
	if p.Format == "date" || p.Format == "period" {
		return normalize(p, string(words), canonical, ref)
	}
	key := meaning{p, canonical, true}
	if canonical == "" {
		key = meaning{p, string(words), false}
	}
	if v, ok := known[key]; ok {
		return v, nil
	}
	v, err := normalize(p, string(words), canonical, ref)
	if err == nil && len(known) < maxMeanings {
		key.says = strings.Clone(key.says) // it may be part of a longer string, which would be kept with it
		known[key] = v
	}
	return v, err
}

func normalize(p *action.Param, words, canonical string, ref time.Time) (any, error) {
	if canonical != "" {
		return p.NormalizeCanonical(canonical, ref)
	}
	return p.Normalize(words, ref)
}

// maxMeanings bounds what Values remember.
const maxMeanings = 1 << 12
