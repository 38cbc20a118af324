//go:build !(linux && amd64 && cgo)

package inference

import (
	"errors"
	"fmt"

	"github.com/slmkit/slmkit/inference/ort/onnx"
)

// openNative returns the error of noKernels.
func openNative(Files) (layout, string, error) { return nil, "", noKernels() }

// adopt returns the error of noKernels.
func adopt(*standardModel, *config) (layout, string, error) { return nil, "", noKernels() }

// noKernels says why this build has no kernels of our own. Where ONNX Runtime can
// run the model instead, the error is an errors.ErrUnsupported.
func noKernels() error {
	if !onnx.Available {
		return onnx.ErrUnavailable
	}
	return fmt.Errorf("our own kernels run on Linux on x86-64: %w", errors.ErrUnsupported)
}
