package inference

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"unsafe"

	"github.com/slmkit/slmkit/inference/ort"
	"github.com/slmkit/slmkit/inference/ort/onnx"
	"github.com/slmkit/slmkit/inference/regular"
)

// packedModel is the graphs of the packed layout, which export/pytorch/packed.py
// describes: each weight is stored once, and a step of the decoder takes any
// number of tokens from each row.
type packedModel struct {
	layers, heads, headDim, vocab, size int
	far                                 int   // distances from here on share a position bias
	tokens                              table // what is fed
	projection                          table // what is multiplied with in the end; the same where they are tied
	encoder, decoder, head              *session
	names                               packedNames
}

func (m *packedModel) free() error { return closeSessions(m.sessions()) }

func (m *packedModel) sessions() []*session { return []*session{m.encoder, m.decoder, m.head} }

func (m *packedModel) shape() Shape {
	return Shape{m.layers, m.size, m.heads, m.headDim, m.vocab, true, false}
}

// packedNames are the names of the decoder's ports, per layer key and value.
type packedNames struct{ past, cross, fresh []string }

// packedAbout is what the metadata of head.onnx say.
type packedAbout struct {
	Version    int            `json:"version"`
	Bits       int            `json:"bits"`
	Vocabulary int            `json:"vocabulary"`
	Size       int            `json:"size"`
	Distances  int            `json:"distances"`
	Offsets    map[string]int `json:"offsets"`

	// How the layers are computed, for what does not run the graphs.
	Activation string  `json:"activation"`
	Epsilon    float32 `json:"epsilon"`
	Scale      float32 `json:"scale"` // of what the decoder gives to the head
}

// activation reads the name of the feed-forward layers' activation.
func (about *packedAbout) activation() (gated, gelu, ok bool) {
	name, gated := strings.CutPrefix(about.Activation, "gated-")
	return gated, name == "gelu_new", name == "gelu_new" || name == "relu"
}

// readPackedAbout reads the metadata of a head.
func readPackedAbout(f Files) (about packedAbout, err error) {
	head, err := inspect(f.Head)
	if err != nil {
		return about, err
	}
	if err := json.Unmarshal([]byte(head.Metadata["slmkit.packed"]), &about); err != nil || about.Version != 1 || about.Bits != 32 && about.Bits != 8 {
		return about, fmt.Errorf("%s: has no slmkit.packed of version 1 in its metadata: export the model again", f.Head)
	}
	size, err := regular.Size(f.Tokens)
	if err != nil {
		return about, err
	}
	if err := about.check(size); err != nil {
		return about, fmt.Errorf("%s: %w: export the model again", f.Head, err)
	}
	return about, nil
}

// maxDistances is more distances than any model tells apart.
const maxDistances = 1 << 16

// check compares sizes with how many bytes the file of tokens has: nothing is
// allocated for numbers that no weights belong to.
func (about *packedAbout) check(bytes int64) error {
	values := bytes * 8 / int64(about.Bits)
	switch size, vocabulary := int64(about.Size), int64(about.Vocabulary); {
	case size <= 0 || vocabulary <= 0:
		return fmt.Errorf("size %d and vocabulary %d are not both above 0", size, vocabulary)
	case size > values || vocabulary > values/size:
		return fmt.Errorf("a vocabulary of %d vectors of size %d does not fit into the %d bytes of its table", vocabulary, size, bytes)
	case about.Distances <= 0 || about.Distances > maxDistances:
		return fmt.Errorf("%d distances are not between 1 and %d", about.Distances, maxDistances)
	}
	return nil
}

// heads reads the number and the size of heads from a decoder, whose weights must be
// of that shape.
func (about *packedAbout) heads(path string, decoder *ort.Graph, tensors map[string]ort.Tensor) (heads, size int, err error) {
	key := decoder.Input("past.0.key")
	if key == nil || len(key.Dims) != 4 || key.Dims[1] <= 0 || key.Dims[3] <= 0 {
		return 0, 0, fmt.Errorf("%s: has no input past.0.key [rows, heads, columns, size]: not a decoder of the packed layout", path)
	}
	qkv := tensors["decoder.block.0.layer.0.qkv"]
	inner := qkv.Bytes * 8 / int64(about.Bits) / int64(about.Size) / 3
	if key.Dims[1] > inner || key.Dims[3] > inner || key.Dims[1]*key.Dims[3] != inner {
		return 0, 0, fmt.Errorf("%s: %d heads of %d, where the weights of the first layer have room for %d: export the model again", path, key.Dims[1], key.Dims[3], inner)
	}
	return int(key.Dims[1]), int(key.Dims[3]), nil
}

// table is vectors by token: float32, or 8 bits with a scale for each.
type table struct {
	size   int
	floats []float32
	bytes  []int8
	scales []float32
}

// row writes the vector of a token to to.
func (t *table) row(id int32, to []float32) {
	at := int(id) * t.size
	if t.floats != nil {
		copy(to, t.floats[at:at+t.size])
		return
	}
	scale := t.scales[id]
	for i, b := range t.bytes[at : at+t.size] {
		to[i] = scale * float32(b)
	}
}

// dot multiplies the vector of a token with x.
func (t *table) dot(id int32, x []float32) float32 {
	at := int(id) * t.size
	var a, b, c, d float32
	if t.floats != nil {
		w := t.floats[at : at+len(x)]
		i := 0
		for ; i+4 <= len(x); i += 4 {
			a, b, c, d = a+w[i]*x[i], b+w[i+1]*x[i+1], c+w[i+2]*x[i+2], d+w[i+3]*x[i+3]
		}
		for ; i < len(x); i++ {
			a += w[i] * x[i]
		}
		return a + b + c + d
	}
	w := t.bytes[at : at+len(x)]
	i := 0
	for ; i+4 <= len(x); i += 4 {
		a, b, c, d = a+float32(w[i])*x[i], b+float32(w[i+1])*x[i+1], c+float32(w[i+2])*x[i+2], d+float32(w[i+3])*x[i+3]
	}
	for ; i < len(x); i++ {
		a += float32(w[i]) * x[i]
	}
	return (a + b + c + d) * t.scales[id]
}

// view is the n values at a byte offset of data.
func view[T float32 | int8](data []byte, offset, n int) ([]T, error) {
	var one T
	size := int(unsafe.Sizeof(one))
	if offset < 0 || offset%size != 0 || n <= 0 || n > len(data)/size || offset > len(data)-n*size {
		return nil, fmt.Errorf("%d values at byte %d do not lie within its %d bytes", n, offset, len(data))
	}
	return unsafe.Slice((*T)(unsafe.Pointer(&data[offset])), n), nil
}

// readTables reads the table of tokens and that of the projection.
func readTables(path string, about packedAbout) (tokens, projection table, err error) {
	data, err := regular.Read(path, math.MaxInt64)
	if err != nil {
		return tokens, projection, err
	}
	if tokens, err = about.table(data, "tokens"); err == nil {
		if projection = tokens; about.Offsets["head"] > 0 {
			projection, err = about.table(data, "head")
		}
	}
	if err != nil {
		return tokens, projection, fmt.Errorf("%s: is not what the head names, or cut off: %w", path, err)
	}
	return tokens, projection, nil
}

// table finds a table in the data of its file.
func (about *packedAbout) table(data []byte, name string) (t table, err error) {
	t.size = about.Size
	n := about.Vocabulary * about.Size
	if about.Bits == 32 {
		t.floats, err = view[float32](data, about.Offsets[name], n)
	} else if t.bytes, err = view[int8](data, about.Offsets[name], n); err == nil {
		t.scales, err = view[float32](data, about.Offsets[name+".scale"], about.Vocabulary)
	}
	if err != nil {
		err = fmt.Errorf("table %s: %w", name, err)
	}
	return t, err
}

// openPacked loads the packed layout.
func openPacked(f Files) (*packedModel, error) {
	head, err := inspect(f.Head)
	if err != nil {
		return nil, err
	}
	about, err := readPackedAbout(f)
	if err != nil {
		return nil, err
	}
	m := &packedModel{vocab: about.Vocabulary, size: about.Size, far: about.Distances}
	if logits := head.Output("logits"); logits == nil || len(logits.Dims) != 2 || logits.Dims[1] != int64(m.vocab) {
		return nil, fmt.Errorf("%s: has no output logits [tokens, %d]: export the model again", f.Head, m.vocab)
	}
	encoder, err := inspect(f.Encoder)
	if err != nil {
		return nil, err
	}
	decoder, err := inspect(f.Decoder)
	if err != nil {
		return nil, err
	}
	for decoder.Input(fmt.Sprintf("past.%d.key", m.layers)) != nil {
		for _, kind := range []string{"key", "value"} {
			m.names.past = append(m.names.past, fmt.Sprintf("past.%d.%s", m.layers, kind))
			m.names.cross = append(m.names.cross, fmt.Sprintf("cross.%d.%s", m.layers, kind))
			m.names.fresh = append(m.names.fresh, fmt.Sprintf("new.%d.%s", m.layers, kind))
		}
		m.layers++
	}
	contents, err := ort.Read(f.Decoder)
	if err != nil {
		return nil, err
	}
	if m.heads, m.headDim, err = about.heads(f.Decoder, decoder, contents.Tensors); err != nil {
		return nil, err
	}
	if m.tokens, m.projection, err = readTables(f.Tokens, about); err != nil {
		return nil, err
	}
	all, err := openSessions(file{path: f.Encoder, graph: encoder}, file{path: f.Decoder, graph: decoder}, file{path: f.Head, graph: head})
	if err != nil {
		return nil, err
	}
	m.encoder, m.decoder, m.head = all[0], all[1], all[2]
	return m, nil
}

func (m *packedModel) newEngine() (engine, error) {
	b, err := bindings(m.encoder, m.decoder, m.head)
	if err != nil {
		return nil, err
	}
	return &packed{packedModel: m, bound: b, cross: make([][]float32, 2*m.layers), cache: make([][]float32, 2*m.layers),
		fresh: make([][]float32, 2*m.layers)}, nil
}

// packed is an engine.
type packed struct {
	alone
	*packedModel
	bound []*onnx.IoBinding // of encoder, decoder, head

	length  int   // of the encoder's input, padded
	columns int   // of the cache
	past    []int // columns that each row has filled
	steps   int   // tokens of the row that was just fed most
	total   int   // tokens just fed
	from    int   // the first of them whose logits are there,
	to      int   // and the first behind them whose are not

	embeds, mask, hidden, out []float32
	spread, pack, distance    []int32
	cross, cache, fresh       [][]float32 // per layer key and value
	spare                     []float32
	moving                    []onnx.Value
}

func (e *packed) ragged() bool { return true }

func (e *packed) close() {
	free(&e.moving)
	_ = unbind(e.bound) // frees C memory only
}

func (e *packed) begin(prompts [][]int32) error {
	if err := known(prompts, e.vocab); err != nil {
		return err
	}
	n := len(prompts)
	e.length, e.columns = longest(prompts), 0
	e.past = resize(e.past, n)
	clear(e.past)
	e.lay(prompts, e.length)
	e.mask = resize(e.mask, n*e.length)
	for i, p := range prompts {
		mask := e.mask[i*e.length:][:e.length]
		for j := range mask {
			mask[j] = hiddenBias
			if j < len(p) {
				mask[j] = 0
			}
		}
	}
	e.distance = resize(e.distance, e.length*e.length)
	for q := range e.length {
		for k := range e.length {
			e.distance[q*e.length+k] = int32(min(max(k-q, -e.far), e.far) + e.far)
		}
	}
	c := &call{s: e.encoder, b: e.bound[0], keep: &e.moving}
	in(c, "embeds", e.embeds, e.total, e.size)
	in(c, "spread", e.spread, n, e.length)
	in(c, "pack", e.pack, e.total)
	in(c, "distance", e.distance, e.length, e.length)
	in(c, "mask", e.mask, n, e.length)
	for i := range e.cross {
		e.cross[i] = resize(e.cross[i], n*e.heads*e.length*e.headDim)
		out(c, e.names.cross[i], e.cross[i], n, e.heads, e.length, e.headDim)
	}
	return c.run()
}

// hiddenBias is added to the scores of what must not be seen.
const hiddenBias = -3.4028234663852886e38

func (e *packed) feed(tokens [][]int32) error {
	if err := known(tokens, e.vocab); err != nil {
		return err
	}
	n := len(tokens)
	e.steps = longest(tokens)
	e.lay(tokens, e.steps)
	e.distances(n)
	c := &call{s: e.decoder, b: e.bound[1], keep: &e.moving}
	in(c, "embeds", e.embeds, e.total, e.size)
	in(c, "spread", e.spread, n, e.steps)
	in(c, "pack", e.pack, e.total)
	in(c, "distance", e.distance, n, e.steps, e.columns+e.steps)
	in(c, "mask", e.mask, n, e.length)
	e.hidden = resize(e.hidden, e.total*e.size)
	out(c, "hidden", e.hidden, e.total, e.size)
	for i := range e.cache {
		e.fresh[i] = resize(e.fresh[i], n*e.heads*e.steps*e.headDim)
		in(c, e.names.past[i], e.cache[i][:n*e.heads*e.columns*e.headDim], n, e.heads, e.columns, e.headDim)
		in(c, e.names.cross[i], e.cross[i], n, e.heads, e.length, e.headDim)
		out(c, e.names.fresh[i], e.fresh[i], n, e.heads, e.steps, e.headDim)
	}
	e.from, e.to = 0, 0
	return c.run()
}

// lay packs the tokens of rows, which stand in a grid of rows and places.
func (e *packed) lay(rows [][]int32, places int) {
	e.total = 0
	for _, t := range rows {
		e.total += len(t)
	}
	e.embeds = resize(e.embeds, e.total*e.size)
	e.pack, e.spread = resize(e.pack, e.total), resize(e.spread, len(rows)*places)
	clear(e.spread)
	at := 0
	for r, t := range rows {
		for j, id := range t {
			e.tokens.row(id, e.embeds[at*e.size:][:e.size])
			e.spread[r*places+j], e.pack[at] = int32(at), int32(r*places+j)
			at++
		}
	}
}

// distances fills in which columns each new token sees, and how far they are.
func (e *packed) distances(rows int) {
	width := e.columns + e.steps
	e.distance = resize(e.distance, rows*e.steps*width)
	never := int32(e.far + 1)
	for r := range rows {
		for j := range e.steps {
			to := e.distance[(r*e.steps+j)*width:][:width]
			for x := range e.columns {
				to[x] = never
				if x < e.past[r] {
					to[x] = int32(max(x-e.past[r]-j, -e.far) + e.far)
				}
			}
			for x := range e.steps {
				to[e.columns+x] = never
				if x <= j {
					to[e.columns+x] = int32(max(x-j, -e.far) + e.far)
				}
			}
		}
	}
}

// headTokens is how many tokens the head is run on at a time: it bounds the
// logits that lie in memory, and those behind a wrong guess are often passed
// over.
const headTokens = 64

func (e *packed) logits(i int) ([]float32, error) {
	if i < e.from || i >= e.to {
		e.from, e.to = i, min(i+headTokens, e.total)
		n := e.to - e.from
		e.out = resize(e.out, n*e.vocab)
		c := &call{s: e.head, b: e.bound[2], keep: &e.moving}
		in(c, "hidden", e.hidden[e.from*e.size:e.to*e.size], n, e.size)
		out(c, "logits", e.out, n, e.vocab)
		if err := c.run(); err != nil {
			return nil, err
		}
	}
	logits := e.out[(i-e.from)*e.vocab:][:e.vocab]
	return logits, finite(logits)
}

func (e *packed) pick(i int, detail bool) (choice, error) { return pickFrom(e, i, detail) }

func (e *packed) score(i int, ids []int32, to []float32) error {
	if err := knownIDs(ids, e.vocab); err != nil {
		return err
	}
	hidden := e.hidden[i*e.size:][:e.size]
	for j, id := range ids {
		to[j] = e.projection.dot(id, hidden)
	}
	return finite(to[:len(ids)])
}

func (e *packed) settle(rows, kept []int) error {
	n, most := len(e.past), 0
	for i, r := range rows {
		most = max(most, e.past[r]+kept[i])
	}
	if most > e.columns {
		e.grow(n, (most+columnStep-1)/columnStep*columnStep)
	}
	width := e.headDim
	for l, fresh := range e.fresh {
		for i, r := range rows {
			if kept[i] == 0 || i > 0 && rows[i-1] == r {
				continue
			}
			for h := range e.heads {
				to := ((r*e.heads+h)*e.columns + e.past[r]) * width
				copy(e.cache[l][to:], fresh[(r*e.heads+h)*e.steps*width:][:kept[i]*width])
			}
		}
	}
	past := make([]int, len(rows))
	for i, r := range rows {
		past[i] = e.past[r] + kept[i]
	}
	e.past = past
	if same(rows, n) {
		return nil
	}
	e.mask = gather(e.mask, rows, e.length, &e.spare)
	for i := range e.cache {
		e.cross[i] = gather(e.cross[i], rows, e.heads*e.length*width, &e.spare)
		e.cache[i] = gather(e.cache[i], rows, e.heads*e.columns*width, &e.spare)
	}
	return nil
}

// columnStep is by how many columns a cache grows.
const columnStep = 16

// grow gives the cache of n rows more columns.
func (e *packed) grow(n, columns int) {
	for i, old := range e.cache {
		to := resize(e.spare, n*e.heads*columns*e.headDim)
		for r := range n * e.heads {
			row := to[r*columns*e.headDim:][:columns*e.headDim]
			done := copy(row, old[r*e.columns*e.headDim:][:e.columns*e.headDim])
			clear(row[done:]) // weights of 0 hide numbers, but not NaN
		}
		e.cache[i], e.spare = to, old
	}
	e.columns = columns
}
