package inference

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unsafe"

	"github.com/slmkit/slmkit/inference/ort"
	"github.com/slmkit/slmkit/inference/regular"
	"github.com/slmkit/slmkit/inference/t5"
	"github.com/slmkit/slmkit/inference/unsupported"
)

// adopt loads the float32 weights of optimum's layouts for slmkit's own kernels.
// It fails with errors.ErrUnsupported if it does not know the kind of the graphs. A
// probe then checks that the kernels answer as the graphs do.
func adopt(m *standardModel, cfg *config) (layout, string, error) {
	files := &opened{}
	defer files.close()
	a := adopted{cfg: cfg, m: m, files: files}
	var err error
	if a.encoder, err = findParts(m.files[0].path); err != nil {
		return nil, "", err
	}
	if a.decoder, err = findParts(m.files[1].path); err != nil {
		return nil, "", err
	}
	c, err := a.config()
	if err != nil {
		return nil, "", err
	}
	return newNative(c, func() t5.Weights {
		other := a // with buffers of its own
		return &other
	})
}

// parts are the weights of a graph by their name in the model, less encoder or
// decoder before it and weight behind it: block.0.layer.0.SelfAttention.q.
type parts struct {
	path       string
	tensors    map[string]part
	activation string
	scaled     bool // the decoder's output, before the head
}

// part is a weight as it is stored.
type part struct {
	ort.Tensor
	flipped bool // by a Transpose before it is used
}

// whole reports whether a part is float32 values, as many as its shape says.
func (t part) whole() bool {
	left := t.Bytes / 4
	for _, n := range t.Dims {
		if n <= 0 || left%n != 0 {
			return false
		}
		left /= n
	}
	return t.Type == ort.Float32 && t.Bytes > 0 && t.Bytes%4 == 0 && left == 1
}

var (
	partNode = regexp.MustCompile(`(?:^|/)(block\.\d+/layer\.\d+/(?:SelfAttention|EncDecAttention|DenseReluDense)/\w+)/MatMul$`)
	headNode = regexp.MustCompile(`(?:^|/)(?:lm_)?head/MatMul$`)
	partName = regexp.MustCompile(`(?:^|\.)(block\.\d+\.layer\.\d+\.[\w.]+?|final_layer_norm|lm_head|shared|embed_tokens|position_bias)(?:\.weight)?(?:\.T)?(?:_merged_\d+)?$`)
	normNode = regexp.MustCompile(`(?:^|/)(block\.\d+/layer\.\d+/layer_norm|final_layer_norm)/Mul_1$`)
)

// findParts finds the weights of a graph: by their names, which exporters keep
// where a weight is used as it is, and by those of the products that they are in.
func findParts(path string) (*parts, error) {
	c, err := ort.Read(path)
	if err != nil {
		return nil, err
	}
	p := &parts{path: path, tensors: map[string]part{}}
	sources := map[string]part{} // of values that are weights, or weights that are passed on
	for _, name := range slices.Sorted(maps.Keys(c.Tensors)) {
		t := c.Tensors[name]
		sources[name] = part{Tensor: t}
		if match := partName.FindStringSubmatch(name); match != nil {
			p.tensors[match[1]] = part{Tensor: t}
		}
	}
	for _, n := range c.Nodes {
		if (n.Operator == "Identity" || n.Operator == "Transpose") && len(n.Inputs) == 1 && len(n.Outputs) == 1 {
			if from, ok := sources[n.Inputs[0]]; ok {
				from.flipped = from.flipped != (n.Operator == "Transpose")
				sources[n.Outputs[0]] = from
			}
		}
	}
	made := map[string]ort.Node{}
	for _, n := range c.Nodes {
		for _, out := range n.Outputs {
			made[out] = n
		}
		for _, known := range []*regexp.Regexp{partNode, normNode} {
			match := known.FindStringSubmatch(n.Name)
			for _, in := range n.Inputs {
				if from, ok := sources[in]; ok && match != nil {
					p.tensors[strings.ReplaceAll(match[1], "/", ".")] = from
				}
			}
		}
		if headNode.MatchString(n.Name) && len(n.Inputs) == 2 {
			if head, ok := sources[n.Inputs[1]]; ok {
				p.tensors["lm_head"] = head
			}
			// Behind the last norm, which multiplies with a vector, or a number more.
			p.scaled = !slices.ContainsFunc(made[n.Inputs[0]].Inputs, func(in string) bool { return len(sources[in].Dims) == 1 })
		}
	}
	for operator, name := range map[string]string{"Relu": "relu", "Tanh": "gelu_new"} {
		if c.Operators[operator] > 0 {
			p.activation += name
		}
	}
	return p, nil
}

// layers counts the layers that there are.
func (p *parts) layers() (n int) {
	for p.tensors[fmt.Sprintf("block.%d.layer.0.SelfAttention.q", n)].Bytes > 0 {
		n++
	}
	return n
}

// opened is files that are open.
type opened struct {
	mu    sync.Mutex
	files map[string]sized
}

type sized struct {
	*os.File
	size int64
}

func (o *opened) open(path string) (sized, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if f, ok := o.files[path]; ok {
		return f, nil
	}
	f, size, err := regular.Open(path)
	if err != nil {
		return sized{}, err
	}
	if o.files == nil {
		o.files = map[string]sized{}
	}
	o.files[path] = sized{f, size}
	return o.files[path], nil
}

func (o *opened) close() {
	for _, f := range o.files {
		f.Close()
	}
}

// adopted is a t5.Weights.
type adopted struct {
	m                *standardModel
	cfg              *config
	encoder, decoder *parts
	far              int
	files            *opened
	buffer           []byte
	joined           []float32
	head             []float32 // turned over
}

func (a *adopted) side(name string) *parts {
	if name == "encoder" {
		return a.encoder
	}
	return a.decoder
}

// config is the shape of the model.
func (a *adopted) config() (t5.Config, error) {
	d := a.decoder
	wo := d.tensors["block.0.layer.2.DenseReluDense.wo"]
	_, gated := d.tensors["block.0.layer.2.DenseReluDense.wi_1"]
	if len(wo.Dims) != 2 || a.encoder.activation != d.activation || d.activation != "relu" && d.activation != "gelu_new" {
		return t5.Config{}, unsupported.Errorf("%s: its layers are not those of a T5 as it is usually exported", d.path)
	}
	head, ok := d.tensors["lm_head"]
	c := t5.Config{Bits: 32, Size: a.m.size, Heads: a.m.heads, HeadSize: a.m.headDim, FF: int(wo.Dims[0]), Vocabulary: a.m.vocab,
		EncoderLayers: a.encoder.layers(), DecoderLayers: d.layers(), Gated: gated, GELU: d.activation == "gelu_new",
		OwnHead: ok && (head.Offset != d.table().Offset || head.File != d.table().File), Epsilon: 1e-6, Scale: 1}
	if a.cfg.Epsilon > 0 {
		c.Epsilon = a.cfg.Epsilon
	}
	if d.scaled {
		c.Scale = float32(math.Pow(float64(c.Size), -0.5))
	}
	if c.Far = a.cfg.MaxDistance; c.Far <= 0 {
		c.Far = 128
	}
	a.far = c.Far
	return c, nil
}

// table is the vectors of tokens.
func (p *parts) table() part {
	if t, ok := p.tensors["shared"]; ok {
		return t
	}
	return p.tensors["embed_tokens"]
}

// Read implements t5.Weights.
func (a *adopted) Read(side, tensor string) (t5.Tensor, error) {
	p := a.side(side)
	name := strings.TrimSuffix(strings.TrimPrefix(tensor, side+"."), ".weight")
	var err error
	switch prefix, last := name[:strings.LastIndex(name, ".")+1], name[strings.LastIndex(name, ".")+1:]; {
	case name == "position_bias":
		err = a.bias(p, side == "encoder")
	case name == "cross":
		p = a.decoder
		var all []part
		for i := range a.decoder.layers() {
			for _, kv := range []string{"k", "v"} {
				all = append(all, a.decoder.tensors[fmt.Sprintf("block.%d.layer.1.EncDecAttention.%s", i, kv)])
			}
		}
		err = a.join(p, all...)
	case last == "qkv":
		err = a.join(p, p.tensors[prefix+"SelfAttention.q"], p.tensors[prefix+"SelfAttention.k"], p.tensors[prefix+"SelfAttention.v"])
	case last == "q", last == "o":
		t, ok := p.tensors[prefix+"EncDecAttention."+last]
		if !ok {
			t = p.tensors[prefix+"SelfAttention."+last]
		}
		err = a.join(p, t)
	case last == "wi" && p.tensors[name].Bytes == 0:
		err = a.join(p, p.tensors[name+"_0"], p.tensors[name+"_1"])
	default:
		err = a.join(p, p.tensors[name])
	}
	if err != nil {
		return t5.Tensor{}, fmt.Errorf("%s: %s: %w", p.path, name, err)
	}
	return t5.Tensor{Floats: a.joined}, nil
}

// errLayout says that a tensor is not where, or not as large as, a T5 has it.
var errLayout = unsupported.Errorf("is not stored as T5s are usually exported")

// join puts matrices side by side.
func (a *adopted) join(p *parts, all ...part) error {
	if len(all) == 0 {
		return errLayout
	}
	rows, wide := 1, 0
	for _, t := range all {
		if t.flipped || !t.whole() || len(t.Dims) == 0 || len(t.Dims) > 2 {
			return errLayout
		}
		if len(t.Dims) == 2 {
			rows = int(t.Dims[0])
		}
		if rows*int(t.Dims[len(t.Dims)-1]) != int(t.Bytes/4) {
			return errLayout
		}
		if _, err := a.locate(p, t); err != nil {
			return err
		}
		wide += int(t.Dims[len(t.Dims)-1])
	}
	a.joined = resize(a.joined, rows*wide)
	at := 0
	for _, t := range all {
		values, err := a.floats(p, t, 0, t.Bytes)
		if err != nil {
			return err
		}
		n := int(t.Dims[len(t.Dims)-1])
		for r := range rows {
			copy(a.joined[r*wide+at:][:n], values[r*n:])
		}
		at += n
	}
	return nil
}

// bias writes the position bias by distance, which is stored so or by bucket.
func (a *adopted) bias(p *parts, both bool) error {
	distances := a.far + 1
	if both {
		distances += a.far
	}
	t, ok := p.tensors["position_bias"]
	if ok {
		values, err := a.floats(p, t, 0, t.Bytes)
		a.joined = append(a.joined[:0], values...)
		a.joined = append(a.joined, make([]float32, a.m.heads)...) // of what must not be seen, which is not read
		return err
	}
	t = p.tensors["block.0.layer.0.SelfAttention.relative_attention_bias"]
	values, err := a.floats(p, t, 0, t.Bytes)
	if err != nil {
		return err
	}
	buckets := len(values) / a.m.heads
	if near := nearest(both, buckets); buckets*a.m.heads != len(values) || near < 1 || near >= a.far {
		return errLayout
	}
	a.joined = resize(a.joined, (distances+1)*a.m.heads)
	for i := range distances {
		b := bucket(i-a.far, both, buckets, a.far)
		copy(a.joined[i*a.m.heads:], values[b*a.m.heads:][:a.m.heads])
	}
	return nil
}

// nearest is how many distances have a bucket each: half of those of a direction.
func nearest(both bool, buckets int) int {
	if both {
		buckets /= 2
	}
	return buckets / 2
}

// bucket is T5's bucket of a distance from a query to a key: half of them are one
// for each of the nearest distances, the others grow by powers.
// Source: Raffel et al. 2020, as Mesh TensorFlow and transformers compute it.
func bucket(distance int, both bool, buckets, far int) int {
	first := 0
	if both {
		if buckets /= 2; distance > 0 {
			first = buckets
		}
	}
	n := max(distance, -distance)
	exact := nearest(false, buckets)
	if n < exact {
		return first + n
	}
	// In float32, as there.
	grown := float32(math.Log(float64(float32(n)/float32(exact)))) / float32(math.Log(float64(far)/float64(exact))) * float32(buckets-exact)
	return first + min(exact+int(grown), buckets-1)
}

// floats reads values of a tensor from a byte on.
func (a *adopted) floats(p *parts, t part, from, bytes int64) ([]float32, error) {
	if !t.whole() || from < 0 || bytes <= 0 || bytes > t.Bytes-from {
		return nil, errLayout
	}
	f, err := a.locate(p, t)
	if err != nil {
		return nil, err
	}
	a.buffer = resize(a.buffer, int(bytes))
	if _, err := f.ReadAt(a.buffer, t.Offset+from); err != nil {
		return nil, fmt.Errorf("is cut off: copy it again: %w", err)
	}
	return unsafe.Slice((*float32)(unsafe.Pointer(&a.buffer[0])), bytes/4), nil
}

// locate opens the file of a tensor, all of which must lie in it.
func (a *adopted) locate(p *parts, t part) (f sized, err error) {
	path := p.path
	if t.File != "" {
		if path, err = beside(path, t.File); err != nil {
			return f, err
		}
	}
	if f, err = a.files.open(path); err == nil && (t.Offset < 0 || t.Bytes > f.size-t.Offset) {
		err = errors.New("lies outside its file: copy it again")
	}
	return f, err
}

// Rows implements t5.Weights.
func (a *adopted) Rows(table string, from, n int) (t5.Tensor, error) {
	values, err := a.rows(table, from, n)
	if err != nil {
		err = fmt.Errorf("%s: %s: %w", a.decoder.path, table, err)
	}
	return t5.Tensor{Floats: values}, err
}

func (a *adopted) rows(table string, from, n int) ([]float32, error) {
	if table == "head" {
		head := a.decoder.tensors["lm_head"]
		if values, err := a.stored(a.decoder, head, from, n); err == nil {
			return values, nil
		}
		return a.turned(head, from, n)
	}
	values, err := a.stored(a.decoder, a.decoder.table(), from, n)
	if err != nil {
		return nil, err
	}
	// One table is to be the encoder's, too.
	a.joined = append(a.joined[:0], values...)
	values, err = a.stored(a.encoder, a.encoder.table(), from, n)
	if err == nil && !slices.Equal(a.joined, values) {
		err = errLayout
	}
	return values, err
}

// stored is rows of a table that is stored [vocabulary, size].
func (a *adopted) stored(p *parts, t part, from, n int) ([]float32, error) {
	if len(t.Dims) != 2 || int(t.Dims[0]) != a.m.vocab || int(t.Dims[1]) != a.m.size {
		return nil, errLayout
	}
	row := 4 * int64(a.m.size)
	return a.floats(p, t, int64(from)*row, int64(n)*row)
}

// turned is rows of a table that is stored [size, vocabulary].
func (a *adopted) turned(t part, from, n int) ([]float32, error) {
	size, vocabulary := a.m.size, a.m.vocab
	if len(t.Dims) != 2 || int(t.Dims[0]) != size || int(t.Dims[1]) != vocabulary {
		return nil, errLayout
	}
	if a.head == nil {
		all, err := a.floats(a.decoder, t, 0, t.Bytes)
		if err != nil {
			return nil, err
		}
		a.head = append([]float32(nil), all...)
	}
	a.joined = resize(a.joined, n*size)
	out := a.joined
	for i := range size {
		for r := range n {
			out[r*size+i] = a.head[i*vocabulary+from+r]
		}
	}
	return out, nil
}
