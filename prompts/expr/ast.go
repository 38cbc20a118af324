package expr

import "fmt"

// Node is a parsed expression or a part of one. Pos is its byte offset in the
// source.
type Node interface{ Pos() int }

type offset int

func (a offset) Pos() int { return int(a) }

// Text is literal text. A run of white space in the source is one space in it.
type Text struct {
	offset
	Text string
}

// Sequence is its parts, one after the other.
type Sequence struct {
	offset
	Parts []Node
}

// Alternatives is one of several expressions: (a|b). Weights is nil if all are
// equally likely.
type Alternatives struct {
	offset
	Alts    []Node
	Weights []float64
}

// Optional is an expression that may be left out: [a], [30%: a], [name?: a].
// Optionals of one name agree. Percent is the chance of the body, or of the name
// being true, and -1 if none is written.
type Optional struct {
	offset
	Body    Node
	Percent float64
	Name    string
	Negated bool
}

// AnyOrder is all its parts in any order, with spaces between them: (a; b).
type AnyOrder struct {
	offset
	Parts []Node
}

// Rule is a reference to a rule: <name>.
type Rule struct {
	offset
	Name string
}

// Slot sets a parameter: {param}, {param:lexicon}, {param=value:words}. Call counts
// from 1 and is 0 if no call is named.
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

// Column is words from one column of a table, <table.column>, which may mean the
// cell of another column. Columns of one table and row agree.
type Column struct {
	offset
	Table, Column string
	row           int    // which of several rows of the table, from 1
	Canonical     string // column, "" where the words are the value
}

// Article is "a" or "an", written <a>.
type Article struct{ offset }

// Plural is the end of a word, <s:one|many>: one after a singular count, many after
// any other number or none.
type Plural struct {
	offset
	One, Many string
}

// Children lists the expressions directly below one. The rules that it refers to
// are not entered.
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

// Truth is the chance, in percent, that the name of the optional is true.
func (e *Optional) Truth() float64 {
	if e.Negated {
		return 100 - e.Percent
	}
	return e.Percent
}

// Key names the row that the column belongs to: columns with one key agree.
func (e *Column) Key() string { return fmt.Sprintf("%s#%d", e.Table, e.row) }

// Columns names the columns that the expression reads, one or two.
func (e *Column) Columns() []string {
	if e.Canonical == "" {
		return []string{e.Column}
	}
	return []string{e.Column, e.Canonical}
}
