package inference

import (
	"errors"
	"fmt"
	"slices"

	"github.com/slmkit/slmkit/inference/exact"
	"github.com/slmkit/slmkit/inference/ort"
	"github.com/slmkit/slmkit/inference/unsupported"
)

// exactModel is graphs of optimum's layouts that were quantized dynamically, run with
// exact integer sums. Such graphs quantize what they compute by the range of a
// whole call, so each prompt has calls of its own: answers depend neither on the
// batch nor on the processor.
type exactModel struct {
	*standardModel
	encoder, first, past *exact.Program
}

func (m *exactModel) free() error { return nil }

// openExact prepares graphs that are quantized dynamically. It fails with
// errors.ErrUnsupported for others, and for graphs that have operators which are
// not known.
func openExact(std *standardModel) (layout, string, error) {
	m := &exactModel{standardModel: std}
	programs := make([]*exact.Program, len(std.files))
	for i, f := range std.files {
		quantized, err := quantizedDynamically(f.path)
		if err != nil {
			return nil, "", err
		}
		if !quantized {
			return nil, "", unsupported.Errorf("%s: is not quantized dynamically", f.path)
		}
		p, err := ort.ReadProgram(f.path)
		if err != nil {
			return nil, "", err
		}
		if programs[i], err = exact.Compile(p); err != nil {
			return nil, "", fmt.Errorf("%s: %w", f.path, err)
		}
	}
	m.encoder, m.first, m.past = programs[0], programs[1], programs[len(programs)-1]
	return m, "slmkit exact " + exact.Level(), nil
}

// quantizedDynamically reports whether a graph quantizes its activations as it runs
// and multiplies 8-bit integers. Its answers may then depend on the processor.
func quantizedDynamically(path string) (bool, error) {
	c, err := ort.Read(path)
	if err != nil {
		return false, err
	}
	return c.Operators["DynamicQuantizeLinear"] > 0 && c.Operators["MatMulInteger"] > 0, nil
}

func (m *exactModel) newEngine() (engine, error) {
	return &exactEngine{exactModel: m, encode: m.encoder.NewState(), begun: m.first.NewState(), step: m.past.NewState()}, nil
}

// exactEngine is an engine that answers row by row.
type exactEngine struct {
	alone
	*exactModel
	encode, begun, step *exact.State
	rows                []exactRow
}

// exactRow is what is remembered of a prompt. The prompt's part is shared by rows that
// come of one.
type exactRow struct {
	mask   []int64
	hidden []float32
	cross  [][]float32 // per layer key and value
	self   [][]float32
	before int // tokens in self
	logits []float32
}

func (e *exactEngine) ragged() bool { return false }

func (e *exactEngine) close() {}

func (e *exactEngine) begin(prompts [][]int32) error {
	if err := known(prompts, e.vocab); err != nil {
		return err
	}
	e.rows = e.rows[:0]
	for _, p := range prompts {
		n := len(p)
		ids, row := make([]int64, n), exactRow{mask: make([]int64, n)}
		for i, id := range p {
			ids[i], row.mask[i] = int64(id), 1
		}
		e.encode.Ints("input_ids", ids, 1, n)
		e.encode.Ints("attention_mask", row.mask, 1, n)
		if err := e.run(e.encode, 0); err != nil {
			return err
		}
		hidden, err := e.output(e.encode, 0, "last_hidden_state", n*e.size)
		if err != nil {
			return err
		}
		row.hidden = slices.Clone(hidden)
		e.rows = append(e.rows, row)
	}
	return nil
}

// run runs the graph of a file.
func (e *exactEngine) run(s *exact.State, of int) error {
	if err := s.Run(); err != nil {
		return fmt.Errorf("%s: %w", e.files[of].path, err)
	}
	return nil
}

// output is n floats that a graph gave.
func (e *exactEngine) output(s *exact.State, of int, name string, n int) ([]float32, error) {
	v, dims, err := s.Output(name)
	if err == nil && len(v) != n {
		err = fmt.Errorf("%s has dimensions %v, not of %d values", name, dims, n)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", e.files[of].path, err)
	}
	return v, nil
}

func (e *exactEngine) feed(tokens [][]int32) error {
	if err := known(tokens, e.vocab); err != nil {
		return err
	}
	for i := range e.rows {
		if err := e.feedRow(&e.rows[i], tokens[i][0]); err != nil {
			return err
		}
	}
	return nil
}

// feedRow feeds a token to a row, by the decoder without a cache at first.
func (e *exactEngine) feedRow(row *exactRow, token int32) error {
	s, of, n := e.step, len(e.files)-1, len(row.mask)
	if row.before == 0 {
		s, of = e.begun, 1
		row.cross, row.self = make([][]float32, 2*e.layers), make([][]float32, 2*e.layers)
	}
	s.Ints("encoder_attention_mask", row.mask, 1, n)
	s.Floats("encoder_hidden_states", row.hidden, 1, n, e.size)
	s.Ints("input_ids", []int64{int64(token)}, 1, 1)
	s.Flag("use_cache_branch", row.before > 0)
	for i := range 2 * e.layers {
		s.Floats(e.names.pastSelf[i], row.self[i], 1, e.heads, row.before, e.headDim)
		// A merged decoder wants these too where it ignores them.
		s.Floats(e.names.pastCross[i], row.cross[i], 1, e.heads, len(row.cross[i])/e.heads/e.headDim, e.headDim)
	}
	if err := e.run(s, of); err != nil {
		return err
	}
	logits, err := e.output(s, of, "logits", e.vocab)
	if err != nil {
		return err
	}
	row.logits = append(row.logits[:0], logits...)
	for i := range 2 * e.layers {
		self, err := e.output(s, of, e.names.self[i], e.heads*(row.before+1)*e.headDim)
		if err != nil {
			return err
		}
		row.self[i] = append(row.self[i][:0], self...)
		if row.before > 0 {
			continue
		}
		cross, err := e.output(s, of, e.names.cross[i], e.heads*n*e.headDim)
		if err != nil {
			return err
		}
		row.cross[i] = slices.Clone(cross)
	}
	row.before++
	return nil
}

func (e *exactEngine) logits(i int) ([]float32, error) {
	return e.rows[i].logits, finite(e.rows[i].logits)
}

func (e *exactEngine) pick(i int, detail bool) (choice, error) { return pickFrom(e, i, detail) }

func (e *exactEngine) score(i int, ids []int32, to []float32) error {
	if err := knownIDs(ids, e.vocab); err != nil {
		return err
	}
	for j, id := range ids {
		to[j] = e.rows[i].logits[id]
	}
	return finite(to[:len(ids)])
}

func (e *exactEngine) settle(rows, _ []int) error {
	if same(rows, len(e.rows)) {
		return nil
	}
	taken := make([]bool, len(e.rows))
	next := make([]exactRow, len(rows))
	for i, r := range rows {
		next[i] = e.rows[r]
		if taken[r] { // two that go on from one
			next[i].logits = slices.Clone(next[i].logits)
			next[i].self = slices.Clone(next[i].self)
			for j, v := range next[i].self {
				next[i].self[j] = slices.Clone(v)
			}
		}
		taken[r] = true
	}
	e.rows = next
	return nil
}

// exactNear is how far logits may be from ONNX Runtime's, of the largest. Float sums
// in another order put a number on another step of its 256, now and then.
const exactNear = 0.05

// probeExact says whether the graphs answer in ONNX Runtime as they do with exact
// sums, a prompt at a time, first without and then with a cache. An error that is an
// errors.ErrUnsupported says that they do not.
func (m *standardModel) probeExact(other layout, end int32) error {
	steps, prompt := probeTokens(4, m.vocab, end), probeTokens(probeLength, m.vocab, end)
	want, err := m.inONNXRuntime(prompt, steps)
	if err != nil {
		return unsupported.Errorf("%w", err)
	}
	e, err := other.newEngine()
	if err != nil {
		return err
	}
	defer e.close()
	got, err := stepwise(e, [][]int32{prompt}, steps)
	if err != nil {
		return unsupported.Errorf("%w", err)
	}
	for i := range want {
		if far, largest := apart(want[i], got[i]); !(far/largest <= exactNear) {
			return unsupported.Errorf("%s: with exact sums it answers otherwise than in ONNX Runtime, by %.2g of the largest logit", m.files[1].path, far/largest)
		}
	}
	return nil
}

// inONNXRuntime answers a prompt with graphs that are loaded for it.
func (m *standardModel) inONNXRuntime(prompt, steps []int32) (logits [][]float32, err error) {
	loaded := *m
	if err := loaded.open(); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, loaded.free()) }()
	e, err := loaded.newEngine()
	if err != nil {
		return nil, err
	}
	defer e.close()
	return stepwise(e, [][]int32{prompt}, steps)
}
