package check

import (
	"context"
	"errors"
	"hash/maphash"
	"slices"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/inorder"
)

// Options say how a dataset is checked. The zero value checks all that needs nothing
// from outside.
type Options struct {
	Verify func(*dataset.Example) error // compares an example with an action schema; nil verifies nothing
	ByText bool                         // splits may share templates, but not texts

	// Tokens returns the parts of a text that a tokenizer does not know, and the number
	// of its tokens, 0 where that is not known. Several goroutines call it. nil checks
	// neither.
	Tokens              func(text string) (unknown []string, tokens int)
	MaxInput, MaxTarget int // most tokens of a prompt and of a target, 0 for any number

	Near   float64        // least similarity of two texts that are nearly the same; 0 is 0.8
	Show   int            // findings that Result keeps for each kind
	Report func(*Finding) // hears of each finding; nil for nobody
}

// rowCheck looks at a row by itself and calls found for each thing that is wrong. Several
// goroutines call it, each with another row.
type rowCheck func(o *Options, r *Row, found func(kind, detail string))

// setCheck looks at all rows together.
type setCheck func(ctx context.Context, c *Checker) error

// rowChecks and setChecks are all checks, in the order in which they run.
var (
	rowChecks = []rowCheck{sound, verified, blank, characters, homoglyphs, mojibake, markup, personal, tokens}
	setChecks = []setCheck{missing, edges, ids, repeats, origins, nearly, tooLong, statistics}
)

// Checker checks the rows of a dataset. Make one with New, and call Finish at the end.
type Checker struct {
	opts   Options
	seed   maphash.Seed
	rows   Rows
	near   column[nearKeys] // of the rows
	about  column[description]
	result Result
	found  map[string]*Found
	queue  *inorder.Queue[[]prepared]
	batch  []prepared
}

// batchRows is how many rows a core looks at at a time.
const batchRows = 512

// New returns a Checker that has seen nothing.
func New(o Options) *Checker {
	if o.Near == 0 {
		o.Near = 0.8
	}
	c := &Checker{opts: o, seed: maphash.MakeSeed(), found: map[string]*Found{},
		result: Result{Rows: map[dataset.Split]int{}, Actions: map[string]int{}, Faults: map[string]int{}}}
	c.queue = inorder.New(func(batch []prepared) {
		for i := range batch {
			if batch[i].bad == nil {
				c.prepare(&batch[i])
			}
		}
	}, func(batch []prepared) bool {
		for i := range batch {
			c.take(&batch[i])
		}
		return true
	})
	return c
}

// Add takes a row in. Nobody may change its example afterwards.
func (c *Checker) Add(r Row) { c.put(prepared{Row: r}) }

// Bad takes in the error of a record that cannot be read. It reports whether the error
// is one of a record; any other is about the file.
func (c *Checker) Bad(err error) bool {
	var line *dataset.LineError
	if !errors.As(err, &line) {
		return false
	}
	c.put(prepared{bad: err})
	return true
}

func (c *Checker) put(p prepared) {
	if c.batch = append(c.batch, p); len(c.batch) == batchRows {
		c.queue.Put(c.batch)
		c.batch = make([]prepared, 0, batchRows)
	}
}

// Finish looks at all rows together and returns what was found. It ends early with the
// error of ctx.
func (c *Checker) Finish(ctx context.Context) (*Result, error) {
	defer c.queue.Stop()
	c.queue.Put(c.batch)
	c.queue.Flush()
	for _, look := range setChecks {
		if err := look(ctx, c); err != nil {
			return nil, err
		}
	}
	for i := range Kinds {
		if f := c.found[Kinds[i].Name]; f != nil {
			c.result.Found = append(c.result.Found, *f)
			if f.Severity == Fault {
				c.result.Faults[f.Name] = f.N
			}
		}
	}
	return &c.result, nil
}

// take copies a row into Rows and reports what was found in it.
func (c *Checker) take(p *prepared) {
	if p.bad != nil {
		var line *dataset.LineError
		errors.As(p.bad, &line)
		c.report(Finding{Kind: Record, File: line.File, Line: line.Line, Detail: line.Err.Error()})
		return
	}
	rs := &c.rows
	out := p.row
	out.text, out.id = rs.words.add(p.Text), rs.words.add(p.ID)
	out.line, out.file = uint32(p.Line), uint16(rs.files.of(p.File))
	out.split = int8(slices.Index(dataset.Splits, p.Split))
	out.label = -1
	if label := p.Intent(); label != "" {
		out.label = rs.labels.of(label)
		c.result.Actions[rs.labels.list[out.label]]++
	}
	out.slots, out.slotCount = uint32(rs.slots.n), uint16(len(p.slots))
	for _, s := range p.slots {
		rs.slots.add(Slot{uint32(rs.names.of(s.name)), uint32(s.from), uint32(s.to)})
	}
	rs.list.add(out)
	c.near.add(p.near)
	c.about.add(p.about)
	c.result.Examples++
	c.result.Rows[p.Split]++
	if len(p.History) > 0 {
		c.result.Later++
	}
	for _, f := range p.findings {
		c.atRow(f.kind, rs.Len()-1, f.detail)
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

// unchecked says what could not be checked.
func (c *Checker) unchecked(what, why string) {
	c.result.Unchecked = append(c.result.Unchecked, Unchecked{what, why})
}
