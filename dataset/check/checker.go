package check

import (
	"context"
	"errors"

	"github.com/slmkit/slmkit/dataset"
)

// Options say how a dataset is checked. The zero value checks all that needs nothing
// from outside.
type Options struct {
	Verify func(*dataset.Example) error // compares an example with an action schema; nil verifies nothing
	ByText bool                         // splits may share templates, but not texts

	// Tokens returns the parts of a text that a tokenizer does not know, and the number
	// of its tokens, 0 where that is not known. nil checks neither.
	Tokens              func(text string) (unknown []string, tokens int)
	MaxInput, MaxTarget int // most tokens of a prompt and of a target, 0 for any number

	Near   float64        // least similarity of two texts that are nearly the same; 0 is 0.8
	Show   int            // findings that Result keeps for each kind
	Report func(*Finding) // hears of each finding; nil for nobody
}

// rowCheck looks at a row by itself and calls found for each thing that is wrong. Several
// goroutines call it, each with another row.
type rowCheck func(c *Options, r *Row, found func(kind, detail string))

// setCheck looks at all rows together.
type setCheck func(ctx context.Context, c *Checker) error

// rowChecks and setChecks are all checks, in the order in which they run.
var (
	rowChecks = []rowCheck{verified}
	setChecks = []setCheck{statistics}
)

// Checker checks the rows of a dataset. Make one with New.
type Checker struct {
	opts   Options
	rows   Rows
	about  column[description]
	result Result
	found  map[string]*Found
}

// New returns a Checker that has seen nothing.
func New(o Options) *Checker {
	return &Checker{opts: o, found: map[string]*Found{}, result: Result{Rows: map[dataset.Split]int{}, Actions: map[string]int{}}}
}

// Add takes a row in. The row may be changed or reused only after Finish.
func (c *Checker) Add(r Row) {
	c.keep(r)
	for _, look := range rowChecks {
		look(&c.opts, &r, func(kind, detail string) { c.atRow(kind, c.rows.Len()-1, detail) })
	}
}

// Bad takes in the error of a record that cannot be read. It reports whether the error
// is one of a record; any other is about the file.
func (c *Checker) Bad(err error) bool {
	var line *dataset.LineError
	if !errors.As(err, &line) {
		return false
	}
	c.report(Finding{Kind: Record, File: line.File, Line: line.Line, Detail: line.Err.Error()})
	return true
}

// Finish looks at all rows together and returns what was found. It ends early with the
// error of ctx.
func (c *Checker) Finish(ctx context.Context) (*Result, error) {
	for _, look := range setChecks {
		if err := look(ctx, c); err != nil {
			return nil, err
		}
	}
	c.result.Found = nil
	for i := range Kinds {
		if f := c.found[Kinds[i].Name]; f != nil {
			c.result.Found = append(c.result.Found, *f)
		}
	}
	return &c.result, nil
}

// keep copies a row into Rows.
func (c *Checker) keep(r Row) {
	rs := &c.rows
	out := row{text: rs.words.add(r.Text), id: rs.words.add(r.ID), line: uint32(r.Line), file: uint16(rs.files.of(r.File)), label: -1, split: -1}
	if label := r.Intent(); label != "" {
		out.label = rs.labels.of(label)
		c.result.Actions[label]++
	}
	for i, s := range dataset.Splits {
		if s == r.Split {
			out.split = int8(i)
		}
	}
	out.slots = uint32(rs.slots.n)
	for _, s := range r.Slots {
		words, ok := dataset.Span(r.Text, s.Start, s.End)
		if !ok {
			continue
		}
		from := uint32(len(string([]rune(r.Text)[:s.Start])))
		rs.slots.add(Slot{uint32(rs.names.of(s.Name)), from, from + uint32(len(words))})
		out.slotCount++
	}
	rs.list.add(out)
	c.about.add(describe(&r))
	c.result.Examples++
	c.result.Rows[r.Split]++
	if len(r.History) > 0 {
		c.result.Later++
	}
}

// atRow reports a finding of a kind at row i.
func (c *Checker) atRow(kind string, i int, detail string) { c.atPair(kind, i, -1, detail) }

// atPair reports a finding of a kind at row i, which repeats or contradicts row other.
func (c *Checker) atPair(kind string, i, other int, detail string) {
	p := c.rows.Place(i)
	f := Finding{Kind: kind, File: p.File, Line: p.Line, ID: p.ID, Split: p.Split, Text: p.Text, Detail: detail}
	if other >= 0 {
		o := c.rows.Place(other)
		f.Other = &o
	}
	c.report(f)
}

// report counts a finding, keeps it if it is one of the first, and hands it on.
func (c *Checker) report(f Finding) {
	of := c.found[f.Kind]
	if of == nil {
		of = &Found{Kind: *kindOf(f.Kind)}
		c.found[f.Kind] = of
	}
	f.Severity = of.Severity
	if of.N++; len(of.Findings) < c.opts.Show {
		of.Findings = append(of.Findings, f)
	}
	if c.opts.Report != nil {
		c.opts.Report(&f)
	}
}

// verified holds a row to the action schema.
func verified(o *Options, r *Row, found func(kind, detail string)) {
	if o.Verify == nil {
		return
	}
	if err := o.Verify(r.Example); err != nil {
		found(Call, err.Error())
	}
}
