package exact_test

import (
	"fmt"
	"log"

	"github.com/slmkit/slmkit/inference/exact"
	"github.com/slmkit/slmkit/inference/ort"
)

// A quantized encoder reads five tokens.
func Example() {
	graph, err := ort.ReadProgram("../testdata/variants/encoder_model_quantized.onnx")
	if err != nil {
		log.Fatal(err)
	}
	program, err := exact.Compile(graph)
	if err != nil {
		log.Fatal(err)
	}
	state := program.NewState()
	state.Ints("input_ids", []int64{5, 9, 17, 100, 1}, 1, 5)
	state.Ints("attention_mask", []int64{1, 1, 1, 1, 1}, 1, 5)
	if err := state.Run(); err != nil {
		log.Fatal(err)
	}
	_, dims, err := state.Output("last_hidden_state")
	fmt.Println(dims, err)
	// Output: [1 5 16] <nil>
}
