package grammar

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/dataset/text"
)

// Condition is one comparison of a template's where clause, between two parameters
// or a parameter and a value, by canonical values. It holds where a parameter is not
// set, and where a relative date has no reference date to count from.
type Condition struct {
	left, right operand
	op          string
	order       ordering
}

// operand is a parameter, as an index into template.slots, or a value.
type operand struct {
	slot  int // -1 for a value
	value string
	param *action.Param // that the value is one of
}

var operators = []string{"!=", "==", "<=", ">=", "<", ">"}

// ParseWhere parses comparisons joined by "and", such as
// `from_account != to_account and amount < 500`. Names are those of slots; a
// number and a dot choose between calls, as in 2.amount. Both sides are of one type, and
// only what has an order can be less or more.
func ParseWhere(s string, actions []string, slots []Slot) ([]Condition, error) {
	var parts []string
	for part := range strings.SplitSeq(s, " and ") {
		if last := len(parts) - 1; last >= 0 && !strings.ContainsAny(part, "<>=") {
			parts[last] += " and " + part // an hour and a half
			continue
		}
		parts = append(parts, part)
	}
	var out []Condition
	for _, part := range parts {
		c, err := parseCondition(part, actions, slots)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

func parseCondition(part string, actions []string, slots []Slot) (Condition, error) {
	c := Condition{}
	at := -1
	for _, op := range operators {
		if i := strings.Index(part, op); i >= 0 && at < 0 {
			at, c.op = i, op
		}
	}
	said := strings.TrimSpace(part)
	if at < 0 {
		return c, fmt.Errorf("where %q: a comparison is wanted, such as from_account != to_account", said)
	}
	left, right := strings.TrimSpace(part[:at]), strings.TrimSpace(part[at+len(c.op):])
	if left == "" || right == "" {
		return c, fmt.Errorf("where %q: one side of the comparison is missing", said)
	}
	if c.left = parseOperand(left, slots); c.left.slot < 0 {
		return c, fmt.Errorf("where %q: the left side is no parameter of %s", said, strings.Join(actions, ", "))
	}
	p := slots[c.left.slot].Param
	c.order = orderOf(p)
	if c.right = parseOperand(right, slots); c.right.slot >= 0 {
		q := slots[c.right.slot].Param
		if other := orderOf(q); other.name != c.order.name {
			return c, fmt.Errorf("where %q: %s is %s and %s is %s, which cannot be compared", said, left, c.order.name, right, other.name)
		}
	} else if err := c.right.constant(p, slots); err != nil {
		return c, fmt.Errorf("where %q: %w", said, err)
	}
	if c.order.compare == nil && c.op != "==" && c.op != "!=" {
		return c, fmt.Errorf("where %q: %s is %s, which has no order: compare it with == or !=", said, left, c.order.name)
	}
	return c, nil
}

func parseOperand(s string, slots []Slot) operand {
	name, call := s, -1
	if n, rest, ok := strings.Cut(s, "."); ok {
		if i, err := strconv.Atoi(n); err == nil {
			name, call = rest, i-1
		}
	}
	for i, sl := range slots {
		if sl.Param.Name == name && (call < 0 || call == sl.Call) {
			return operand{slot: i}
		}
	}
	return operand{slot: -1, value: strings.Trim(s, `"'`)}
}

// constant makes the operand a value of a parameter, whatever the parameter's bounds. A
// value that depends on the reference date stays as it is said.
func (o *operand) constant(p *action.Param, slots []Slot) error {
	free := *p
	free.Minimum, free.Maximum = nil, nil
	o.param = &free
	v, err := canonicalOf(o.param, o.value, time.Time{})
	if err == nil {
		o.value = v
		return nil
	}
	if _, err := canonicalOf(o.param, o.value, someDay); err == nil {
		return nil
	}
	var names []string
	for _, s := range slots {
		if s.Param != p {
			names = append(names, s.Param.Name)
		}
	}
	if near := text.Nearest(o.value, names); near != "" {
		return fmt.Errorf("%w; did you mean %q?", err, near)
	}
	return err
}

// someDay is a reference date to try whether words are a date at all.
var someDay = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

func canonicalOf(p *action.Param, value string, ref time.Time) (string, error) {
	v, err := p.NormalizeCanonical(value, ref)
	if err != nil {
		return "", err
	}
	return canonicalText(v), nil
}

// canonicalText writes a canonical value so that equal ones are equal texts.
func canonicalText(v any) string {
	if f, ok := v.(float64); ok {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return fmt.Sprint(v)
}

// Slots is how many slots a template must have for the condition to concern it.
func (c *Condition) Slots() int { return max(c.left.slot, c.right.slot) + 1 }

// holds reports whether the arguments of a derivation meet a condition; value
// returns the canonical value of a slot, false where it is not set or not known.
func (c *Condition) holds(value func(slot int) (string, bool), ref time.Time) bool {
	a, ok := value(c.left.slot)
	if !ok {
		return true
	}
	b, ok := c.right.of(value, ref)
	if !ok {
		return true
	}
	if c.order.compare == nil {
		return (a == b) == (c.op == "==")
	}
	order, comparable := c.order.compare(a, b)
	if !comparable { // amounts of two currencies
		return c.op == "!="
	}
	return slices.Contains(meets[c.op], order)
}

// meets lists the orders of two values that meet an operator.
var meets = map[string][]int{"==": {0}, "!=": {-1, 1}, "<": {-1}, "<=": {-1, 0}, ">": {1}, ">=": {0, 1}}

// of returns the canonical value of an operand; false where it is not set or not known.
func (o operand) of(value func(slot int) (string, bool), ref time.Time) (string, bool) {
	if o.slot >= 0 {
		return value(o.slot)
	}
	if v, err := canonicalOf(o.param, o.value, ref); err == nil {
		return v, true
	}
	return "", false
}
