package convert

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
)

// TestArchiveLimit: an archive is unpacked up to a number of bytes, whatever it says of
// its files.
func TestArchiveLimit(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range []string{"a", "b"} {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(make([]byte, 600)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	a, err := openArchive("a.zip", b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	a.left = 1000
	if _, err := a.read("a"); err != nil {
		t.Error(err)
	}
	if _, err := a.read("b"); err == nil || !strings.Contains(err.Error(), "a.zip/b: unpacked, it is larger than 400 bytes") {
		t.Errorf("error %v", err)
	}
}
