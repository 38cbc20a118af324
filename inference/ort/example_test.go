package ort_test

import (
	"context"
	"fmt"
	"log"

	"github.com/slmkit/slmkit/inference/ort"
)

// The ports and the operators of an ONNX file are read without ONNX Runtime.
func Example() {
	path := "../testdata/tiny/encoder_model.onnx"
	graph, err := ort.Inspect(path)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(graph.Input("input_ids").Dims, graph.Output("last_hidden_state").Dims)
	contents, err := ort.Read(path)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(contents.Operators["Softmax"], "layers with attention")
	// Output:
	// [-1 -1] [-1 -1 16]
	// 3 layers with attention
}

// Saturates asks ONNX Runtime for one product, and so needs the library.
func ExampleSaturates() {
	saturates, err := ort.Saturates(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	if saturates {
		fmt.Println("int8 exports answer otherwise here than on processors with VNNI")
	}
}
