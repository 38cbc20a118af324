package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/slmkit/slmkit/dataset/text"
)

// fault is what is wrong with a value of a report.
type fault struct {
	path string // of the value, such as intents[3].f1.low
	at   int64  // byte at which it ends
	why  string
}

// validate holds the JSON of a report to a schema, and to what a schema cannot say: no
// field twice, low ≤ value ≤ high, no misspelt field at the top. It returns nil where
// nothing is wrong. A schema may have the keywords that TypeSchema uses.
func validate(n *node, s *jsonschema.Schema) *fault {
	v := validator{s.Defs}
	if f := v.value(n, s, ""); f != nil {
		return f
	}
	return misspelt(n, s)
}

type validator struct{ defs map[string]*jsonschema.Schema }

func (v validator) value(n *node, s *jsonschema.Schema, path string) *fault {
	if s == nil {
		s = &jsonschema.Schema{}
	}
	if s.Ref != "" {
		return v.value(n, v.defs[strings.TrimPrefix(s.Ref, defs)], path)
	}
	for _, branch := range s.AnyOf {
		if fits(n, branch) {
			return v.value(n, branch, path)
		}
	}
	switch {
	case s.AnyOf != nil:
		return n.fault(path, "is a JSON %s", n.kind)
	case !fits(n, s):
		return n.fault(path, "is a JSON %s, and should be %s", n.kind, kindsOf(s))
	case s.Enum != nil && !slices.Contains(s.Enum, any(n.text)):
		return n.fault(path, "is %q, and should be %s", n.text, choices(s.Enum))
	}
	switch n.kind {
	case "number":
		return n.outside(s, path)
	case "array":
		for i := range n.items {
			if f := v.value(&n.items[i], s.Items, path+"["+strconv.Itoa(i)+"]"); f != nil {
				return f
			}
		}
	case "object":
		return v.object(n, s, path)
	}
	return nil
}

func (v validator) object(n *node, s *jsonschema.Schema, path string) *fault {
	for _, name := range s.Required {
		if n.member(name) == nil {
			return n.fault(path, "has no %q", name)
		}
	}
	for i := range n.members {
		m := &n.members[i]
		inside := strings.TrimPrefix(path+"."+m.name, ".")
		if f := twice(n, i, s, inside); f != nil {
			return f
		}
		field := s.Properties[m.name]
		if field == nil {
			field = s.AdditionalProperties
		}
		if f := v.value(&m.node, field, inside); f != nil {
			return f
		}
	}
	if s.If != nil && v.value(n, s.If, path) == nil {
		if f := v.value(n, s.Then, path); f != nil {
			return f
		}
	}
	return n.disordered(path)
}

// twice finds a member that an earlier one names already. Names that differ in their
// letters' case only are one, since encoding/json takes them for one.
func twice(n *node, i int, s *jsonschema.Schema, path string) *fault {
	m := &n.members[i]
	for j := range n.members[:i] {
		if n.members[j].name == m.name {
			return m.fault(path, "is given twice")
		}
	}
	if s.Properties[m.name] != nil {
		return nil
	}
	for name := range s.Properties {
		if strings.EqualFold(name, m.name) {
			return m.fault(path, "is written %q", name)
		}
	}
	return nil
}

// outside says that a number is not in the range of its schema.
func (n *node) outside(s *jsonschema.Schema, path string) *fault {
	const eps = 1e-9
	least, most := s.Minimum, s.Maximum
	if (least == nil || n.number >= *least-eps) && (most == nil || n.number <= *most+eps) {
		return nil
	}
	switch {
	case most == nil:
		return n.fault(path, "is %v, and should be %v or more", n.number, *least)
	case *least == 0 && *most == 1 && n.number > 1 && n.number <= 100:
		return n.fault(path, "is %v, and a share is from 0 to 1, such as %v", n.number, Short(n.number/100))
	}
	return n.fault(path, "is %v, and should be from %v to %v", n.number, *least, *most)
}

// disordered says that the ends of an interval are on the wrong sides of each other or
// of its value.
func (n *node) disordered(path string) *fault {
	const eps = 1e-9
	low, value, high := n.member("low"), n.member("value"), n.member("high")
	for _, pair := range []struct {
		less, more   *node
		lower, upper string
	}{{low, high, "low", "high"}, {low, value, "low", "value"}, {value, high, "value", "high"}} {
		if a, b := pair.less, pair.more; a != nil && b != nil && a.kind == "number" && b.kind == "number" && a.number > b.number+eps {
			return b.fault(path, "has %s %v above %s %v", pair.lower, a.number, pair.upper, b.number)
		}
	}
	return nil
}

// misspelt finds a field at the top that is no field of the schema but nearly one.
func misspelt(n *node, s *jsonschema.Schema) *fault {
	var free []string
	for name := range s.Properties {
		if n.member(name) == nil {
			free = append(free, name)
		}
	}
	slices.Sort(free)
	for i := range n.members {
		m := &n.members[i]
		if s.Properties[m.name] != nil {
			continue
		}
		if near := text.Nearest(m.name, free); near != "" && text.Distance(m.name, near) <= 1+len(near)/8 {
			return m.fault(m.name, "is no field: did you mean %q?", near)
		}
	}
	return nil
}

func (n *node) fault(path, format string, args ...any) *fault {
	return &fault{path, n.at, fmt.Sprintf(format, args...)}
}

// fits reports whether the type of a value is one of the schema's.
func fits(n *node, s *jsonschema.Schema) bool {
	if s.Type == "" && s.Types == nil {
		return s.Properties == nil || n.kind == "object"
	}
	return has(s, n.kind) || n.kind == "number" && n.whole && has(s, "integer")
}

// kindsOf names the types of a schema.
func kindsOf(s *jsonschema.Schema) string {
	types := append([]string{s.Type}, s.Types...)
	names := strings.Join(slices.DeleteFunc(types, func(t string) bool { return t == "" || t == "null" }), " or ")
	if names == "" {
		names = "object" // with properties
	}
	if strings.ContainsRune("aio", rune(names[0])) {
		return "an " + names
	}
	return "a " + names
}

func choices(list []any) string {
	var out []string
	for _, c := range list {
		out = append(out, strconv.Quote(fmt.Sprint(c)))
	}
	return strings.Join(out, " or ")
}
