package exact

import (
	"errors"
	"fmt"
	"slices"

	"github.com/slmkit/slmkit/inference/ort"
)

// Program is a graph that is ready to run. It does not change, and any number of
// states run it.
type Program struct {
	*block
	inputs    map[string]int // slots
	outputs   map[string]int
	constants map[int]*value
	slots     int
}

// block is steps in their order, and the slots of what they give.
type block struct {
	steps []*step
	gives []int
	owns  []bool // whether a step of the block gives it
}

// step is an operator. Either run or, of an If, the two blocks are set.
type step struct {
	name      string
	run       op
	in, out   []int // slots; -1: none
	dead      []int // slots that are not needed behind it
	then, els *block
}

// Compile prepares a graph. It fails with errors.ErrUnsupported where the graph has
// an operator, or a use of one, that the package does not know.
func Compile(p *ort.Program) (*Program, error) {
	c := &compiler{constants: map[int]*value{}, packs: map[string]*matrix{}, folds: &machine{most: maxFolded}}
	top := &scope{slots: map[string]int{}}
	out := &Program{inputs: map[string]int{}, outputs: map[string]int{}, constants: map[int]*value{}}
	for _, name := range p.Inputs {
		out.inputs[name] = c.slot(top, name)
	}
	var err error
	if out.block, err = c.block(p, top); err != nil {
		return nil, err
	}
	for i, name := range p.Outputs {
		out.outputs[name] = out.gives[i]
	}
	c.retire(out.block, map[int]bool{}, c.own(out.block))
	out.slots = c.slots
	c.keep(out.block, out.constants)
	return out, nil
}

// maxFolded bounds a value that is computed when a program is compiled.
const maxFolded = 1 << 26

// compiler makes a Program.
type compiler struct {
	slots     int
	constants map[int]*value
	packs     map[string]*matrix // by the name of the weights and of their zero points
	folds     *machine
}

// scope is the names of a graph, and those of the graph around it.
type scope struct {
	outer *scope
	slots map[string]int
}

func (s *scope) find(name string) (int, bool) {
	for ; s != nil; s = s.outer {
		if at, ok := s.slots[name]; ok {
			return at, true
		}
	}
	return -1, false
}

func (c *compiler) slot(s *scope, name string) int {
	s.slots[name] = c.slots
	c.slots++
	return c.slots - 1
}

func (c *compiler) block(p *ort.Program, s *scope) (*block, error) {
	for name, t := range p.Constants {
		v, err := constant(t)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		c.constants[c.slot(s, name)] = v
	}
	b := &block{}
	for _, n := range p.Steps {
		st, err := c.step(n, s)
		if err != nil {
			return nil, fmt.Errorf("%s %s: %w", n.Operator, n.Name, err)
		}
		if st != nil {
			b.steps = append(b.steps, st)
		}
	}
	for _, name := range p.Outputs {
		at, ok := s.find(name)
		if !ok {
			return nil, fmt.Errorf("nothing computes the output %s", name)
		}
		b.gives = append(b.gives, at)
	}
	return b, nil
}

// step compiles an operator. One whose inputs are all constants is run at once, and
// no step is left of it.
func (c *compiler) step(n ort.Step, s *scope) (*step, error) {
	st := &step{name: n.Operator + " " + n.Name}
	known := len(n.Inputs) > 0 || n.Operator == "Constant"
	for _, name := range n.Inputs {
		at, ok := s.find(name)
		if !ok && name != "" {
			return nil, fmt.Errorf("nothing computes its input %s", name)
		}
		if name != "" && c.constants[at] == nil {
			known = false
		}
		st.in = append(st.in, at)
	}
	if n.Operator == "If" {
		return st, c.branches(st, n, s)
	}
	var err error
	if n.Operator == "MatMulInteger" && !known {
		st.run, err = c.product(n, st)
	} else if build := operators[n.Operator]; build == nil {
		return nil, fmt.Errorf("an operator that is not known: %w", errors.ErrUnsupported)
	} else {
		st.run, err = build(n)
	}
	if err != nil {
		return nil, err
	}
	for _, name := range n.Outputs {
		st.out = append(st.out, c.slot(s, name))
	}
	if !known {
		return st, nil
	}
	return nil, c.fold(st)
}

// fold runs a step on constants.
func (c *compiler) fold(st *step) error {
	in, out := make([]*value, len(st.in)), make([]*value, len(st.out))
	for i, at := range st.in {
		in[i] = c.constants[at] // nil for none
	}
	for i := range out {
		out[i] = &value{}
	}
	if err := guard(func() error { return st.run(c.folds, in, out) }, func() string { return st.name }); err != nil {
		return err
	}
	for i, at := range st.out {
		out[i].from = nil // kept for good
		c.constants[at] = out[i]
	}
	return nil
}

// product compiles MatMulInteger of a value with weights.
func (c *compiler) product(n ort.Step, st *step) (op, error) {
	if len(n.Inputs) < 2 || len(n.Outputs) != 1 {
		return nil, errors.ErrUnsupported
	}
	w := c.constants[st.in[1]]
	var zeros *value
	if len(st.in) > 3 && st.in[3] >= 0 {
		zeros = c.constants[st.in[3]]
	}
	fits := w != nil && (w.kind == u8 || w.kind == i8) && len(w.dims) == 2 && w.dims[0] > 0 && w.dims[1] > 0 && w.dims[0] <= maxInner &&
		(len(st.in) < 4 || st.in[3] < 0 || zeros != nil && zeros.kind == w.kind && (zeros.len() == 1 || zeros.len() == w.dims[1]))
	if !fits {
		return multiplyIntegers(n)
	}
	key := fmt.Sprint(st.in[1])
	if zeros != nil {
		key += fmt.Sprint(" ", st.in[3])
	}
	p := c.packs[key]
	if p == nil {
		p = pack(w, zeros)
		c.packs[key] = p
	}
	if len(st.in) > 3 { // the weights as they were are not read
		st.in[3] = -1
	}
	st.in[1] = -1
	return p.run, nil
}

func (c *compiler) branches(st *step, n ort.Step, s *scope) (err error) {
	then, els := n.Attributes["then_branch"].Graph, n.Attributes["else_branch"].Graph
	if len(st.in) != 1 || then == nil || els == nil || len(then.Outputs) != len(n.Outputs) || len(els.Outputs) != len(n.Outputs) {
		return errors.New("is not one condition and two branches")
	}
	if st.then, err = c.block(then, &scope{s, map[string]int{}}); err != nil {
		return err
	}
	if st.els, err = c.block(els, &scope{s, map[string]int{}}); err != nil {
		return err
	}
	for _, name := range n.Outputs {
		st.out = append(st.out, c.slot(s, name))
	}
	return nil
}

// uses lists the slots that a step reads.
func (st *step) uses() []int {
	all := slices.Clone(st.in)
	for _, b := range []*block{st.then, st.els} {
		if b != nil {
			all = append(all, b.gives...)
			for _, inner := range b.steps {
				all = append(all, inner.uses()...)
			}
		}
	}
	return all
}

// own is the slots that the steps of a block write.
func (c *compiler) own(b *block) map[int]bool {
	own := map[int]bool{}
	for _, st := range b.steps {
		for _, at := range st.out {
			own[at] = true
		}
	}
	return own
}

// retire finds behind which step each slot of a block is not needed any more, and
// drops steps that nothing needs.
func (c *compiler) retire(b *block, later map[int]bool, own map[int]bool) {
	for _, at := range b.gives {
		later[at] = true
		b.owns = append(b.owns, own[at])
	}
	var needed []*step
	for _, st := range slices.Backward(b.steps) {
		if !slices.ContainsFunc(st.out, func(at int) bool { return later[at] }) {
			continue
		}
		needed = append(needed, st)
		for _, at := range slices.Concat(st.uses(), st.out) {
			if own[at] && !later[at] {
				later[at] = true
				st.dead = append(st.dead, at)
			}
		}
		for _, inner := range []*block{st.then, st.els} {
			if inner != nil {
				c.retire(inner, map[int]bool{}, c.own(inner))
			}
		}
	}
	slices.Reverse(needed)
	b.steps = needed
}

// keep copies the constants that are read.
func (c *compiler) keep(b *block, to map[int]*value) {
	take := func(at int) {
		if v := c.constants[at]; v != nil {
			to[at] = v
		}
	}
	for _, at := range b.gives {
		take(at)
	}
	for _, st := range b.steps {
		for _, at := range st.in {
			take(at)
		}
		for _, inner := range []*block{st.then, st.els} {
			if inner != nil {
				c.keep(inner, to)
			}
		}
	}
}
