package filter

import (
	"slices"
	"strconv"
	"strings"
)

// Grammar describes predicates, for help texts.
const Grammar = `  predicate = part { "or" part }
  part      = condition { "and" condition }
  condition = "not" condition | "(" predicate ")" | "has" PARAMETER
            | FIELD ( "=" | "!=" | "<" | "<=" | ">" | ">=" | "contains" ) VALUE
  VALUE     = word | "words in quotes"`

// Argument is the field that "has PARAMETER" asks for: the parameters that gold gives a
// value.
const Argument = "argument"

// Expr is a predicate.
type Expr struct {
	root node
	text string
}

// String is the predicate as it was written.
func (e *Expr) String() string { return e.text }

// Match reports whether the predicate holds for an example. values returns the values of
// a field, none where the example does not have it. Of a field with several values, such
// as the actions of several calls, one that fits is enough.
func (e *Expr) Match(values func(field string) []string) bool { return e.root.match(values) }

// Fields lists the fields that the predicate asks for, each once, in their order.
func (e *Expr) Fields() []string {
	var out []string
	for c := range e.conditions() {
		if !slices.Contains(out, c.field) {
			out = append(out, c.field)
		}
	}
	return out
}

// Wanted lists the values that the predicate asks a field to be equal to.
func (e *Expr) Wanted(field string) []string {
	var out []string
	for c := range e.conditions() {
		if c.field == field && c.op == "=" {
			out = append(out, c.value)
		}
	}
	return out
}

func (e *Expr) conditions() func(yield func(*condition) bool) {
	return func(yield func(*condition) bool) { e.root.each(yield) }
}

// node is a part of a predicate.
type node interface {
	match(values func(string) []string) bool
	each(yield func(*condition) bool) bool
}

// junction is true if any of its parts is, or with every if all are.
type junction struct {
	every bool
	parts []node
}

func (j *junction) match(values func(string) []string) bool {
	for _, p := range j.parts {
		if p.match(values) != j.every {
			return !j.every
		}
	}
	return j.every
}

func (j *junction) each(yield func(*condition) bool) bool {
	for _, p := range j.parts {
		if !p.each(yield) {
			return false
		}
	}
	return true
}

type negation struct{ of node }

func (n *negation) match(values func(string) []string) bool { return !n.of.match(values) }
func (n *negation) each(yield func(*condition) bool) bool   { return n.of.each(yield) }

// condition compares the values of a field with one value.
type condition struct {
	field, op, value string
	number           float64 // of the value, for the operators that order
	folded           string  // the value in lower case, for contains
}

func (c *condition) each(yield func(*condition) bool) bool { return yield(c) }

func (c *condition) match(values func(string) []string) bool {
	any := slices.ContainsFunc(values(c.field), c.holds)
	return any != (c.op == "!=")
}

// holds compares one value; "!=" is turned round by match.
func (c *condition) holds(v string) bool {
	switch c.op {
	case "=", "!=":
		return v == c.value || sameNumber(v, c.value)
	case "contains":
		return strings.Contains(strings.ToLower(v), c.folded)
	}
	n, err := strconv.ParseFloat(v, 64)
	if err != nil {
		return false
	}
	switch c.op {
	case "<":
		return n < c.number
	case "<=":
		return n <= c.number
	case ">":
		return n > c.number
	}
	return n >= c.number
}

// sameNumber reports whether both are one number, such as 2 and 2.0.
func sameNumber(a, b string) bool {
	x, err := strconv.ParseFloat(a, 64)
	if err != nil {
		return false
	}
	y, err := strconv.ParseFloat(b, 64)
	return err == nil && x == y
}
