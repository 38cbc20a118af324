package pack

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/prompts/generators"
	"github.com/slmkit/slmkit/prompts/source"
	"go.yaml.in/yaml/v3"
)

// readActions reads actions.yaml: action → description and parameters.
func (l *loader) readActions(d *source.Document) {
	var actions []*action.Action
	for _, p := range l.Pairs(d, d.Root, "actions.yaml") {
		l.content.Lines[p.Key] = p.Node.Line
		f := l.Fields(d, p.Value, "action "+p.Key, actionKeys{})
		a := &action.Action{Name: p.Key, Description: l.Scalar(d, f["description"], "description")}
		if source.IsSet(f["params"]) {
			for _, q := range l.Pairs(d, f["params"], "params of "+p.Key) {
				l.content.Lines[p.Key+" "+q.Key] = q.Node.Line
				a.Params = append(a.Params, l.readParam(d, q))
			}
		}
		actions = append(actions, a)
	}
	if !slices.ContainsFunc(actions, func(a *action.Action) bool { return a.Name == none }) {
		actions = append(actions, &action.Action{Name: none, Description: "The prompt asks for nothing the assistant can do."})
	}
	schema, err := action.New(actions)
	if err != nil {
		l.Add(&source.Fault{File: d.File, Check: "actions", Message: err.Error()})
		return
	}
	l.content.Schema = schema
	l.setLocale()
}

func (l *loader) readParam(d *source.Document, p source.Pair) *action.Param {
	f := l.Fields(d, p.Value, "param "+p.Key, paramKeys{})
	out := &action.Param{
		Name:        p.Key,
		Description: l.Scalar(d, f["description"], "description"),
		Type:        l.Scalar(d, f["type"], "type"),
		Format:      l.Scalar(d, f["format"], "format"),
		Prefer:      l.Scalar(d, f["prefer"], "prefer"),
		Ask:         l.Scalar(d, f["ask"], "ask"),
	}
	if out.Type == "" {
		out.Type = "string"
	}
	for _, v := range l.Items(f["enum"]) {
		out.Enum = append(out.Enum, l.Scalar(d, v, "enum"))
	}
	for key, to := range map[string]**float64{"minimum": &out.Minimum, "maximum": &out.Maximum} {
		if source.IsSet(f[key]) {
			v := l.Float(d, f[key], key, 0)
			*to = &v
		}
	}
	if hours := l.Scalar(d, f["hours"], "hours"); hours != "" {
		var err error
		if out.Hours, err = action.ParseHours(hours); err != nil {
			l.FaultAt(d, f["hours"], "hours", "%v", err)
		}
	}
	l.warnFormat(d, p.Key, f["format"])
	l.fitsFormat(d, p.Key, f["prefer"], out, "prefer", "date", "period")
	l.fitsFormat(d, p.Key, f["hours"], out, "hours", "time")
	out.Required = l.Bool(d, f["required"], "required", false)
	return out
}

// warnFormat warns of a format that looks like a mistyped one: its values are free text.
func (l *loader) warnFormat(d *source.Document, name string, n *yaml.Node) {
	if !source.IsSet(n) || action.Formats[n.Value] != nil || generators.All[n.Value] != nil {
		return
	}
	known := slices.Concat(slices.Sorted(maps.Keys(action.Formats)), slices.Sorted(maps.Keys(generators.All)))
	if near := text.Suggest(n.Value, known); near != "" {
		l.Add(&source.Fault{File: d.File, Line: n.Line, Col: n.Column, Check: "format", Warning: true,
			Message: fmt.Sprintf("param %s: values of format %q are free text%s", name, n.Value, near)})
	}
}

// fitsFormat refuses a key on a parameter that it says nothing about.
func (l *loader) fitsFormat(d *source.Document, name string, n *yaml.Node, p *action.Param, key string, formats ...string) {
	if source.IsSet(n) && !slices.Contains(formats, p.Format) {
		l.FaultAt(d, n, key, "param %s: %s is for parameters of format %s", name, key, strings.Join(formats, " or "))
	}
}
