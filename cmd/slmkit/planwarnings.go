package main

import (
	"fmt"
	"strings"

	"github.com/slmkit/slmkit/prompts"
)

// planWarnings says what makes a dataset weaker than its size.
func (a *app) planWarnings(p *prompts.Pack, plan *prompts.Plan, pack, splitBy string) {
	words, left := p.Unreadable()
	if words > 0 {
		templates := ""
		if left > 0 {
			templates = fmt.Sprintf("; templates without other words: %d", left)
		}
		a.warn("slmkit plan: places with words that their parameters cannot read, which are not counted: %d%s: slmkit lint %s names them", words, templates, pack)
	}
	if splitBy != string(prompts.ByTemplate) {
		return
	}
	var few []string
	for _, c := range plan.Actions {
		if c.Templates[2] < 2 && c.Rows[0] > 0 && !c.Dialogues {
			few = append(few, c.Action)
		}
	}
	if len(few) > 0 {
		a.warn("slmkit plan: actions that are tested with one template or none: %s; write more templates, or test each once with slmkit generate --folds 5", shorten(few))
	}
}

// shorten lists the first names.
func shorten(names []string) string {
	const most = 5
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}
