package inference

import (
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime/debug"
	"unsafe"

	"github.com/slmkit/slmkit/inference/ort"
	"github.com/slmkit/slmkit/inference/regular"
	"github.com/slmkit/slmkit/inference/t5"
	"github.com/slmkit/slmkit/inference/unsupported"
)

// nativeModel is weights for our own kernels.
type nativeModel struct {
	*t5.Model
	c     t5.Config
	level t5.Level
}

func (m *nativeModel) free() error { m.Model.Close(); return nil }

func (m *nativeModel) shape() Shape {
	return Shape{m.c.DecoderLayers, m.c.Size, m.c.Heads, m.c.HeadSize, m.c.Vocabulary, true, true}
}

func (m *nativeModel) newEngine() (engine, error) {
	s, err := m.NewState(m.level)
	if err != nil {
		return nil, err
	}
	return &native{m: m, State: s}, nil
}

// openNative loads the packed layout for our own kernels. It fails with
// errors.ErrUnsupported where they cannot run it.
func openNative(f Files) (l layout, name string, err error) {
	err = readNative(f, func(c t5.Config, open func() t5.Weights) error {
		l, name, err = newNative(c, open)
		return err
	})
	return l, name, err
}

// readNative opens the files of the packed layout while use reads them.
func readNative(f Files, use func(t5.Config, func() t5.Weights) error) error {
	about, err := readPackedAbout(f)
	if err != nil {
		return err
	}
	r := weightReader{about: about, sides: map[string]*side{}}
	defer r.close()
	for name, path := range map[string]string{"encoder": f.Encoder, "decoder": f.Decoder} {
		if r.sides[name], err = openSide(path); err != nil {
			return err
		}
	}
	if r.tokens, _, err = regular.Open(f.Tokens); err != nil {
		return err
	}
	c, err := r.config()
	if err != nil {
		return err
	}
	return use(c, func() t5.Weights {
		other := r // with a buffer of its own
		return &other
	})
}

// newNative reads weights, and says what will run them.
func newNative(c t5.Config, open func() t5.Weights) (layout, string, error) {
	level := t5.Best()
	m, err := t5.New(c, open)
	if err != nil {
		return nil, "", err
	}
	debug.FreeOSMemory() // what the weights were read through
	return &nativeModel{m, c, level}, "slmkit " + level.String(), nil
}

// side is the file of the encoder or the decoder.
type side struct {
	*os.File
	tensors map[string]ort.Tensor
	graph   *ort.Graph
}

func openSide(path string) (*side, error) {
	graph, err := inspect(path)
	if err != nil {
		return nil, err
	}
	c, err := ort.Read(path)
	if err != nil {
		return nil, err
	}
	f, _, err := regular.Open(path)
	return &side{f, c.Tensors, graph}, err
}

// layers counts the layers that a side has.
func (s *side) layers(name string) int {
	n := 0
	for s.tensors[fmt.Sprintf("%s.block.%d.layer.0.qkv", name, n)].Bytes > 0 {
		n++
	}
	return n
}

// weightReader is a t5.Weights.
type weightReader struct {
	about  packedAbout
	sides  map[string]*side
	tokens *os.File
	buffer []byte
}

func (r *weightReader) close() {
	for _, s := range r.sides {
		if s != nil {
			s.Close()
		}
	}
	if r.tokens != nil {
		r.tokens.Close()
	}
}

// config is the shape of the model.
func (r *weightReader) config() (t5.Config, error) {
	d := r.sides["decoder"]
	heads, headSize, err := r.about.heads(d.Name(), d.graph, d.tensors)
	if err != nil {
		return t5.Config{}, err
	}
	wo := d.tensors["decoder.block.0.layer.2.DenseReluDense.wo"]
	if len(wo.Dims) != 2 || wo.Dims[0] <= 0 || wo.Dims[0] > wo.Bytes {
		return t5.Config{}, fmt.Errorf("%s: has no weights decoder.block.0.layer.2.DenseReluDense.wo [in, out]: export the model again", d.Name())
	}
	gated, gelu, ok := r.about.activation()
	if !ok {
		return t5.Config{}, unsupported.Errorf("its head does not say how it is computed, or in a way that is new: export it again")
	}
	return t5.Config{Bits: r.about.Bits, Size: r.about.Size, Heads: heads, HeadSize: headSize, FF: int(wo.Dims[0]),
		Vocabulary: r.about.Vocabulary, Far: r.about.Distances, EncoderLayers: r.sides["encoder"].layers("encoder"), DecoderLayers: d.layers("decoder"),
		Gated: gated, GELU: gelu, OwnHead: r.about.Offsets["head"] > 0, Epsilon: r.about.Epsilon, Scale: r.about.Scale}, nil
}

// Read implements t5.Weights.
func (r *weightReader) Read(name, tensor string) (t5.Tensor, error) {
	s := r.sides[name]
	t, ok := s.tensors[tensor]
	if !ok {
		return t5.Tensor{}, fmt.Errorf("%s: has no tensor %s: export the model again", s.Name(), tensor)
	}
	floats := r.about.Bits == 32 || floatTensor.MatchString(tensor)
	if want := map[bool]int{true: ort.Float32, false: ort.Int8}[floats]; t.Type != want {
		return t5.Tensor{}, fmt.Errorf("%s: tensor %s is of type %d, not %d: export the model again", s.Name(), tensor, t.Type, want)
	}
	return r.read(s.File, floats, t.Offset, t.Bytes)
}

// floatTensor matches the tensors that are floats also where weights are integers.
var floatTensor = regexp.MustCompile(`(^|[._])(scale|position_bias)$|layer_norm\.weight$`)

// Rows implements t5.Weights.
func (r *weightReader) Rows(table string, from, n int) (t5.Tensor, error) {
	size := int64(r.about.Bits / 8)
	row := size * int64(r.about.Size)
	t, err := r.read(r.tokens, r.about.Bits == 32, int64(r.about.Offsets[table])+int64(from)*row, int64(n)*row)
	if err != nil || r.about.Bits == 32 {
		return t, err
	}
	scale := make([]byte, 4*n)
	if _, err := r.tokens.ReadAt(scale, int64(r.about.Offsets[table+".scale"])+4*int64(from)); err != nil {
		return t, r.cut(r.tokens, err)
	}
	t.Scale = unsafe.Slice((*float32)(unsafe.Pointer(&scale[0])), n)
	return t, nil
}

func (r *weightReader) cut(f *os.File, err error) error {
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: is not what the head names, or cut off: copy it again", f.Name())
	}
	return err
}

// read reads values that lie at a place of a file.
func (r *weightReader) read(f *os.File, floats bool, offset, bytes int64) (t t5.Tensor, err error) {
	info, err := f.Stat()
	if err != nil {
		return t, err
	}
	if bytes <= 0 || offset < 0 || bytes > info.Size() || offset > info.Size()-bytes {
		return t, r.cut(f, io.EOF)
	}
	r.buffer = resize(r.buffer, int(bytes))
	if _, err := f.ReadAt(r.buffer, offset); err != nil {
		return t, r.cut(f, err)
	}
	if floats {
		t.Floats = unsafe.Slice((*float32)(unsafe.Pointer(&r.buffer[0])), bytes/4)
	} else {
		t.Bytes = unsafe.Slice((*int8)(unsafe.Pointer(&r.buffer[0])), bytes)
	}
	return t, nil
}

// native is an engine.
type native struct {
	*t5.State
	m        *nativeModel
	total    int // tokens just fed
	from, to int // those that are picked, or whose logits are there
	picked   [headTokens]t5.Choice
	detailed bool
	out      []float32
	outFrom  int
	outTo    int
}

func (e *native) ragged() bool { return true }

func (e *native) close() { e.State.Close() }

func (e *native) begin(prompts [][]int32) error {
	if err := e.Settle(nil, nil); err != nil {
		return err
	}
	return e.Join(prompts)
}

func (e *native) join(prompts [][]int32) error { return e.Join(prompts) }

func (e *native) feed(tokens [][]int32) error {
	e.total, e.from, e.to, e.outFrom, e.outTo = 0, 0, 0, 0, 0
	for _, t := range tokens {
		e.total += len(t)
	}
	return e.Feed(tokens)
}

func (e *native) pick(i int, detail bool) (choice, error) {
	if i < e.from || i >= e.to || detail && !e.detailed {
		e.from, e.to, e.detailed = i, min(i+headTokens, e.total), detail
		if err := e.Pick(i, detail, e.picked[:e.to-e.from]); err != nil {
			return choice{}, err
		}
	}
	c := e.picked[i-e.from]
	if c.ID < 0 || c.Top-c.Top != 0 { // no logit is more than the least float, or one is infinite
		return choice{}, ErrOverflow
	}
	return choice{c.ID, c.Top, c.Second, float64(c.Rest)}, nil
}

func (e *native) logits(i int) ([]float32, error) {
	if i < e.outFrom || i >= e.outTo {
		e.outFrom, e.outTo = i, min(i+headTokens, e.total)
		e.out = resize(e.out, (e.outTo-e.outFrom)*e.m.c.Vocabulary)
		if err := e.Logits(i, e.outTo-i, e.out); err != nil {
			return nil, err
		}
	}
	logits := e.out[(i-e.outFrom)*e.m.c.Vocabulary:][:e.m.c.Vocabulary]
	return logits, finite(logits)
}

func (e *native) score(i int, ids []int32, to []float32) error {
	if err := knownIDs(ids, e.m.c.Vocabulary); err != nil {
		return err
	}
	if err := e.Score(i, ids, to); err != nil {
		return err
	}
	return finite(to[:len(ids)])
}

func (e *native) settle(rows, kept []int) error { return e.Settle(rows, kept) }
