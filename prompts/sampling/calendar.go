package sampling

import (
	"time"

	"github.com/slmkit/slmkit/dataset"

	"github.com/slmkit/slmkit/prompts/grammar"
)

// Calendar is the reference dates of a pack, the days that relative dates such as
// "tomorrow" count from: First and the days after it, Days in all.
type Calendar struct {
	First time.Time
	Days  int
}

// Of returns the reference date of a candidate of a template.
func (c Calendar) Of(t *grammar.Template, candidate uint64) time.Time {
	if c.Days == 1 {
		return c.First
	}
	return c.First.AddDate(0, 0, int(dataset.Mix(candidate^t.Hash)%uint64(c.Days)))
}
