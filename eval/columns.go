package eval

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/eval/filter"
)

// columns are what examples can be told apart by without being asked for: the values of
// each of them come with every report.
var columns = []string{"split", turnColumn, "calls", "slots", "length", "augmented", "op", "kind", "intent", filter.Argument, "type"}

// Columns lists the columns that records have without further members, which --by and
// predicates can name.
func Columns() []string {
	return append(slices.Clone(columns), "template", "pack", "text", "id", "reference_date", "confidence", "latency_ms", "output", "truncated")
}

// aliases are other names of columns: the members of a record that hold them.
var aliases = map[string]string{"action": "intent", "ops": "op", "origin.ops": "op", "origin.kind": "kind", "origin.template": "template", "origin.pack": "pack"}

// columnName is the one name of a column.
func columnName(name string) string { return cmp.Or(aliases[name], name) }

// InRecord reports whether every record that can be read has a column. Other columns are
// further members of a record, which WideGold and WidePrediction keep. The number of the
// turn may be one, too, where there is no history.
func InRecord(column string) bool {
	return column != turnColumn && slices.Contains(Columns(), columnName(column))
}

// appendKey adds all that partsOf looks at: examples with equal keys belong to the same
// parts.
func appendKey(b []byte, g *Gold) []byte {
	e := &g.Example
	word := func(s string) { b = append(append(b, s...), 0) }
	word(string(e.Split))
	b = append(b, byte(min(argumentCount(e), manySlots)), byte(lengthRange(e.Text)), byte(min(turnOf(e), math.MaxUint8)))
	if o := e.Origin; o != nil {
		b = binary.AppendUvarint(b, uint64(len(o.Ops)+1))
		for _, op := range o.Ops {
			word(op)
		}
		word(o.Kind)
	} else {
		b = append(b, 0)
	}
	names := uint64(0) // of parameters, in any order
	each := func(c *dataset.Call) {
		word(c.Name)
		for name := range c.Arguments {
			names += dataset.KeyHash(0, name)
		}
	}
	if len(e.Calls) == 0 && e.Call != nil {
		each(e.Call)
	}
	for i := range e.Calls {
		each(&e.Calls[i])
	}
	return binary.LittleEndian.AppendUint64(b, names)
}

// partsOf lists the parts that an example belongs to by the columns that every report
// has, as column=value.
func partsOf(g *Gold) []string {
	e := &g.Example
	want := e.Want()
	out := []string{"split=" + cmp.Or(string(e.Split), "none"), "calls=" + strconv.Itoa(len(want)),
		"slots=" + []string{"0", "1", "2", "3 and more"}[min(argumentCount(e), manySlots)], "length=" + lengthRanges[lengthRange(e.Text)].name}
	if len(e.History) > 0 {
		out = append(out, turnColumn+"="+strconv.Itoa(turnOf(e)))
	}
	add := func(part string) {
		if !slices.Contains(out, part) {
			out = append(out, part)
		}
	}
	if o := e.Origin; o != nil {
		add("augmented=" + map[bool]string{true: "no", false: "yes"}[len(o.Ops) == 0])
		for _, op := range o.Ops {
			add("op=" + opName(op))
		}
		if o.Kind != "" {
			add("kind=" + o.Kind)
		}
	}
	if len(want) == 1 {
		add("intent=" + want[0].Name)
	}
	for _, param := range given(want) {
		add(filter.Argument + "=" + param)
	}
	return out
}

// manySlots is the number of arguments from which on examples are in one part.
const manySlots = 3

func argumentCount(e *dataset.Example) int {
	if len(e.Calls) == 0 && e.Call != nil {
		return len(e.Call.Arguments)
	}
	n := 0
	for i := range e.Calls {
		n += len(e.Calls[i].Arguments)
	}
	return n
}

// opName cuts the parameters off an augmentation's name, "typo:2" or "typo(2)".
func opName(op string) string {
	if i := strings.IndexAny(op, ":(= "); i > 0 {
		return op[:i]
	}
	return op
}

// wordCount counts the words of a prompt.
func wordCount(s string) int {
	n, inside := 0, false
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return len(strings.Fields(s))
		}
		space := s[i] == ' ' || s[i]-'\t' < 5
		n += int(one(!space && !inside))
		inside = !space
	}
	return n
}

// lengthRanges are the ranges of numbers of words, by their last.
var lengthRanges = []struct {
	last int
	name string
}{{4, "0-4"}, {8, "5-8"}, {12, "9-12"}, {16, "13-16"}, {24, "17-24"}, {math.MaxInt, "25 and more"}}

// lengthRange is the range that the length of a prompt lies in.
func lengthRange(text string) int {
	words, i := wordCount(text), 0
	for words > lengthRanges[i].last {
		i++
	}
	return i
}

// typeParts lists the types of the arguments among the parts of a kind, as type=money.
func typeParts(schema *action.Schema, parts []string) []string {
	if schema == nil {
		return nil
	}
	var a *action.Action
	var out []string
	for _, part := range parts {
		switch column, value, _ := strings.Cut(part, "="); column {
		case "intent":
			a = schema.Action(value)
		case filter.Argument:
			if a == nil {
				continue // of several calls it is not known whose argument it is
			}
			if p := a.Param(value); p != nil {
				if name := "type=" + typeName(p); !slices.Contains(out, name) {
					out = append(out, name)
				}
			}
		}
	}
	return out
}

// typeName says what values a parameter has: its format, "enum", or its JSON type.
func typeName(p *action.Param) string {
	switch {
	case len(p.Enum) > 0:
		return "enum"
	case p.Format != "":
		return p.Format
	}
	return cmp.Or(p.Type, "string")
}

// fieldValues are the values of a column that was asked for, or of a field of a
// predicate. A prediction may be nil.
func fieldValues(column string, g *Gold, p *dataset.Prediction) []string {
	e := &g.Example
	origin := func(get func(*dataset.Origin) string) []string {
		if e.Origin == nil {
			return nil
		}
		return some(get(e.Origin))
	}
	switch columnName(column) {
	case "id":
		return some(e.ID)
	case "text":
		return some(e.Text)
	case "split":
		return some(string(e.Split))
	case turnColumn:
		if own := g.Extra[turnColumn]; own != "" && len(e.History) == 0 {
			return []string{own}
		}
		return []string{strconv.Itoa(turnOf(e))}
	case "reference_date":
		return some(e.Ref)
	case "calls":
		return []string{strconv.Itoa(len(e.Want()))}
	case "slots":
		return []string{strconv.Itoa(argumentCount(e))}
	case "length":
		return []string{strconv.Itoa(wordCount(e.Text))}
	case "intent":
		return intents(e.Want())
	case filter.Argument:
		return given(e.Want())
	case "op":
		if e.Origin == nil {
			return nil
		}
		ops := make([]string, len(e.Origin.Ops))
		for i, op := range e.Origin.Ops {
			ops[i] = opName(op)
		}
		return ops
	case "augmented":
		return origin(func(o *dataset.Origin) string { return map[bool]string{true: "no", false: "yes"}[len(o.Ops) == 0] })
	case "kind":
		return origin(func(o *dataset.Origin) string { return o.Kind })
	case "template":
		return origin(func(o *dataset.Origin) string { return o.Template })
	case "pack":
		return origin(func(o *dataset.Origin) string { return o.Pack })
	}
	if v, ok := g.Extra[column]; ok {
		return some(v)
	}
	return predictionValues(column, p)
}

func predictionValues(column string, p *dataset.Prediction) []string {
	number := func(v *float64) []string {
		if v == nil {
			return nil
		}
		return []string{strconv.FormatFloat(*v, 'g', -1, 64)}
	}
	switch {
	case p == nil:
		return nil
	case column == "confidence":
		return number(p.Confidence)
	case column == "latency_ms":
		return number(p.LatencyMS)
	case column == "output":
		return some(p.Output)
	case column == "truncated":
		return []string{strconv.FormatBool(p.Truncated)}
	}
	return some(p.Extra[column])
}

// intents lists the actions of calls.
func intents(calls []dataset.Call) []string {
	out := make([]string, len(calls))
	for i := range calls {
		out[i] = calls[i].Name
	}
	return out
}

// given lists the parameters that calls give a value.
func given(calls []dataset.Call) []string {
	var out []string
	for i := range calls {
		out = append(out, sortedKeys(calls[i].Arguments)...)
	}
	return out
}

func some(v string) []string {
	if v == "" {
		return nil
	}
	return []string{v}
}
