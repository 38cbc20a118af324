package prompts

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts/grammar"
)

// produced maps each parameter that some template sets to its values.
func (p *Pack) produced() map[*action.Param]map[string]bool {
	made := map[*action.Param]map[string]bool{}
	for _, t := range slices.Concat(p.content.Templates, p.content.Leads) {
		walked := map[*grammar.Node]bool{} // nodes are shared: go through each once
		var walk func(n *grammar.Node)
		walk = func(n *grammar.Node) {
			if walked[n] || n.May == 0 {
				return
			}
			walked[n] = true
			if n.Kind == grammar.KindSlot {
				param := t.Compiled.Slots[n.Slot].Param
				if made[param] == nil {
					made[param] = map[string]bool{}
				}
				values(n.Kids[0], param, made[param])
				return
			}
			for _, k := range n.Kids {
				walk(k)
			}
		}
		walk(t.Compiled.Root)
	}
	return made
}

// values notes the canonical values that the words of a slot may have.
func values(n *grammar.Node, p *action.Param, into map[string]bool) {
	if known(p) == nil {
		return
	}
	note := func(v any, err error) {
		if err == nil {
			if yes, ok := v.(bool); ok {
				v = strconv.FormatBool(yes)
			}
			into[fmt.Sprint(v)] = true
		}
	}
	switch n.Kind {
	case grammar.KindValue:
		note(p.NormalizeCanonical(n.Text, time.Time{}))
	case grammar.KindLiteral:
		note(p.Normalize(strings.TrimSpace(n.Text), time.Time{}))
	case grammar.KindAlt:
		for _, k := range n.Kids {
			values(k, p, into)
		}
	default:
		into[anything] = true
	}
}

// known lists the values of a parameter that has few enough to list.
func known(p *action.Param) []string {
	if p.Type == "boolean" {
		return []string{"true", "false"}
	}
	return p.Enum
}

// anything is the value noted for words that are too many to list.
const anything = "\x00"
