package expr

import "fmt"

// Node is a parsed expression. pos is its byte offset in the source string.
type Node interface{ Pos() int }

type offset int

func (a offset) Pos() int { return int(a) }

// Text is literal text, its runs of white space made one space.
type Text struct {
	offset
	Text string
}

// Sequence is its parts one after the other.
type Sequence struct {
	offset
	Parts []Node
}

// Alternatives is one of its alternatives. weights is nil where all are equal.
type Alternatives struct {
	offset
	Alts    []Node
	Weights []float64
}

// Optional is its body or nothing. Optionals of one name agree; percent is the
// chance of the body, or of the name being true, -1 where none is written.
type Optional struct {
	offset
	Body    Node
	Percent float64
	Name    string
	Negated bool
}

// AnyOrder is all its parts in any order, with spaces between.
type AnyOrder struct {
	offset
	Parts []Node
}

// Rule stands for a rule.
type Rule struct {
	offset
	Name string
}

// Slot is an argument. call counts from 1, 0 where it is not written.
type Slot struct {
	offset
	Call     int
	Param    string
	Lexicon  string
	Column   *Column // in place of a lexicon
	HasValue bool    // {param=value…}
	Value    string
	Words    Node // nil where none are written
}

// Column is the words of a column of a table, which stand for those of
// another where that is named. Columns of one table and row agree.
type Column struct {
	offset
	Table, Column string
	row           int    // which of several rows of the table, from 1
	Canonical     string // column, "" where the words are the value
}

// Article is a or an.
type Article struct{ offset }

// Plural is what stands behind one, and what behind other numbers or none.
type Plural struct {
	offset
	One, Many string
}

// Children lists the expressions right below one; rules are not entered.
func Children(e Node) []Node {
	switch e := e.(type) {
	case *Sequence:
		return e.Parts
	case *Alternatives:
		return e.Alts
	case *AnyOrder:
		return e.Parts
	case *Optional:
		return []Node{e.Body}
	case *Slot:
		if e.Words != nil {
			return []Node{e.Words}
		}
		if e.Column != nil {
			return []Node{e.Column}
		}
	}
	return nil
}

// Truth is the chance, in percent, of the name of an optional being true.
func (e *Optional) Truth() float64 {
	if e.Negated {
		return 100 - e.Percent
	}
	return e.Percent
}

// Key names the row that a column is of: columns of one key agree.
func (e *Column) Key() string { return fmt.Sprintf("%s#%d", e.Table, e.row) }

func (e *Column) Columns() []string {
	if e.Canonical == "" {
		return []string{e.Column}
	}
	return []string{e.Column, e.Canonical}
}
