package prompts

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts/grammar"
)

// Lint finds what looks wrong with a pack that works: the warnings of loading it,
// what no dataset will ever have of it, and the actions, arguments and values
// that no template produces, which a model would never learn. The error is that
// of ctx.
func (p *Pack) Lint(ctx context.Context) (Faults, error) {
	dead, err := p.dead(ctx)
	if err != nil {
		return nil, err
	}
	out := append(slices.Clone(p.warnings), dead...)
	made := p.produced()
	miss := func(check, format string, args ...any) {
		out = append(out, &Fault{File: p.actions, Check: check, Warning: true, Message: fmt.Sprintf(format, args...)})
	}
	for _, a := range p.schema.Actions {
		if a.Name == none {
			continue
		}
		if !p.hasTemplate(a.Name) {
			miss("action without template", "no template asks for action %q", a.Name)
			continue
		}
		for _, param := range a.Params {
			values := made[param]
			if values == nil {
				miss("unused parameter", "no template of action %q sets parameter %q", a.Name, param.Name)
				continue
			}
			for _, v := range known(param) {
				if !values[v] && !values[anything] {
					miss("unused value", "no template of action %q sets parameter %q to %q", a.Name, param.Name, v)
				}
			}
		}
	}
	return out, nil
}

func (p *Pack) hasTemplate(action string) bool {
	return slices.ContainsFunc(p.templates, func(t *Template) bool { return slices.Contains(t.Actions, action) })
}

// known lists the values of a parameter that has few enough to list.
func known(p *action.Param) []string {
	if p.Type == "boolean" {
		return []string{"true", "false"}
	}
	return p.Enum
}

// anything stands for words that are not gone through.
const anything = "\x00"

// produced maps each parameter that some template sets to its values.
func (p *Pack) produced() map[*action.Param]map[string]bool {
	made := map[*action.Param]map[string]bool{}
	for _, t := range p.templates {
		walked := map[*grammar.Node]bool{} // nodes are shared: go through each once
		var walk func(n *grammar.Node)
		walk = func(n *grammar.Node) {
			if walked[n] || n.May == 0 {
				return
			}
			walked[n] = true
			if n.Kind == grammar.KindSlot {
				param := t.compiled.Slots[n.Slot].Param
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
		walk(t.compiled.Root)
	}
	return made
}

// values notes the canonical values that the words of a slot may have.
func values(n *grammar.Node, p *action.Param, into map[string]bool) {
	if known(p) == nil {
		return
	}
	note := func(words string) {
		if v, err := p.Normalize(strings.TrimSpace(words), time.Time{}); err == nil {
			if yes, ok := v.(bool); ok {
				v = strconv.FormatBool(yes)
			}
			into[fmt.Sprint(v)] = true
		}
	}
	switch n.Kind {
	case grammar.KindValue, grammar.KindLiteral:
		note(n.Text)
	case grammar.KindAlt:
		for _, k := range n.Kids {
			values(k, p, into)
		}
	default:
		into[anything] = true
	}
}
