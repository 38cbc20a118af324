package prompts

import "fmt"

// expr is a parsed expression. pos is its byte offset in the source string.
type expr interface{ pos() int }

type at int

func (a at) pos() int { return int(a) }

// textExpr is literal text, its runs of white space made one space.
type textExpr struct {
	at
	text string
}

// seqExpr is its parts one after the other.
type seqExpr struct {
	at
	parts []expr
}

// altExpr is one of its alternatives. weights is nil where all are equal.
type altExpr struct {
	at
	alts    []expr
	weights []float64
}

// optExpr is its body or nothing. Optionals of one name agree; percent is the
// chance of the body, or of the name being true, -1 where none is written.
type optExpr struct {
	at
	body    expr
	percent float64
	name    string
	negated bool
}

// permExpr is all its parts in any order, with spaces between.
type permExpr struct {
	at
	parts []expr
}

// refExpr stands for a rule.
type refExpr struct {
	at
	name string
}

// slotExpr is an argument. call counts from 1, 0 where it is not written.
type slotExpr struct {
	at
	call     int
	param    string
	lexicon  string
	column   *columnExpr // in place of a lexicon
	hasValue bool        // {param=value…}
	value    string
	words    expr // nil where none are written
}

// columnExpr is the words of a column of a table, which stand for those of
// another where that is named. Columns of one table and row agree.
type columnExpr struct {
	at
	table, column string
	row           int    // which of several rows of the table, from 1
	canonical     string // column, "" where the words are the value
}

// articleExpr is a or an.
type articleExpr struct{ at }

// pluralExpr is what stands behind one, and what behind other numbers or none.
type pluralExpr struct {
	at
	one, many string
}

// children lists the expressions right below one; rules are not entered.
func children(e expr) []expr {
	switch e := e.(type) {
	case *seqExpr:
		return e.parts
	case *altExpr:
		return e.alts
	case *permExpr:
		return e.parts
	case *optExpr:
		return []expr{e.body}
	case *slotExpr:
		if e.words != nil {
			return []expr{e.words}
		}
		if e.column != nil {
			return []expr{e.column}
		}
	}
	return nil
}

// truth is the chance, in percent, of the name of an optional being true.
func (e *optExpr) truth() float64 {
	if e.negated {
		return 100 - e.percent
	}
	return e.percent
}

// key names the row that a column is of: columns of one key agree.
func (e *columnExpr) key() string { return fmt.Sprintf("%s#%d", e.table, e.row) }

func (e *columnExpr) columns() []string {
	if e.canonical == "" {
		return []string{e.column}
	}
	return []string{e.column, e.canonical}
}
