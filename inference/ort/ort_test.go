package ort

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const fixtures = "../../../shared/fixtures/onnx"

func TestInspectMalformed(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(fixtures, "malformed_derived/*.onnx"))
	if len(files) == 0 {
		t.Skip("the broken models are not beside this checkout")
	}
	for _, path := range files {
		if filepath.Base(path) == "bitflips.onnx" {
			continue // its frame is whole: ONNX Runtime has to refuse it
		}
		_, err := Inspect(path)
		if err == nil {
			t.Errorf("%s: inspected without an error", path)
		} else if msg := err.Error(); !strings.HasPrefix(msg, path+": ") || strings.Contains(msg, "\n") {
			t.Errorf("%s: message %q does not name the file on one line", path, msg)
		}
	}
}

func TestInspect(t *testing.T) {
	path := filepath.Join(fixtures, "onnxruntime_go/test_data/example_dynamic_axes.onnx")
	if _, err := os.Stat(path); err != nil {
		t.Skip("the small models are not beside this checkout")
	}
	g, err := Inspect(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(g.Inputs) != 1 || len(g.Outputs) != 1 || g.Inputs[0].Type != Float32 || g.Inputs[0].Dims[0] != -1 {
		t.Errorf("graph %+v", g)
	}
}

// TestRead: those in the branches of a merged decoder count too.
func TestRead(t *testing.T) {
	merged, err := Read("../testdata/tiny/decoder_model_merged.onnx")
	if err != nil {
		t.Fatal(err)
	}
	past, err := Read("../testdata/tiny/decoder_with_past_model.onnx")
	if err != nil {
		t.Fatal(err)
	}
	if merged.Operators["If"] != 1 || past.Operators["Softmax"] == 0 || merged.Operators["Softmax"] != 2*past.Operators["Softmax"] || merged.External != nil {
		t.Errorf("merged %v, with past %v", merged, past)
	}
	outside, err := Read("../testdata/variants/external/decoder_model_merged.onnx")
	if err != nil || len(outside.External) != 1 || outside.External[0] != "weights.bin" {
		t.Errorf("weights outside: %v, %v", outside, err)
	}
}

func TestFindNamedLibraryMustExist(t *testing.T) {
	if _, err := Find(context.Background(), filepath.Join(t.TempDir(), "none.so")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("an explicit library that is missing: %v", err)
	}
	t.Setenv(EnvLibrary, filepath.Join(t.TempDir(), "none.so"))
	if _, err := Find(context.Background(), ""); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a library of the environment that is missing: %v", err)
	}
}

func FuzzInspect(f *testing.F) {
	f.Add([]byte("\x08\x07\x3a\x02\x12\x00"))
	f.Add([]byte("<!DOCTYPE html>"))
	path := filepath.Join(f.TempDir(), "fuzz.onnx")
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(path, data, 0o666); err != nil {
			t.Fatal(err)
		}
		_, _ = Inspect(path) // must not panic or hang
		_, _ = Read(path)
	})
}
