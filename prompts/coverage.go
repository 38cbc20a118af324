package prompts

import "github.com/slmkit/slmkit/prompts/sampling"

// Coverage counts pairs of a template's part, which is a choice outside its slots, and
// a value of one of its slots. If a row sets no slot, the part alone counts.
type Coverage struct {
	Pairs int `json:"pairs"` // that stand in some row
	Often int `json:"often"` // that stand in as many rows as asked for
	Times int `json:"times"` // how many that is
	Of    int `json:"of"`    // pairs of the parts and values that stand in some row of a template
}

// add sums the coverage of a template up.
func (c *Coverage) add(s *sampling.Supply) {
	pairs, often, of := s.Covered()
	c.Pairs += pairs
	c.Often += often
	c.Of += of
}
