package render

import (
	"slices"
	"strings"

	"github.com/slmkit/slmkit/eval/report"
)

// explorer is the part of a page that shows the examples: what its menus offer.
type explorer struct {
	Total, Held, Wrong int
	Sampled            bool // the page does not hold all examples
	Asked, Answered    []option
	Params, Kinds      []option
	Slices             []option
	Runs               []string
	Confidence         bool
	Latency            bool
}

type option struct{ Value, Label string }

// menu is a choice of what examples must have.
type menu struct {
	Label, Name string
	Options     []option
}

// Menus are the menus whose options are plain.
func (x *explorer) Menus() []menu {
	return []menu{{"asked for", "asked", x.Asked}, {"answered", "answered", x.Answered}, {"gravest error", "kind", x.Kinds}, {"part", "slice", x.Slices}}
}

// Gravity lists the kinds of errors that the page has, the gravest first.
func (x *explorer) Gravity() []string {
	var out []string
	for _, kind := range report.Kinds {
		if slices.ContainsFunc(x.Kinds, func(o option) bool { return o.Value == kind }) {
			out = append(out, kind)
		}
	}
	return out
}

// maxOptions bounds a menu.
const maxOptions = 2000

func newExplorer(c *exampleColumns) *explorer {
	x := &explorer{Total: c.Total, Held: len(c.IDs), Wrong: c.Wrong, Sampled: len(c.IDs) < c.Total,
		Confidence: c.Confidence != nil, Latency: c.Latency != nil}
	x.Asked = options(parts(c.Asked), nil)
	x.Answered = options(append(parts(c.Answered), parts(c.Cell)...), answerLabel)
	x.Params = options(append(parts(c.RightParams), parts(c.WrongParams)...), nil)
	var gravest []string
	for _, kinds := range c.Kinds.Names.list {
		first, _, _ := strings.Cut(kinds, report.PartSeparator)
		gravest = append(gravest, first)
	}
	x.Kinds = options(gravest, spaced)
	x.Slices = options(parts(c.Slices), func(s string) string { return strings.Replace(s, "=", " = ", 1) })
	for _, f := range c.Flips {
		x.Runs = append(x.Runs, f.Run)
	}
	return x
}

// parts are the single values of a column whose entries may be several.
func parts(c column) []string {
	var out []string
	for _, name := range c.Names.list {
		out = append(out, strings.Split(name, report.PartSeparator)...)
	}
	return out
}

func options(values []string, label func(string) string) []option {
	slices.Sort(values)
	var out []option
	for _, v := range slices.Compact(values) {
		if v == "" || len(out) == maxOptions {
			continue
		}
		o := option{v, v}
		if label != nil {
			o.Label = label(v)
		}
		out = append(out, o)
	}
	return out
}
