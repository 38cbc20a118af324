package t5_test

import (
	"errors"
	"fmt"
	"log"

	"github.com/slmkit/slmkit/inference/t5"
)

// echo is weights of a model that knows four tokens and, as all else is zero, answers
// a token with itself.
type echo struct{ c t5.Config }

func (e echo) Read(side, name string) (t5.Tensor, error) {
	inner := e.c.Heads * e.c.HeadSize
	sizes := map[string]int{
		side + ".final_layer_norm.weight":           e.c.Size,
		side + ".block.0.layer.0.layer_norm.weight": e.c.Size,
		side + ".block.0.layer.1.layer_norm.weight": e.c.Size,
		side + ".block.0.layer.2.layer_norm.weight": e.c.Size,
		side + ".block.0.layer.0.qkv":               3 * inner * e.c.Size,
		side + ".block.0.layer.0.o":                 inner * e.c.Size,
		side + ".block.0.layer.1.q":                 inner * e.c.Size,
		side + ".block.0.layer.1.o":                 inner * e.c.Size,
		"encoder.block.0.layer.1.DenseReluDense.wi": e.c.FF * e.c.Size,
		"encoder.block.0.layer.1.DenseReluDense.wo": e.c.FF * e.c.Size,
		"decoder.block.0.layer.2.DenseReluDense.wi": e.c.FF * e.c.Size,
		"decoder.block.0.layer.2.DenseReluDense.wo": e.c.FF * e.c.Size,
		"cross":         2 * inner * e.c.Size,
		"position_bias": map[string]int{"encoder": 2*e.c.Far + 2, "decoder": e.c.Far + 2}[side] * e.c.Heads,
	}
	values := make([]float32, sizes[name])
	if name == "decoder.final_layer_norm.weight" {
		for i := range values {
			values[i] = 1
		}
	}
	return t5.Tensor{Floats: values}, nil
}

func (e echo) Rows(table string, from, n int) (t5.Tensor, error) {
	values := make([]float32, n*e.c.Size)
	for i := range n {
		values[i*e.c.Size+from+i] = 1
	}
	return t5.Tensor{Floats: values}, nil
}

func Example() {
	c := t5.Config{Bits: 32, Size: 4, Heads: 1, HeadSize: 16, FF: 16, Vocabulary: 4, Far: 1, EncoderLayers: 1, DecoderLayers: 1, Scale: 1}
	m, err := t5.New(c, func() t5.Weights { return echo{c} })
	if err != nil {
		log.Fatal(err)
	}
	defer m.Close()
	s, err := m.NewState(t5.Best())
	if err != nil {
		log.Fatal(err)
	}
	defer s.Close()

	// Two prompts of two tokens and one. Both answers begin with token 1.
	first, next := make([]t5.Choice, 2), make([]t5.Choice, 2)
	err = errors.Join(s.Join([][]int32{{2, 3}, {1}}), s.Feed([][]int32{{1}, {1}}), s.Pick(0, false, first))
	if err != nil {
		log.Fatal(err)
	}
	// Only the first goes on, with the token 1 that it was fed and two more.
	err = errors.Join(s.Settle([]int{0}, []int{1}), s.Feed([][]int32{{2, 3}}), s.Pick(0, false, next))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(first[0].ID, next)
	// Output: 1 [{2 2 0 0} {3 2 0 0}]
}

func ExampleNew() {
	c := t5.Config{Bits: 32, Size: 1 << 40, Heads: 1, HeadSize: 16, FF: 16, Vocabulary: 4, Far: 1, EncoderLayers: 1, DecoderLayers: 1, Scale: 1}
	_, err := t5.New(c, nil)
	fmt.Println(errors.Is(err, errors.ErrUnsupported))
	fmt.Println(err)
	// Output:
	// true
	// size 1099511627776 is not a multiple of 4 up to 65536
}
