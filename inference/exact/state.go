package exact

import (
	"fmt"
)

// State runs a program, again and again. It is for one goroutine.
type State struct {
	p *Program
	m machine
}

// NewState makes a state.
func (p *Program) NewState() *State {
	s := &State{p: p, m: machine{slots: make([]value, p.slots), most: maxElements}}
	for at, v := range p.constants {
		s.m.slots[at] = *v
	}
	return s
}

// set makes a value an input. A graph that has no such input does without it.
func (s *State) set(name string, v value) {
	if at, ok := s.p.inputs[name]; ok {
		s.m.slots[at] = v
	}
}

// Floats sets an input. The data must hold until Run returns.
func (s *State) Floats(name string, data []float32, dims ...int) {
	s.set(name, value{kind: f32, f: data, dims: dims})
}

// Ints sets an input. The data must hold until Run returns.
func (s *State) Ints(name string, data []int64, dims ...int) {
	s.set(name, value{kind: i64, i: data, dims: dims})
}

// Flag sets an input of one boolean.
func (s *State) Flag(name string, on bool) {
	v := value{kind: boolean, i: []int64{0}, dims: []int{1}}
	if on {
		v.i[0] = 1
	}
	s.set(name, v)
}

// Run computes all outputs. They hold until the next run.
func (s *State) Run() error {
	s.m.releaseGiven(s.p.block) // by the run before
	return guard(func() error { return s.m.run(s.p.block) }, func() string { return s.m.at })
}

// Output is an output of floats and its dimensions.
func (s *State) Output(name string) ([]float32, []int, error) {
	at, ok := s.p.outputs[name]
	if !ok || s.m.slots[at].kind != f32 {
		return nil, nil, fmt.Errorf("the graph gives no floats %s", name)
	}
	return s.m.slots[at].f, s.m.slots[at].dims, nil
}

func (m *machine) run(b *block) error {
	for _, st := range b.steps {
		if err := m.step(st); err != nil {
			return fmt.Errorf("%s: %w", st.name, err)
		}
		for _, at := range st.dead {
			m.release(&m.slots[at])
		}
	}
	return nil
}

func (m *machine) step(st *step) error {
	m.at = st.name
	if st.then != nil {
		return m.branch(st)
	}
	m.in, m.out = m.in[:0], m.out[:0]
	for _, at := range st.in {
		if at < 0 {
			m.in = append(m.in, nil)
			continue
		}
		m.in = append(m.in, &m.slots[at])
	}
	for _, at := range st.out {
		m.out = append(m.out, &m.slots[at])
	}
	return st.run(m, m.in, m.out)
}

func (m *machine) branch(st *step) error {
	b, condition := st.els, &m.slots[st.in[0]]
	if condition.kind != boolean || len(condition.i) != 1 {
		return fmt.Errorf("its condition is not one boolean")
	}
	if condition.i[0] != 0 {
		b = st.then
	}
	if err := m.run(b); err != nil {
		return err
	}
	for i, at := range b.gives {
		from := &m.slots[at]
		share(&m.slots[st.out[i]], from, from.dims...)
	}
	m.releaseGiven(b)
	return nil
}

func (m *machine) releaseGiven(b *block) {
	for i, at := range b.gives {
		if b.owns[i] {
			m.release(&m.slots[at])
		}
	}
}
