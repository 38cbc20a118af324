package prompts

import (
	"context"
	"fmt"
	"slices"

	"github.com/slmkit/slmkit/dataset"
)

// Lint finds what looks wrong with a pack that works: the warnings of loading it, what
// no dataset will ever contain, and the actions, parameters and values that no template
// produces, which a model would never learn. The error is that of ctx.
func (p *Pack) Lint(ctx context.Context) (Faults, error) {
	dead, err := p.dead(ctx)
	if err != nil {
		return nil, err
	}
	out := append(slices.Clone(p.content.Warnings), dead...)
	made := p.produced()
	miss := func(check, format string, args ...any) {
		out = append(out, &Fault{File: p.content.Actions, Check: check, Warning: true, Message: fmt.Sprintf(format, args...)})
	}
	for _, a := range p.content.Schema.Actions {
		if a.Name == dataset.None {
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
	return slices.ContainsFunc(p.content.Templates, func(t *Template) bool { return slices.Contains(t.Actions, action) })
}
