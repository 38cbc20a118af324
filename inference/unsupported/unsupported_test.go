package unsupported

import (
	"errors"
	"fmt"
	"io/fs"
	"testing"
)

func TestErrorf(t *testing.T) {
	err := fmt.Errorf("model: %w", Errorf("layer %d: %w", 3, fs.ErrNotExist))
	if !errors.Is(err, errors.ErrUnsupported) || !errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrExist) {
		t.Errorf("%v is not what it says", err)
	}
	if got, want := err.Error(), "model: layer 3: file does not exist"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
