package exact

import (
	"errors"
	"fmt"

	"github.com/slmkit/slmkit/inference/ort"
)

// op computes outputs from inputs. An optional input that is not given is nil.
type op func(m *machine, in, out []*value) error

// builder makes the op of an operator in a graph.
type builder func(n ort.Step) (op, error)

// errKind says that an op does not know the types of its inputs.
func errKind(in []*value) error {
	var all []kind
	for _, v := range in {
		if v != nil {
			all = append(all, v.kind)
		}
	}
	return fmt.Errorf("types %v: %w", all, errors.ErrUnsupported)
}
