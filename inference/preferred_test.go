package inference

import (
	"os"
	"path/filepath"
	"testing"
)

// Where nobody names a precision, a folder with 8-bit files alone is loaded as it is.
func TestPrecisionThatIsThere(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"encoder", "decoder", "head"} {
		write(t, filepath.Join(dir, name+"_int8.onnx"))
	}
	write(t, filepath.Join(dir, "tokens_int8.bin"))
	if got := preferred(dir); got != "int8" {
		t.Errorf("of int8 files alone: %s", got)
	}
	for _, name := range []string{"encoder.onnx", "decoder.onnx", "head.onnx", "tokens.bin"} {
		write(t, filepath.Join(dir, name))
	}
	if got := preferred(dir); got != "fp32" {
		t.Errorf("of both: %s", got)
	}
	if got := preferred(t.TempDir()); got != "fp32" {
		t.Errorf("of an empty folder: %s", got)
	}
}

func write(t *testing.T, path string) {
	t.Helper()
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
}
