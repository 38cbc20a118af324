package t5

// place says where a matrix or a vector of a model goes, in the numbers of parts.c.
type place struct{ side, layer, which int }

// The places that no layer has.
var (
	crossMatrix = place{0, -1, 0}
	tokenMatrix = place{0, -1, 1}
	headMatrix  = place{0, -1, 2}
)

// weights is a model of one way to run it. Its methods fail with errMemory alone. They
// may be called side by side for different places.
type weights interface {
	matrix(at place, bits, out, in int) error
	pack(at place, from, n int, t Tensor, scale []float32, byOut, byIn int) error
	vector(at place, values []float32) error
	outline(Level) error
	state(Level) (batch, error)
	free()
}

// batch is a state of one way to run it: see t5.h. Its methods trust their arguments.
type batch interface {
	join(ids, lengths []int32) error
	feed(ids, counts []int32) error
	settle(rows, kept []int32) error
	pick(from int, detail bool, to []Choice) error
	logits(from, n int, to []float32) error
	score(at int, ids []int32, to []float32) error
	free()
}

// newWeights makes a model without weights for a level.
func newWeights(c Config, level Level) (weights, error) {
	if level == WebAssembly {
		return newModule(c)
	}
	return newNative(c)
}
