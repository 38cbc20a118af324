//go:build !(linux && amd64 && cgo)

package inference

import (
	"errors"
	"fmt"
)

// openNative says that there are no kernels of our own here.
func openNative(Files) (layout, string, error) {
	return nil, "", errNoKernels
}

func adopt(*standardModel, *config) (layout, string, error) { return nil, "", errNoKernels }

var errNoKernels = fmt.Errorf("our own kernels run on Linux on x86-64 in a build with cgo: %w", errors.ErrUnsupported)
