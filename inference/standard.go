package inference

import (
	"fmt"

	onnx "github.com/yalue/onnxruntime_go"

	"github.com/slmkit/slmkit/inference/ort"
)

// standardModel is the graphs that optimum writes: an encoder, and a decoder
// without and one with a cache, or the two merged in one file.
type standardModel struct {
	layers                      int
	heads, headDim, vocab, size int
	names                       portNames
	pad                         int32
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

// openStandard loads the graphs of optimum's layouts.
func openStandard(f Files, cfg *config) (*standardModel, error) {
	m := &standardModel{pad: *cfg.Pad}
	firstFile, pastFile := f.First, f.Past
	if f.Merged != "" {
		firstFile, pastFile = f.Merged, f.Merged
	}
	encoder, err := inspect(f.Encoder)
	if err != nil {
		return nil, err
	}
	first, err := inspect(firstFile)
	if err != nil {
		return nil, err
	}
	past := first
	if pastFile != firstFile {
		if past, err = inspect(pastFile); err != nil {
			return nil, err
		}
	}
	if err := m.readShapes(f, cfg, encoder, first, past); err != nil {
		return nil, err
	}
	files := []file{{f.Encoder, encoder}, {firstFile, first}}
	if pastFile != firstFile {
		files = append(files, file{pastFile, past})
	}
	if m.loaded, err = openSessions(files...); err != nil {
		return nil, err
	}
	m.encoder, m.first, m.past = m.loaded[0], m.loaded[1], m.loaded[len(m.loaded)-1]
	return m, nil
}

// readShapes takes the sizes of the model from the graphs.
func (m *standardModel) readShapes(f Files, cfg *config, encoder, first, past *ort.Graph) error {
	firstFile, pastFile := f.First, f.Past
	if f.Merged != "" {
		firstFile, pastFile = f.Merged, f.Merged
	}
	hidden := encoder.Output("last_hidden_state")
	if encoder.Input("input_ids") == nil || hidden == nil || len(hidden.Dims) != 3 {
		return fmt.Errorf("%s: not an encoder that optimum exported (input_ids → last_hidden_state [batch, length, size])", f.Encoder)
	}
	if m.size = int(hidden.Dims[2]); m.size <= 0 {
		m.size = cfg.ModelSize
	}
	for past.Input(fmt.Sprintf("past_key_values.%d.decoder.key", m.layers)) != nil {
		m.layers++
	}
	if m.layers == 0 {
		return fmt.Errorf("%s: has no input past_key_values.0.decoder.key: export with the task text2text-generation-with-past", pastFile)
	}
	key := past.Input("past_key_values.0.decoder.key")
	if len(key.Dims) != 4 || key.Dims[1] <= 0 || key.Dims[3] <= 0 {
		return fmt.Errorf("%s: past_key_values.0.decoder.key has shape %v, not [batch, heads, length, size] with fixed heads and size", pastFile, key.Dims)
	}
	m.heads, m.headDim = int(key.Dims[1]), int(key.Dims[3])
	m.names = newPortNames(m.layers)
	logits := first.Output("logits")
	if logits == nil || len(logits.Dims) != 3 {
		return fmt.Errorf("%s: has no output logits [batch, length, vocabulary]", firstFile)
	}
	if m.vocab = int(logits.Dims[2]); m.vocab <= 0 {
		m.vocab = cfg.VocabSize
	}
	if m.vocab <= 0 || m.size <= 0 {
		return fmt.Errorf("%s: neither the graph nor config.json says the size of the vocabulary and the model", firstFile)
	}
	if f.Merged != "" && first.Input("use_cache_branch") == nil {
		return fmt.Errorf("%s: has no input use_cache_branch: not a merged decoder", firstFile)
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

func longest(prompts [][]int32) int {
	n := 0
	for _, p := range prompts {
		n = max(n, len(p))
	}
	return n
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

// stepPast feeds one token a row. The encoder's keys and values are not bound
// as outputs: a merged decoder gives empty ones, the other kind none.
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

func (e *standard) logits(i int) ([]float32, error) { return e.out[i*e.vocab:][:e.vocab], nil }

func (e *standard) pick(i int, detail bool) (choice, error) { return pickFrom(e, i, detail) }

func (e *standard) score(i int, ids []int32, to []float32) error {
	all := e.out[i*e.vocab:][:e.vocab]
	for j, id := range ids {
		to[j] = all[id]
	}
	return nil
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
