package ort

import (
	"os"
	"path/filepath"
	"testing"
)

// TestPlace replaces a library that is there and leaves nothing beside it.
func TestPlace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "lib.so")
	for _, want := range []string{"first", "second"} {
		if err := place(path, []byte(want)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != want {
			t.Errorf("%q, %v; want %q", got, err, want)
		}
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("%v, %v; want the library alone", entries, err)
	}
}
