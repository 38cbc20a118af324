package prompts

import "github.com/slmkit/slmkit/prompts/sampling"

// Coverage counts pairs. A pair is one choice outside the slots of a template (a
// part) together with one value of a slot. If a row sets no slot, the part alone
// counts as a pair.
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
