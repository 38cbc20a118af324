package inference

import (
	"errors"
	"fmt"

	"github.com/slmkit/slmkit/inference/ort/onnx"
	"github.com/slmkit/slmkit/inference/unsupported"
)

// standardModel is the graphs that optimum writes: an encoder, and a decoder
// without and one with a cache, or the two merged in one file.
type standardModel struct {
	layers                      int
	heads, headDim, vocab, size int
	names                       portNames
	pad                         int32
	saturate                    bool   // see Options
	files                       []file // encoder, decoder, and where that is another file the decoder with a cache
	encoder, first, past        *session
	loaded                      []*session
}

func (m *standardModel) free() error { return closeSessions(m.loaded) }

func (m *standardModel) shape() Shape {
	return Shape{m.layers, m.size, m.heads, m.headDim, m.vocab, false, false}
}

func (m *standardModel) newEngine() (engine, error) {
	b, err := bindings(m.encoder, m.first, m.past)
	if err != nil {
		return nil, err
	}
	e := &standard{standardModel: m, bound: b, cross: make([][]float32, 2*m.layers)}
	e.self[0], e.self[1] = make([][]float32, 2*m.layers), make([][]float32, 2*m.layers)
	return e, nil
}

// readStandard reads what the graphs of optimum's layouts say, but not their
// weights.
func readStandard(f Files, cfg *config) (*standardModel, error) {
	m := &standardModel{pad: *cfg.Pad}
	paths := []string{f.Encoder, f.First, f.Past}
	if f.Merged != "" {
		paths = []string{f.Encoder, f.Merged}
	}
	for _, path := range paths {
		g, err := inspect(path)
		if err != nil {
			return nil, err
		}
		m.files = append(m.files, file{path: path, graph: g})
	}
	if err := m.readShapes(f.Merged != "", cfg); err != nil {
		return nil, err
	}
	bytes, err := f.Size()
	if err != nil {
		return nil, err
	}
	return m, m.checkSizes(bytes)
}

// checkSizes checks the configured sizes against the bytes of all files together,
// so that a configuration cannot ask for more memory than its weights, of at least
// 4 bits each, account for.
func (m *standardModel) checkSizes(bytes int64) error {
	values, size := 2*bytes, int64(m.size)
	for _, n := range []struct {
		name   string
		vector []int // the weights number the model's size times the product of these
	}{{"vocabulary", []int{m.vocab}}, {"heads and their size", []int{m.heads, m.headDim}}} {
		left := values / size
		for _, k := range n.vector {
			left /= int64(k)
		}
		if size > values || left == 0 {
			return fmt.Errorf("%s: the graphs name a width of %d and %s of %v, more than weights of %d bytes hold", m.files[0].path, m.size, n.name, n.vector, bytes)
		}
	}
	return nil
}

// open loads the graphs.
func (m *standardModel) open() (err error) {
	for i := range m.files {
		m.files[i].saturate = m.saturate
	}
	if m.loaded, err = openSessions(m.files...); err == nil {
		m.encoder, m.first, m.past = m.loaded[0], m.loaded[1], m.loaded[len(m.loaded)-1]
	}
	return err
}

// probeLength exceeds the longest distance that the position bias distinguishes.
const probeLength = 140

// probe says whether another layout answers as the graphs do. An error that is an
// errors.ErrUnsupported says that it does not, or that the graphs could not be asked.
func (m *standardModel) probe(other layout, end int32) error {
	ids := probeTokens(probeLength, m.vocab, end)
	want, err := m.once(ids)
	if err != nil {
		return unsupported.Errorf("%w", err)
	}
	e, err := other.newEngine()
	if err != nil {
		return err
	}
	defer e.close()
	if err := errors.Join(e.begin([][]int32{ids}), e.feed([][]int32{ids})); err != nil {
		return err
	}
	for _, i := range []int{0, probeLength / 2, probeLength - 2, probeLength - 1} {
		got, err := e.logits(i)
		if err != nil {
			return err
		}
		if !near(want[i*m.vocab:][:m.vocab], got) {
			return unsupported.Errorf("%s: our own kernels answer otherwise", m.files[1].path)
		}
	}
	return nil
}

// once runs the encoder on tokens, the decoder without a cache on the same but the
// last, and that with one on the last, and returns the logits behind each.
func (m *standardModel) once(ids []int32) ([]float32, error) {
	n := len(ids)
	wide, mask := make([]int64, n), make([]int64, n)
	for i, id := range ids {
		wide[i], mask[i] = int64(id), 1
	}
	hidden, logits := make([]float32, n*m.size), make([]float32, n*m.vocab)
	err := runOnce(m.files[0], func(c *call) {
		in(c, "input_ids", wide, 1, n)
		in(c, "attention_mask", mask, 1, n)
		out(c, "last_hidden_state", hidden, 1, n, m.size)
	})
	if err != nil {
		return nil, err
	}
	var self, cross [][]float32
	for range m.names.self {
		self, cross = append(self, make([]float32, m.heads*n*m.headDim)), append(cross, make([]float32, m.heads*n*m.headDim))
	}
	all := func(c *call, tokens []int64, behind []float32, past bool) {
		in(c, "encoder_attention_mask", mask, 1, n)
		in(c, "encoder_hidden_states", hidden, 1, n, m.size)
		in(c, "input_ids", tokens, 1, len(tokens))
		in(c, "use_cache_branch", []bool{past}, 1)
		out(c, "logits", behind, 1, len(tokens), m.vocab)
	}
	before, none := n-1, []float32{0}
	err = runOnce(m.files[1], func(c *call) {
		all(c, wide[:before], logits[:before*m.vocab], false)
		for i, name := range m.names.self {
			in(c, m.names.pastSelf[i], none[:0], 1, m.heads, 0, m.headDim)
			in(c, m.names.pastCross[i], none[:0], 1, m.heads, 0, m.headDim)
			out(c, name, self[i][:m.heads*before*m.headDim], 1, m.heads, before, m.headDim)
			out(c, m.names.cross[i], cross[i], 1, m.heads, n, m.headDim)
		}
	})
	if err != nil {
		return nil, err
	}
	return logits, runOnce(m.files[len(m.files)-1], func(c *call) {
		all(c, wide[before:], logits[before*m.vocab:], true)
		for i, name := range m.names.self {
			in(c, m.names.pastSelf[i], self[i][:m.heads*before*m.headDim], 1, m.heads, before, m.headDim)
			in(c, m.names.pastCross[i], cross[i], 1, m.heads, n, m.headDim)
			out(c, name, make([]float32, m.heads*n*m.headDim), 1, m.heads, n, m.headDim)
		}
	})
}

// runOnce runs a graph that is not needed again.
func runOnce(f file, ports func(*call)) error {
	s, err := openSession(f, true)
	if err != nil {
		return err
	}
	b, err := bindings(s)
	if err != nil {
		return errors.Join(err, s.run.Destroy())
	}
	var keep []onnx.Value
	c := &call{s: s, b: b[0], keep: &keep}
	ports(c)
	return errors.Join(c.run(), unbind(b), s.run.Destroy())
}

// readShapes takes the sizes of the model from the graphs.
func (m *standardModel) readShapes(merged bool, cfg *config) error {
	encoder, first, past := m.files[0], m.files[1], m.files[len(m.files)-1]
	hidden := encoder.graph.Output("last_hidden_state")
	if encoder.graph.Input("input_ids") == nil || hidden == nil || len(hidden.Dims) != 3 {
		return fmt.Errorf("%s: not an encoder that optimum exported (input_ids → last_hidden_state [batch, length, size])", encoder.path)
	}
	if m.size = int(hidden.Dims[2]); m.size <= 0 {
		m.size = cfg.ModelSize
	}
	for past.graph.Input(fmt.Sprintf("past_key_values.%d.decoder.key", m.layers)) != nil {
		m.layers++
	}
	if m.layers == 0 {
		return fmt.Errorf("%s: has no input past_key_values.0.decoder.key: export with the task text2text-generation-with-past", past.path)
	}
	key := past.graph.Input("past_key_values.0.decoder.key")
	if len(key.Dims) != 4 || key.Dims[1] <= 0 || key.Dims[3] <= 0 {
		return fmt.Errorf("%s: past_key_values.0.decoder.key has shape %v, not [batch, heads, length, size] with fixed heads and size", past.path, key.Dims)
	}
	m.heads, m.headDim = int(key.Dims[1]), int(key.Dims[3])
	m.names = newPortNames(m.layers)
	logits := first.graph.Output("logits")
	if logits == nil || len(logits.Dims) != 3 {
		return fmt.Errorf("%s: has no output logits [batch, length, vocabulary]", first.path)
	}
	if m.vocab = int(logits.Dims[2]); m.vocab <= 0 {
		m.vocab = cfg.VocabSize
	}
	if m.vocab <= 0 || m.size <= 0 {
		return fmt.Errorf("%s: neither the graph nor config.json says the size of the vocabulary and the model", first.path)
	}
	if merged && first.graph.Input("use_cache_branch") == nil {
		return fmt.Errorf("%s: has no input use_cache_branch: not a merged decoder", first.path)
	}
	return nil
}

// portNames are the names of the cache's ports, per layer key and value.
type portNames struct{ pastSelf, pastCross, self, cross []string }

func newPortNames(layers int) (n portNames) {
	for i := range layers {
		for _, kind := range []string{"key", "value"} {
			n.pastSelf = append(n.pastSelf, fmt.Sprintf("past_key_values.%d.decoder.%s", i, kind))
			n.pastCross = append(n.pastCross, fmt.Sprintf("past_key_values.%d.encoder.%s", i, kind))
			n.self = append(n.self, fmt.Sprintf("present.%d.decoder.%s", i, kind))
			n.cross = append(n.cross, fmt.Sprintf("present.%d.encoder.%s", i, kind))
		}
	}
	return n
}

// standard is an engine. Its graphs have no mask for the decoder, so that all
// rows have the same past.
type standard struct {
	alone
	*standardModel
	bound []*onnx.IoBinding // of encoder, first, past

	rows, length, before int // length: of the encoder's input, padded; before: positions in the cache
	cur                  int // which of the two cache buffers holds them

	ids, mask, next []int64
	hidden, out     []float32
	self            [2][][]float32 // two sets of buffers, per layer key and value: one is read, the other written
	cross           [][]float32
	none            [1]float32
	spare           []float32
	spareMask       []int64
	moving          []onnx.Value // what the step under way binds
	fixed           []onnx.Value // what all steps bind until a row leaves
}

func (e *standard) ragged() bool { return false }

func (e *standard) close() {
	free(&e.moving)
	free(&e.fixed)
	_ = unbind(e.bound) // frees C memory only
}

func (e *standard) begin(prompts [][]int32) error {
	if err := known(prompts, e.vocab); err != nil {
		return err
	}
	free(&e.fixed)
	e.rows, e.length, e.before = len(prompts), longest(prompts), 0
	n := e.rows
	e.ids, e.mask = resize(e.ids, n*e.length), resize(e.mask, n*e.length)
	for i, p := range prompts {
		row, mask := e.ids[i*e.length:][:e.length], e.mask[i*e.length:][:e.length]
		for j := range row {
			row[j], mask[j] = int64(e.pad), 0
			if j < len(p) {
				row[j], mask[j] = int64(p[j]), 1
			}
		}
	}
	e.hidden = resize(e.hidden, n*e.length*e.size)
	c := &call{s: e.encoder, b: e.bound[0], keep: &e.moving}
	in(c, "input_ids", e.ids, n, e.length)
	in(c, "attention_mask", e.mask, n, e.length)
	out(c, "last_hidden_state", e.hidden, n, e.length, e.size)
	return c.run()
}

func (e *standard) feed(tokens [][]int32) error {
	next := resize(e.next, e.rows)
	if len(next) != len(e.next) {
		free(&e.fixed)
	}
	e.next = next
	for i, t := range tokens {
		e.next[i] = int64(t[0])
	}
	e.out = resize(e.out, e.rows*e.vocab)
	if e.before == 0 {
		return e.stepFirst()
	}
	return e.stepPast()
}

// stepFirst feeds the start token to the decoder without a cache and keeps the
// keys and values it makes, those of the encoder for all steps to come.
func (e *standard) stepFirst() error {
	n := e.rows
	c := &call{s: e.first, b: e.bound[1], keep: &e.moving}
	in(c, "encoder_attention_mask", e.mask, n, e.length)
	in(c, "encoder_hidden_states", e.hidden, n, e.length, e.size)
	in(c, "input_ids", e.next, n, 1)
	in(c, "use_cache_branch", []bool{false}, 1)
	out(c, "logits", e.out, n, 1, e.vocab)
	for i := range 2 * e.layers {
		e.cross[i] = resize(e.cross[i], n*e.heads*e.length*e.headDim)
		e.self[e.cur][i] = resize(e.self[e.cur][i], n*e.heads*e.headDim)
		// A merged decoder wants its cache inputs even where it ignores them.
		in(c, e.names.pastSelf[i], e.none[:0], n, e.heads, 0, e.headDim)
		in(c, e.names.pastCross[i], e.none[:0], n, e.heads, 0, e.headDim)
		out(c, e.names.self[i], e.self[e.cur][i], n, e.heads, 1, e.headDim)
		out(c, e.names.cross[i], e.cross[i], n, e.heads, e.length, e.headDim)
	}
	e.before = 1
	return c.run()
}

// bindFixed binds what stays the same from step to step while no row leaves.
func (e *standard) bindFixed() error {
	n := e.rows
	free(&e.fixed)
	c := &call{s: e.past, b: e.bound[2], keep: &e.fixed}
	in(c, "encoder_attention_mask", e.mask, n, e.length)
	in(c, "encoder_hidden_states", e.hidden, n, e.length, e.size)
	in(c, "input_ids", e.next, n, 1)
	in(c, "use_cache_branch", []bool{true}, 1)
	out(c, "logits", e.out, n, 1, e.vocab)
	for i, name := range e.names.pastCross {
		in(c, name, e.cross[i], n, e.heads, e.length, e.headDim)
	}
	return c.err
}

// stepPast feeds one token to each row. It does not bind the encoder's keys and
// values as outputs: a merged decoder returns them empty, a separate one not at all.
func (e *standard) stepPast() error {
	n := e.rows
	if len(e.fixed) == 0 {
		if err := e.bindFixed(); err != nil {
			return fmt.Errorf("%s: %s", e.past.path, reason(err))
		}
	}
	from, to := e.self[e.cur], e.self[1-e.cur]
	c := &call{s: e.past, b: e.bound[2], keep: &e.moving}
	for i := range 2 * e.layers {
		to[i] = resize(to[i], n*e.heads*(e.before+1)*e.headDim)
		in(c, e.names.pastSelf[i], from[i], n, e.heads, e.before, e.headDim)
		out(c, e.names.self[i], to[i], n, e.heads, e.before+1, e.headDim)
	}
	e.before++
	e.cur = 1 - e.cur
	return c.run()
}

func (e *standard) logits(i int) ([]float32, error) {
	logits := e.out[i*e.vocab:][:e.vocab]
	return logits, finite(logits)
}

func (e *standard) pick(i int, detail bool) (choice, error) { return pickFrom(e, i, detail) }

func (e *standard) score(i int, ids []int32, to []float32) error {
	if err := knownIDs(ids, e.vocab); err != nil {
		return err
	}
	all := e.out[i*e.vocab:][:e.vocab]
	for j, id := range ids {
		to[j] = all[id]
	}
	return finite(to[:len(ids)])
}

func (e *standard) settle(rows, _ []int) error {
	if same(rows, e.rows) {
		return nil
	}
	free(&e.fixed)
	e.rows = len(rows)
	e.mask = gather(e.mask, rows, e.length, &e.spareMask)
	e.hidden = gather(e.hidden, rows, e.length*e.size, &e.spare)
	for i := range e.cross {
		e.cross[i] = gather(e.cross[i], rows, e.heads*e.length*e.headDim, &e.spare)
		e.self[e.cur][i] = gather(e.self[e.cur][i], rows, e.heads*e.before*e.headDim, &e.spare)
	}
	return nil
}

// same reports whether rows are all n rows in their order.
func same(rows []int, n int) bool {
	for i, r := range rows {
		if i != r {
			return false
		}
	}
	return len(rows) == n
}
