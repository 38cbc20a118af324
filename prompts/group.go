package prompts

import (
	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/prompts/grammar"
)

// group is templates of one action and the rows that they give to each split
// together.
type group struct {
	templates []*Template
	rows      [3]int
	allowed   func(*grammar.Walker) bool // which derivations, nil for all
}

// key names the group among those of its split.
func (g *group) key() string {
	if d := g.templates[0].Dialogue; d != nil {
		return "dialogues " + d.Action
	}
	return g.templates[0].Action()
}

func (g *group) total() int { return g.rows[0] + g.rows[1] + g.rows[2] }

// name says which split a group gives rows to. If rows are split by text, a group
// gives rows to all.
func (g *group) name() string {
	for i, n := range g.rows {
		if n == g.total() {
			return "split " + string(dataset.Splits[i])
		}
	}
	return "all splits"
}
