package ort

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestProductsSaturate is one product by hand: 4 × 255 × 127 = 129540. Kernels that
// saturate add pairs of products in 16 bits, so that each pair, 64770, becomes
// 32767, and the sum 65534. Which of the two this processor gives is for Saturates
// to say; pairs that 16 bits hold are exact everywhere, and so are all products
// of sessions that ask for precise ones.
func TestProductsSaturate(t *testing.T) {
	saturated, err := Saturates(t.Context())
	if errors.Is(err, ErrNotFound) {
		t.Fatalf("%v (make runtime fetches it)", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("products saturate on this processor: %t", saturated)
	for _, c := range []struct {
		activation       uint8
		weight           int8
		exact, saturated int32
	}{
		{255, 127, 129540, 2 * 32767},
		{255, -128, -130560, -2 * 32768},
		{130, 127, 66040, 2 * 32767},
		{129, 127, 65532, 65532}, // a pair is 32766
		{255, 64, 65280, 65280},
		{255, -64, -65280, -65280},
	} {
		want := c.exact
		if saturated {
			want = c.saturated
		}
		if got, err := product(c.activation, c.weight, false); err != nil || got != want {
			t.Errorf("4 × %d × %d: %d, want %d (%v)", c.activation, c.weight, got, want, err)
		}
		if got, err := product(c.activation, c.weight, true); err != nil || got != c.exact {
			t.Errorf("4 × %d × %d, precisely: %d, want %d (%v)", c.activation, c.weight, got, c.exact, err)
		}
	}
}

// TestFindInCache: the library is found under the version that was fetched, the
// newest first.
func TestFindInCache(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv(EnvLibrary, "")
	for _, version := range []string{npmVersion, Version} {
		path, err := cachePath(version)
		if err != nil {
			t.Skip(err) // a system without that variable
		}
		if filepath.Base(filepath.Dir(path)) != version {
			t.Fatalf("%s: is not under its version, %s", path, version)
		}
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o777), os.WriteFile(path, nil, 0o666)); err != nil {
			t.Fatal(err)
		}
		if lib, err := Find(t.Context(), ""); err != nil || lib.Path != path || lib.Source != "cache" {
			t.Errorf("%s: found %+v (%v)", version, lib, err)
		}
	}
}
