package prompts

import (
	"time"

	"github.com/slmkit/slmkit/prompts/grammar"
)

// calendar is the reference dates of a pack, the days that relative dates such
// as "tomorrow" count from: days consecutive days, beginning with first.
type calendar struct {
	first time.Time
	days  int
}

// of returns the reference date of a candidate of a template.
func (c calendar) of(t *grammar.Template, candidate uint64) time.Time {
	if c.days == 1 {
		return c.first
	}
	return c.first.AddDate(0, 0, int(grammar.Mix(candidate^t.Hash)%uint64(c.days)))
}
