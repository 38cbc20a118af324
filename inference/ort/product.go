package ort

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"google.golang.org/protobuf/encoding/protowire"

	"github.com/slmkit/slmkit/inference/ort/onnx"
)

// PreciseProducts is the session option that makes 8-bit products with constant
// weights exact on every processor: where kernels saturate, ONNX Runtime then
// stores signed weights as unsigned ones and multiplies with its slower, exact
// kernels. On other processors the option changes nothing. Only sessions whose
// graphs are optimized obey it.
const PreciseProducts = "session.x64quantprecision"

// Saturates reports whether ONNX Runtime's products of unsigned 8-bit activations
// and signed 8-bit weights saturate on this processor. It multiplies once per
// process, after it has started the library if need be.
func Saturates(ctx context.Context) (bool, error) {
	if _, err := Start(ctx, ""); err != nil {
		return false, err
	}
	return saturates()
}

var saturates = sync.OnceValues(func() (bool, error) {
	got, err := product(255, 127, false)
	return got != productTerms*255*127, err
})

// productTerms is how many equal products product adds. Kernels that saturate add
// pairs of products in 16 bits.
const productTerms = 4

// product is one sum of productTerms products of activation and weight, which ONNX
// Runtime's MatMulInteger computes.
func product(activation uint8, weight int8, precise bool) (sum int32, err error) {
	o, err := onnx.NewSessionOptions()
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, o.Destroy()) }()
	if err := errors.Join(o.SetIntraOpNumThreads(1), o.SetLogSeverityLevel(onnx.LoggingLevelFatal)); err != nil {
		return 0, err
	}
	if precise {
		if err := o.AddSessionConfigEntry(PreciseProducts, "1"); err != nil {
			return 0, err
		}
	}
	a, err := onnx.NewTensor(onnx.Shape{1, productTerms}, []uint8{activation, activation, activation, activation})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, a.Destroy()) }()
	sums := make([]int32, productOutputs)
	y, err := onnx.NewTensor(onnx.Shape{1, productOutputs}, sums)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, y.Destroy()) }()
	s, err := onnx.NewSessionOfData(productModel(weight), []string{"a"}, []string{"y"}, o)
	if err != nil {
		return 0, fmt.Errorf("onnx runtime cannot multiply integers: %s", OneLine(err))
	}
	defer func() { err = errors.Join(err, s.Destroy()) }()
	b, err := s.CreateIoBinding()
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, b.Destroy()) }()
	if err := errors.Join(b.BindInput("a", a), b.BindOutput("y", y), s.RunWithBinding(b)); err != nil {
		return 0, fmt.Errorf("onnx runtime cannot multiply integers: %s", OneLine(err))
	}
	return sums[0], nil
}

// productOutputs is how many columns the weights of productModel have: a vector's.
const productOutputs = 16

// productModel is an ONNX file: y = MatMulInteger(a, b), a uint8 [1, productTerms]
// and b int8 [productTerms, productOutputs], all of them weight.
func productModel(weight int8) []byte {
	var node, weights []byte
	node = text(text(text(text(node, 1, "a"), 1, "b"), 2, "y"), nodeOperator, "MatMulInteger")
	weights = number(number(number(weights, 1, productTerms), 1, productOutputs), 2, Int8)
	weights = text(weights, 8, "b")
	data := make([]byte, productTerms*productOutputs)
	for i := range data {
		data[i] = byte(weight)
	}
	weights = text(weights, 9, string(data))
	var graph []byte
	graph = text(text(graph, graphNode, string(node)), 2, "product")
	graph = text(graph, graphInitializer, string(weights))
	graph = text(graph, graphInput, productPort("a", Uint8, productTerms))
	graph = text(graph, graphOutput, productPort("y", Int32, productOutputs))
	model := number(nil, 1, 8) // the version of the format
	model = text(model, modelGraph, string(graph))
	return text(model, modelOpset, string(number(nil, 2, 13)))
}

// productPort is a ValueInfoProto of a matrix [1, columns].
func productPort(name string, kind, columns uint64) string {
	var shape []byte
	for _, n := range []uint64{1, columns} {
		shape = text(shape, 1, string(number(nil, 1, n)))
	}
	tensor := text(number(nil, 1, kind), 2, string(shape))
	return string(text(text(nil, 1, name), 2, string(text(nil, 1, string(tensor)))))
}

func text(b []byte, field protowire.Number, s string) []byte {
	return protowire.AppendString(protowire.AppendTag(b, field, protowire.BytesType), s)
}

func number(b []byte, field protowire.Number, n uint64) []byte {
	return protowire.AppendVarint(protowire.AppendTag(b, field, protowire.VarintType), n)
}
