package calibration_test

import (
	"fmt"
	"math"
	"os"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/inference/calibration"
)

// signals are those of an output to which the model gives a probability.
func signals(p float64) *dataset.Signals {
	return &dataset.Signals{LogProb: math.Log(p), Min: p, Margin: p}
}

// Fit learns from scored outputs how often a model is right that says it is sure.
func ExampleFit() {
	var samples []calibration.Sample
	for i := range 1000 { // of ten outputs to which the model gives 99.9 %, two are wrong
		samples = append(samples, calibration.Sample{Signals: signals(0.999), Right: i%10 > 1, Cluster: int32(i % 50)})
	}
	c, err := calibration.Fit(samples, calibration.Features)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f\n", c.Probability(signals(0.999)))
	// Output: 0.80
}

// A calibration is kept beside its model, one for each precision and constraint.
func ExampleEntries() {
	dir, err := os.MkdirTemp("", "model")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := calibration.Path(dir)
	entry := &calibration.Entry{Precision: "int8", N: 1000, Features: calibration.Features, Calibrator: calibration.Calibrator{Bias: 1, Weights: []float64{1, 0, 0, 0}}}
	all, err := calibration.Read(path) // none yet
	if err == nil {
		err = all.With(entry).Write(path)
	}
	if err == nil {
		all, err = calibration.Read(path)
	}
	fmt.Println(all.For("int8", false).N, all.For("fp32", false), err)
	// Output: 1000 <nil> <nil>
}
