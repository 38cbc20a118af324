package main

import (
	"strings"
	"time"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/inference"
)

// targets is the grammar of all valid targets of a schema: calls with their
// parameters in order, values of enumerations, numbers, and words of the prompt.
func targets(s *action.Schema) *inference.Grammar {
	t := &targetGrammar{quotes: map[string]*inference.Pattern{}}
	var calls []*inference.Pattern
	for _, a := range s.Actions {
		call := inference.All(inference.Text(a.Name+"("), t.arguments(a, 0, false, map[place]*inference.Pattern{}))
		for _, p := range a.Params {
			if quote := t.quote(p); quote != nil && p.Required {
				call = inference.If(quote, call) // or it could not be ended
			}
		}
		calls = append(calls, call)
	}
	return inference.NewGrammar(inference.Many(inference.Any(calls...), inference.Text("; ")))
}

// targetGrammar makes the patterns of a schema.
type targetGrammar struct {
	quotes map[string]*inference.Pattern // words of the prompt, by the format that they are to have
}

// anyDay is what relative dates count from where only their form is of interest.
var anyDay = time.Date(2025, time.June, 16, 0, 0, 0, 0, time.UTC)

// place is a parameter and whether an argument stands before it.
type place struct {
	param int
	later bool
}

// arguments are those from the i-th parameter on, and what closes the call.
func (t *targetGrammar) arguments(a *action.Action, i int, later bool, done map[place]*inference.Pattern) *inference.Pattern {
	if i == len(a.Params) {
		return inference.Text(")")
	}
	at := place{i, later}
	if p := done[at]; p != nil {
		return p
	}
	p := a.Params[i]
	name := p.Name + "="
	if later {
		name = ", " + name
	}
	out := inference.All(inference.Text(name), t.value(p), t.arguments(a, i+1, true, done))
	if quote := t.quote(p); quote != nil && !p.Required {
		out = inference.If(quote, out)
	}
	if !p.Required {
		out = inference.Any(out, t.arguments(a, i+1, later, done))
	}
	done[at] = out
	return out
}

// value is what a parameter may be.
func (t *targetGrammar) value(p *action.Param) *inference.Pattern {
	switch quote := t.quote(p); {
	case quote != nil:
		return inference.All(inference.Text(`"`), quote, inference.Text(`"`))
	case len(p.Enum) > 0:
		return listOf(p.Enum)
	case p.Type == "boolean":
		return listOf([]string{"true", "false"})
	}
	return numerals(p)
}

// quote is words of the prompt that are a value of a parameter, nil where a value is
// none; the same for all parameters of a format, so that it is found out once what
// fits.
func (t *targetGrammar) quote(p *action.Param) *inference.Pattern {
	if len(p.Enum) > 0 || p.Type == "boolean" || p.Type == "integer" || p.Type == "number" {
		return nil
	}
	format := p.Format
	if action.Formats[format] == nil {
		format = ""
	}
	if t.quotes[format] == nil {
		var fits func(string) bool
		if format != "" {
			fits = func(words string) bool {
				_, err := p.Normalize(words, anyDay)
				return err == nil
			}
		}
		t.quotes[format] = inference.Quote(fits)
	}
	return t.quotes[format]
}

func listOf(all []string) *inference.Pattern {
	var out []*inference.Pattern
	for _, v := range all {
		out = append(out, inference.Text(strings.TrimSpace(v)))
	}
	return inference.Any(out...)
}
