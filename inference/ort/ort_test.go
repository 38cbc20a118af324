package ort

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestInspectMalformed: what is no ONNX file, or half of one, is an error of one line
// that names it.
func TestInspectMalformed(t *testing.T) {
	whole, err := os.ReadFile("../testdata/tiny/encoder_model.onnx")
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"empty":          nil,
		"text":           []byte("this is no model\n"),
		"html":           []byte("<!DOCTYPE html><html><body>404</body></html>"),
		"lfs_pointer":    []byte("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12345\n"),
		"parquet":        []byte("PAR1\x15\x04\x15\x00PAR1"),
		"garbage":        bytes.Repeat([]byte{0xff, 0x13, 0x88}, 400),
		"huge_length":    append([]byte{0x08, 0x07, 0x3a}, bytes.Repeat([]byte{0xff}, 8)...),
		"truncated_half": whole[:len(whole)/2],
		"truncated_last": whole[:len(whole)-1],
	} {
		path := filepath.Join(t.TempDir(), name+".onnx")
		if err := os.WriteFile(path, data, 0o666); err != nil {
			t.Fatal(err)
		}
		_, err := Inspect(path)
		if err == nil {
			t.Errorf("%s: inspected without an error", name)
		} else if msg := err.Error(); !strings.HasPrefix(msg, path+": ") || strings.Contains(msg, "\n") {
			t.Errorf("%s: message %q does not name the file on one line", name, msg)
		}
	}
}

func TestInspect(t *testing.T) {
	g, err := Inspect("../testdata/tiny/encoder_model.onnx")
	if err != nil {
		t.Fatal(err)
	}
	ids, hidden := g.Input("input_ids"), g.Outputs
	if len(g.Inputs) != 2 || ids == nil || len(ids.Dims) != 2 || ids.Dims[0] != -1 || ids.Dims[1] != -1 {
		t.Errorf("inputs %+v", g.Inputs)
	}
	if len(hidden) != 1 || hidden[0].Name != "last_hidden_state" || hidden[0].Type != Float32 || len(hidden[0].Dims) != 3 {
		t.Errorf("outputs %+v", hidden)
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
