package scaffold

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/dataset/action"
)

// actionsFile writes the actions as actions.yaml, or as the tool list actions.json where
// they have keywords that only JSON Schema has.
func (d *domain) actionsFile() File {
	for _, a := range d.schema.Actions {
		for _, p := range a.Params {
			if !plainParam(p) {
				return File{"actions.json", d.schema.Tools()}
			}
		}
	}
	var b strings.Builder
	b.WriteString("# What the software can do. A prompt asks for one of these actions, with arguments.\n")
	for _, a := range d.schema.Actions {
		if a.Name == none {
			continue
		}
		fmt.Fprintf(&b, "%s:\n  description: %s\n", scalar(a.Name), quote(oneLine(a.Description)))
		if len(a.Params) > 0 {
			b.WriteString("  params:\n")
		}
		for _, p := range a.Params {
			fmt.Fprintf(&b, "    %s: {%s}\n", scalar(p.Name), param(p))
		}
	}
	return File{"actions.yaml", []byte(b.String())}
}

// plainParam reports whether actions.yaml can say all that is known of a parameter.
func plainParam(p *action.Param) bool {
	return !p.Const && p.ExclusiveMinimum == nil && p.ExclusiveMaximum == nil && p.MultipleOf == nil && p.MinLength == nil && p.MaxLength == nil && p.Pattern == nil
}

func param(p *action.Param) string {
	var parts []string
	add := func(key, value string) { parts = append(parts, key+": "+value) }
	switch {
	case len(p.Enum) > 0:
		var values []string
		for _, v := range p.Enum {
			values = append(values, scalar(v))
		}
		if p.Type != "string" {
			add("type", p.Type)
			values = p.Enum
		}
		add("enum", "["+strings.Join(values, ", ")+"]")
	case p.Format != "":
		add("format", scalar(p.Format))
	case p.Type != "string":
		add("type", p.Type)
	}
	number := func(key string, bound *float64) {
		if bound != nil {
			add(key, strconv.FormatFloat(*bound, 'f', -1, 64))
		}
	}
	number("minimum", p.Minimum)
	number("maximum", p.Maximum)
	if p.Prefer != "" {
		add("prefer", p.Prefer)
	}
	if p.Hours != (action.Hours{}) {
		add("hours", p.Hours.String())
	}
	if p.Required {
		add("required", "true")
	}
	if p.Description != "" {
		add("description", quote(oneLine(p.Description)))
	}
	if len(parts) == 0 {
		add("type", "string")
	}
	return strings.Join(parts, ", ")
}

// oneLine is a text without its line breaks, cut where it is long.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	const most = 200
	if rs := []rune(s); len(rs) > most {
		return string(rs[:most-1]) + "…"
	}
	return s
}
