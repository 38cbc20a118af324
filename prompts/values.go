package prompts

import (
	"strings"
	"time"

	"github.com/slmkit/slmkit/dataset/action"
)

// meanings remembers what words mean as arguments. It is used by one goroutine.
type meanings map[meaning]any

type meaning struct {
	param *action.Param
	words string
}

// valueOf is the argument that words, or a canonical value, mean. Only dates and
// periods depend on the reference date: they are not remembered.
func valueOf[T string | []byte](known meanings, p *action.Param, words T, ref time.Time) (any, error) {
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
