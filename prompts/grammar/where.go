package grammar

import (
	"fmt"
	"strconv"
	"strings"
)

// Condition is one comparison of a template's where clause, between two parameters
// or a parameter and a value. It holds where a parameter is not set.
type Condition struct {
	left, right operand
	op          string
}

// operand is a parameter, as an index into template.slots, or a value.
type operand struct {
	slot  int // -1 for a value
	value string
}

var operators = []string{"!=", "==", "<=", ">=", "<", ">"}

// ParseWhere parses comparisons joined by "and", such as
// `from_account != to_account and amount < 500`. Names are those of slots; a
// number and a dot choose between calls, as in 2.amount.
func ParseWhere(s string, actions []string, slots []Slot) ([]Condition, error) {
	var out []Condition
	for part := range strings.SplitSeq(s, " and ") {
		c := Condition{}
		at := -1
		for _, op := range operators {
			if i := strings.Index(part, op); i >= 0 && at < 0 {
				at, c.op = i, op
			}
		}
		if at < 0 {
			return nil, fmt.Errorf("where %q: a comparison is wanted, such as from_account != to_account", part)
		}
		var err error
		if c.left, err = parseOperand(part[:at], slots); err != nil {
			return nil, err
		}
		if c.right, err = parseOperand(part[at+len(c.op):], slots); err != nil {
			return nil, err
		}
		if c.left.slot < 0 {
			return nil, fmt.Errorf("where %q: the left side is no parameter of %s", strings.TrimSpace(part), strings.Join(actions, ", "))
		}
		out = append(out, c)
	}
	return out, nil
}

func parseOperand(s string, slots []Slot) (operand, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return operand{}, fmt.Errorf("where: one side of a comparison is missing")
	}
	name, call := s, -1
	if n, rest, ok := strings.Cut(s, "."); ok {
		if i, err := strconv.Atoi(n); err == nil {
			name, call = rest, i-1
		}
	}
	for i, sl := range slots {
		if sl.Param.Name == name && (call < 0 || call == sl.Call) {
			return operand{slot: i}, nil
		}
	}
	return operand{slot: -1, value: strings.Trim(s, `"'`)}, nil
}

// holds reports whether the arguments of a derivation meet a condition; value
// returns the canonical value of a slot, false where it is not set.
func (c *Condition) holds(value func(slot int) (string, bool)) bool {
	a, ok := c.left.of(value)
	if !ok {
		return true
	}
	b, ok := c.right.of(value)
	if !ok {
		return true
	}
	order := strings.Compare(a, b)
	if x, err := leadingNumber(a); err == nil {
		if y, err := leadingNumber(b); err == nil && x != y {
			order = 1
			if x < y {
				order = -1
			}
		}
	}
	switch c.op {
	case "==":
		return order == 0
	case "!=":
		return order != 0
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	}
	return order >= 0
}

// leadingNumber reads "50" and the amount of "50 USD".
func leadingNumber(s string) (float64, error) {
	s, _, _ = strings.Cut(s, " ")
	return strconv.ParseFloat(s, 64)
}

// of returns the canonical value of an operand; false where it is not set.
func (o operand) of(value func(slot int) (string, bool)) (string, bool) {
	if o.slot < 0 {
		return o.value, true
	}
	return value(o.slot)
}
