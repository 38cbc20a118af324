package check

import (
	"hash/maphash"
	"slices"
	"sort"
	"strings"

	"fmt"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/text"
)

// prepared is a row with all that can be known of it by itself.
type prepared struct {
	Row
	bad      error // of a record that cannot be read
	row      row
	slots    []foundSlot
	near     nearKeys
	about    description
	findings []rowFinding
}

type foundSlot struct {
	name     string
	from, to int
}

type rowFinding struct{ kind, detail string }

// prepare looks at a row. Several goroutines call it.
func (c *Checker) prepare(p *prepared) {
	for _, look := range rowChecks {
		look(&c.opts, &p.Row, func(kind, detail string) { p.findings = append(p.findings, rowFinding{kind, detail}) })
	}
	for _, s := range p.Slots {
		if from, to, ok := byteSpan(p.Text, s.Start, s.End); ok && (s.Value == "" || s.Value == p.Text[from:to]) {
			p.slots = append(p.slots, foundSlot{s.Name, from, to})
			if words := p.Text[from:to]; possessive(p.Text[to:]) && strings.Contains(p.Target, words+"s") {
				p.findings = append(p.findings, rowFinding{Edge, fmt.Sprintf("slot %q: %q lacks the s that the target has", s.Name, words)})
			}
		}
	}
	input := p.Input()
	folded := foldKey(input)
	p.row.exact = c.hash(input)
	p.row.input = c.hash(folded)
	p.row.asks = c.hash(asked(p.Example))
	if len(p.History) > 0 {
		p.row.flags |= later
	}
	if o := p.Origin; o != nil {
		if o.Template != "" && o.Pack != "" || o.Template != "" && !strings.HasPrefix(o.Template, p.File+":") {
			p.row.template = c.hash(o.Pack + "\x00" + o.Template)
		}
		if o.Parent != "" {
			p.row.parent = c.hash(o.Parent)
		}
	}
	for flag, has := range map[uint8]bool{hasSplit: p.Split != "", hasTarget: p.Target != "", hasArguments: hasArgs(p.Example)} {
		if has {
			p.row.flags |= flag
		}
	}
	var turns uint64
	if len(p.History) > 0 {
		turns, folded = c.hash(foldKey(dataset.Input(p.History, "", dataset.InputTurns))), foldKey(p.Text)
	}
	p.near, p.about = nearKeysOf(folded, turns), describe(&p.Row)
}

// Flags of rows.
const (
	later = 1 << iota // follows other turns
	hasSplit
	hasTarget
	hasArguments
)

func hasArgs(e *dataset.Example) bool {
	return slices.ContainsFunc(e.Want(), func(c dataset.Call) bool { return c.Arguments != nil })
}

// hash is never 0.
func (c *Checker) hash(s string) uint64 { return max(maphash.String(c.seed, s), 1) }

// asked writes what an example asks for in a form that is equal for calls that differ in
// no more than the form of the words that they copy from the prompt.
func asked(e *dataset.Example) string {
	if e.Target != "" {
		return "t" + text.Compared(e.Target)
	}
	var b strings.Builder
	for _, call := range e.Want() {
		b.WriteString(call.Name)
		names := make([]string, 0, len(call.Arguments))
		for name := range call.Arguments {
			names = append(names, name)
		}
		sort.Strings(names)
		for _, name := range names {
			b.WriteString("\x00" + name + "=")
			if s, ok := call.Arguments[name].(string); ok {
				b.WriteString(foldKey(s))
			} else {
				fmt.Fprint(&b, call.Arguments[name])
			}
		}
		b.WriteByte(1)
	}
	if b.Len() > 0 && e.Ref != "" {
		b.WriteString("@" + e.Ref)
	}
	return b.String()
}
