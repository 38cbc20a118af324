package t5

import (
	"context"
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"sync"
	"unsafe"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

// moduleCode is the C of this package compiled to WebAssembly: see wasm.c.
//
//go:embed t5.wasm
var moduleCode []byte

// Module returns t5.wasm, which wasm.c describes.
func Module() []byte { return moduleCode }

// compiled is the machine code of the module, made once.
var compiled = sync.OnceValues(func() (*machine, error) {
	ctx := context.Background()
	r := wazero.NewRuntime(ctx)
	c, err := r.CompileModule(ctx, moduleCode)
	return &machine{r, c}, err
})

type machine struct {
	wazero.Runtime
	code wazero.CompiledModule
}

// instance is a copy of the module with a memory of its own. Its functions run one at a time.
type instance struct {
	mu sync.Mutex
	m  api.Module
}

func newInstance() (*instance, error) {
	c, err := compiled()
	if err != nil {
		return nil, fmt.Errorf("compile WebAssembly: %w", err)
	}
	m, err := c.InstantiateModule(context.Background(), c.code, wazero.NewModuleConfig().WithName("").WithStartFunctions("_initialize"))
	if err != nil {
		return nil, fmt.Errorf("start WebAssembly: %w", err)
	}
	return &instance{m: m}, nil
}

func (i *instance) close() { _ = i.m.Close(context.Background()) } // it has no files to lose

// copy returns an instance whose memory is that of i.
func (i *instance) copy() (*instance, error) {
	to, err := newInstance()
	if err != nil {
		return nil, err
	}
	from := i.m.Memory()
	all, _ := from.Read(0, from.Size())
	const page = 1 << 16
	if _, ok := to.m.Memory().Grow((from.Size() - to.m.Memory().Size()) / page); !ok {
		to.close()
		return nil, errMemory
	}
	to.m.Memory().Write(0, all)
	return to, nil
}

// call calls a function, which returns a pointer or a code.
func (i *instance) call(name string, args ...uint64) (uint32, error) {
	out, err := i.m.ExportedFunction(name).Call(context.Background(), args...)
	if err != nil { // a trap: the memory cannot be trusted any more
		return 0, fmt.Errorf("WebAssembly %s: %w", name, errors.Join(errMemory, err))
	}
	if len(out) == 0 {
		return 0, nil
	}
	return uint32(out[0]), nil
}

// done calls a function that returns 0 where it succeeds.
func (i *instance) done(name string, args ...uint64) error {
	code, err := i.call(name, args...)
	if err == nil && code != 0 {
		err = errMemory
	}
	return err
}

// make calls a function that returns a pointer, 0 where memory ran out.
func (i *instance) make(name string, args ...uint64) (uint32, error) {
	p, err := i.call(name, args...)
	if err == nil && p == 0 {
		err = errMemory
	}
	return p, err
}

// scratch is memory for the arguments and the results of a call.
type scratch struct {
	i    *instance
	at   uint32
	size int
}

// room makes the memory at least so large. It loses what was in it.
func (s *scratch) room(bytes int) error {
	if bytes <= s.size {
		return nil
	}
	if bytes > math.MaxInt32 {
		return errMemory
	}
	s.free()
	at, err := s.i.make("malloc", uint64(bytes))
	if err != nil {
		return err
	}
	s.at, s.size = at, bytes
	return nil
}

func (s *scratch) free() {
	if s.size > 0 {
		_, _ = s.i.call("free", uint64(s.at)) // a fault would be met by the next call
		s.size = 0
	}
}

// put writes values behind each other and returns where each list is.
func (s *scratch) put(lists ...[]byte) ([]uint64, error) {
	total := 0
	for _, l := range lists {
		total += (len(l) + 15) &^ 15
	}
	if err := s.room(total); err != nil {
		return nil, err
	}
	at, places := s.at, make([]uint64, len(lists))
	for i, l := range lists {
		s.i.m.Memory().Write(at, l)
		places[i] = uint64(at)
		at += uint32(len(l)+15) &^ 15
	}
	return places, nil
}

// raw is the bytes of values, as this processor has them. WebAssembly's order is little
// endian, as that of all processors that Go's ports with cgo and wazero's compiler have.
func raw[T int8 | int32 | float32](v []T) []byte {
	if len(v) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(&v[0])), len(v)*int(unsafe.Sizeof(v[0])))
}

// module is a model in WebAssembly.
type module struct {
	*instance
	model uint64
	in    scratch
}

func newModule(c Config) (weights, error) {
	i, err := newInstance()
	if err != nil {
		return nil, err
	}
	flag := map[bool]uint64{true: 1}
	p, err := i.make("t5_make", uint64(c.Bits), uint64(c.Size), uint64(c.Heads), uint64(c.HeadSize), uint64(c.FF), uint64(c.Vocabulary), uint64(c.Far),
		uint64(c.EncoderLayers), uint64(c.DecoderLayers), flag[c.Gated], flag[c.GELU], api.EncodeF32(c.Epsilon), api.EncodeF32(c.Scale))
	if err != nil {
		i.close()
		return nil, err
	}
	return &module{instance: i, model: uint64(p), in: scratch{i: i}}, nil
}

func (m *module) where(at place) (uint64, error) {
	p, err := m.make("t5_matrix_at", m.model, uint64(at.side), api.EncodeI32(int32(at.layer)), uint64(at.which))
	return uint64(p), err
}

func (m *module) matrix(at place, bits, out, in int) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	w, err := m.where(at)
	if err != nil {
		return err
	}
	return m.done("t5_matrix_init", w, uint64(bits), uint64(out), uint64(in))
}

func (m *module) pack(at place, from, n int, t Tensor, scale []float32, byOut, byIn int) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	w, err := m.where(at)
	if err != nil {
		return err
	}
	data := raw(t.Floats)
	if t.Floats == nil {
		data = raw(t.Bytes)
	}
	p, err := m.in.put(data, raw(scale))
	if err != nil {
		return err
	}
	_, err = m.call("t5_pack", w, uint64(from), uint64(n), p[0], uint64(byOut), uint64(byIn), p[1])
	return err
}

func (m *module) vector(at place, values []float32) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	p, err := m.in.put(raw(values))
	if err != nil {
		return err
	}
	return m.done("t5_vector_set", m.model, uint64(at.side), api.EncodeI32(int32(at.layer)), uint64(at.which), p[0], uint64(len(values)))
}

// outline ends the loading.
func (m *module) outline(level Level) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.in.free()
	return m.done("t5_outline", m.model, uint64(level))
}

func (m *module) free() { m.close() }

// sharedFrom is the size of a model from which on its states take turns with one copy of
// the weights. States of smaller models have a copy each, so that they run side by side.
const sharedFrom = 256 << 20

func (m *module) state(level Level) (batch, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	i, own := m.instance, m.m.Memory().Size() < sharedFrom
	if own {
		var err error
		if i, err = i.copy(); err != nil {
			return nil, err
		}
	}
	s, err := i.make("t5_state_new", m.model, uint64(level))
	if err != nil {
		if own {
			i.close()
		}
		return nil, err
	}
	return &moduleBatch{i, own, uint64(s), scratch{i: i}}, nil
}

// moduleBatch is a state in WebAssembly.
type moduleBatch struct {
	i    *instance
	own  bool // the instance is of this state alone
	s    uint64
	room scratch
}

func (r *moduleBatch) lists(function string, a, b []int32, more ...uint64) error {
	r.i.mu.Lock()
	defer r.i.mu.Unlock()
	p, err := r.room.put(raw(a), raw(b))
	if err != nil {
		return err
	}
	return r.i.done(function, append([]uint64{r.s, p[0], p[1]}, more...)...)
}

func (r *moduleBatch) join(ids, lengths []int32) error {
	return r.lists("t5_join", ids, lengths, uint64(len(lengths)))
}

func (r *moduleBatch) feed(ids, counts []int32) error { return r.lists("t5_feed", ids, counts) }

func (r *moduleBatch) settle(rows, kept []int32) error {
	return r.lists("t5_settle", rows, kept, uint64(len(rows)))
}

// choiceBytes is the size of a t5_choice.
const choiceBytes = 16

func (r *moduleBatch) pick(from int, detail bool, to []Choice) error {
	r.i.mu.Lock()
	defer r.i.mu.Unlock()
	if err := r.room.room(choiceBytes * len(to)); err != nil {
		return err
	}
	more := uint64(0)
	if detail {
		more = 1
	}
	if err := r.i.done("t5_pick", r.s, uint64(from), uint64(len(to)), more, uint64(r.room.at)); err != nil {
		return err
	}
	all, _ := r.i.m.Memory().Read(r.room.at, uint32(choiceBytes*len(to)))
	number := func(at int) float32 { return math.Float32frombits(binary.LittleEndian.Uint32(all[at:])) }
	for i := range to {
		at := choiceBytes * i
		to[i] = Choice{int32(binary.LittleEndian.Uint32(all[at:])), number(at + 4), number(at + 8), number(at + 12)}
		if math.IsInf(float64(to[i].Top), 0) { // the product with the head has overflowed
			to[i].ID = -1
		}
	}
	return nil
}

func (r *moduleBatch) logits(from, n int, to []float32) error {
	r.i.mu.Lock()
	defer r.i.mu.Unlock()
	if err := r.room.room(4 * len(to)); err != nil {
		return err
	}
	if err := r.i.done("t5_logits", r.s, uint64(from), uint64(n), uint64(r.room.at)); err != nil {
		return err
	}
	return r.take(r.room.at, to)
}

func (r *moduleBatch) score(at int, ids []int32, to []float32) error {
	r.i.mu.Lock()
	defer r.i.mu.Unlock()
	if err := r.room.room(8*len(ids) + 16); err != nil {
		return err
	}
	p, err := r.room.put(raw(ids))
	if err != nil {
		return err
	}
	out := (r.room.at + uint32(4*len(ids)) + 15) &^ 15
	if err := r.i.done("t5_score", r.s, uint64(at), p[0], uint64(len(ids)), uint64(out)); err != nil {
		return err
	}
	return r.take(out, to[:len(ids)])
}

// take reads numbers from the memory.
func (r *moduleBatch) take(at uint32, to []float32) error {
	all, ok := r.i.m.Memory().Read(at, uint32(4*len(to)))
	if !ok {
		return errMemory
	}
	copy(raw(to), all)
	return nil
}

func (r *moduleBatch) free() {
	if r.own {
		r.i.close()
		return
	}
	r.i.mu.Lock()
	defer r.i.mu.Unlock()
	r.room.free()
	_, _ = r.i.call("t5_state_free", r.s) // a fault would be met by the next call
}
