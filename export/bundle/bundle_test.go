package bundle_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"io"
	"io/fs"
	"log"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	"github.com/google/go-containerregistry/pkg/v1/remote"

	"github.com/slmkit/slmkit/export/bundle"
)

// program is the head of a program for a machine, without libraries or with them.
func program(t *testing.T, machine uint16, shared bool) string {
	t.Helper()
	head := make([]byte, 64+56)
	copy(head, "\x7fELF\x02\x01\x01")
	put := binary.LittleEndian
	put.PutUint16(head[16:], 2)
	put.PutUint16(head[18:], machine)
	put.PutUint32(head[20:], 1)
	put.PutUint64(head[32:], 64)
	put.PutUint16(head[52:], 64)
	put.PutUint16(head[54:], 56)
	put.PutUint16(head[56:], 1)
	put.PutUint16(head[58:], 64)
	put.PutUint32(head[64:], 1)
	if shared {
		put.PutUint32(head[64:], 3)
	}
	path := filepath.Join(t.TempDir(), "slmkit")
	if err := os.WriteFile(path, head, 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

const amd64, arm64, riscv = 62, 183, 243

func TestStatic(t *testing.T) {
	for _, c := range []struct {
		path, want, err string
	}{{program(t, amd64, false), "linux/amd64", ""}, {program(t, arm64, false), "linux/arm64", ""}, {program(t, amd64, true), "", "needs shared libraries"}, {program(t, riscv, false), "", "RISCV"}, {"file.go", "", "not a program"}} {
		got, err := bundle.Static(c.path)
		if c.err == "" && (err != nil || got.String() != c.want) || c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)) {
			t.Errorf("%s: %v, %v; want %s%s", c.path, got, err, c.want, c.err)
		}
	}
}

func images() []bundle.Image {
	var out []bundle.Image
	for _, arch := range []string{"amd64", "arm64"} {
		out = append(out, bundle.Image{Platform: bundle.Platform{OS: "linux", Arch: arch}, User: "1000:1000", Entrypoint: []string{"/program"}, Ports: []string{"8080/tcp"},
			Labels: map[string]string{"b": "2", "a": "1"}, Layers: []bundle.Layer{{Files: []bundle.File{{Name: "program", Data: []byte(arch), Executable: true}}, About: "program"},
				{Files: []bundle.File{{Name: "models/m/b", Data: bytes.Repeat([]byte("b"), 1e5)}, {Name: "models/m/a", Data: []byte("a")}}, About: "model"}}})
	}
	return out
}

// TestOCI: the same files have the same digest, each layer is where its image says, and
// limits are held against one platform.
func TestOCI(t *testing.T) {
	for _, n := range []int{1, 2} {
		one, two := filepath.Join(t.TempDir(), "one"), filepath.Join(t.TempDir(), "two")
		first, err := bundle.WriteOCI(one, images()[:n])
		if err != nil {
			t.Fatal(err)
		}
		second, err := bundle.WriteOCI(two, images()[:n])
		if err != nil || first != second || !strings.HasPrefix(first, "sha256:") {
			t.Errorf("digests %s and %s, %v", first, second, err)
		}
		c, err := bundle.Inspect(one)
		if err != nil {
			t.Fatal(err)
		}
		_, unpacked := c.Sizes()
		if c.Kind != "oci" || c.Digest != first || len(c.Parts) != 2*n || c.Parts[1].Name != "model" || unpacked < 1e5 || unpacked > 2e5 || strings.Join(c.Labels, " ") != "a=1 b=2" {
			t.Errorf("%+v", c)
		}
		for _, want := range []string{`"User":"1000:1000"`, `"Entrypoint":["/program"]`, `"ExposedPorts":{"8080/tcp":{}}`} {
			if got := strings.Count(blobsOf(t, one), want); got != n {
				t.Errorf("%d images say %s, want %d", got, want, n)
			}
		}
	}
}

// TestDates: what is written on another day has the same bytes, unless SOURCE_DATE_EPOCH says
// the day.
func TestDates(t *testing.T) {
	path := program(t, amd64, false)
	image := bundle.Image{Platform: bundle.Platform{OS: "linux", Arch: "amd64"}, Layers: []bundle.Layer{{Files: []bundle.File{{Name: "program", Path: path}}}}}
	files := image.Layers[0].Files
	digest := func(write func(dir string) (string, error)) func(io.Writer) error {
		return func(w io.Writer) error {
			digest, err := write(t.TempDir())
			_, _ = io.WriteString(w, digest)
			return err
		}
	}
	for name, write := range map[string]func(w io.Writer) error{
		"oci":       digest(func(dir string) (string, error) { return bundle.WriteOCI(dir, []bundle.Image{image}) }),
		"modelpack": digest(func(dir string) (string, error) { return bundle.WriteModel(dir, &bundle.Model{Weights: files}) }),
		"docker": func(w io.Writer) error {
			_, err := bundle.WriteDocker(w, image, "m:latest")
			return err
		},
		"zip":     func(w io.Writer) error { return bundle.WriteZip(w, files) },
		"archive": func(w io.Writer) error { return bundle.Archive(w, files) },
	} {
		t.Run(name, func(t *testing.T) {
			on := func(day int, epoch string) string {
				t.Setenv("SOURCE_DATE_EPOCH", epoch)
				date := time.Date(2026, 1, day, 0, 0, 0, 0, time.UTC)
				if err := os.Chtimes(path, date, date); err != nil {
					t.Fatal(err)
				}
				var b bytes.Buffer
				if err := write(&b); err != nil {
					t.Fatal(err)
				}
				return b.String()
			}
			if today, epoch := on(1, ""), on(1, "1700000000"); today != on(2, "") || epoch != on(3, "1700000000") || today == epoch {
				t.Error("other bytes on another day, or the same in spite of SOURCE_DATE_EPOCH")
			}
			t.Setenv("SOURCE_DATE_EPOCH", "today")
			if err := write(io.Discard); err == nil || !strings.Contains(err.Error(), "SOURCE_DATE_EPOCH=today is not a number of seconds") {
				t.Errorf("error %v for a time that is no number", err)
			}
		})
	}
}

// blobsOf returns the blobs of a layout, one after the other.
func blobsOf(t *testing.T, dir string) string {
	t.Helper()
	var all strings.Builder
	err := fs.WalkDir(os.DirFS(filepath.Join(dir, "blobs")), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(filepath.Join(dir, "blobs", path))
		all.Write(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

func TestBrokenLayout(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "image")
	if _, err := bundle.WriteOCI(dir, images()[:1]); err != nil {
		t.Fatal(err)
	}
	blobs, err := filepath.Glob(filepath.Join(dir, "blobs/sha256/*"))
	if err != nil || len(blobs) != 4 {
		t.Fatal(blobs, err)
	}
	for _, blob := range blobs {
		was, err := os.ReadFile(blob)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(blob, was[:len(was)/2], 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := bundle.Inspect(dir); err == nil {
			t.Errorf("%s is cut off, and nobody sees it", blob)
		}
		if err := os.WriteFile(blob, was, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

func TestDocker(t *testing.T) {
	path := filepath.Join(t.TempDir(), "image.tar")
	var same []byte
	for range 2 {
		var b bytes.Buffer
		if _, err := bundle.WriteDocker(&b, images()[0], "m:latest"); err != nil {
			t.Fatal(err)
		}
		if same != nil && !bytes.Equal(b.Bytes(), same) {
			t.Error("other bytes for the same files")
		}
		same = b.Bytes()
	}
	if err := os.WriteFile(path, same, 0o666); err != nil {
		t.Fatal(err)
	}
	if c, err := bundle.Inspect(path); err != nil || c.Kind != "docker" || len(c.Parts) != 2 {
		t.Errorf("%+v, %v", c, err)
	}
	if _, err := bundle.WriteDocker(io.Discard, images()[0], "No Name"); err == nil {
		t.Error("no error for a name that no image may have")
	}
}

func TestPush(t *testing.T) {
	r := httptest.NewServer(registry.New(registry.Logger(log.New(io.Discard, "", 0))))
	defer r.Close()
	ref := strings.TrimPrefix(r.URL, "http://") + "/m:1"
	dir := filepath.Join(t.TempDir(), "image")
	for n := 1; n <= 2; n++ {
		if err := bundle.Push(t.Context(), ref, images()[:n]); err != nil {
			t.Fatal(err)
		}
		_ = os.RemoveAll(dir)
		want, err := bundle.WriteOCI(dir, images()[:n])
		if err != nil {
			t.Fatal(err)
		}
		at, err := name.ParseReference(ref)
		if err != nil {
			t.Fatal(err)
		}
		got, err := remote.Get(at)
		if err != nil || got.Digest.String() != want {
			t.Errorf("the registry has %v, want %s: %v", got, want, err)
		}
	}
}

// TestArchive: an archive has its end, without which tar leaves out the last file.
func TestArchive(t *testing.T) {
	var b bytes.Buffer
	if err := bundle.Archive(&b, []bundle.File{{Name: "b", Data: []byte("end")}, {Name: "a", Data: []byte("start")}}); err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	const block = 512
	if err != nil || len(data) != 6*block || !bytes.Equal(data[4*block:], make([]byte, 2*block)) {
		t.Errorf("%d bytes, %v; want two files of two blocks, and two blocks of zeros", len(data), err)
	}
	if !bytes.HasPrefix(data, []byte("a\x00")) || !bytes.HasPrefix(data[3*block:], []byte("end\x00")) {
		t.Error("the files are not in the order of their names")
	}
}

func TestZip(t *testing.T) {
	files := []bundle.File{{Name: "model/b", Data: bytes.Repeat([]byte("b"), 1e5)}, {Name: "bootstrap", Path: program(t, amd64, false), Executable: true}}
	var same []byte
	for range 2 {
		var b bytes.Buffer
		if err := bundle.WriteZip(&b, files); err != nil {
			t.Fatal(err)
		}
		if same != nil && !bytes.Equal(b.Bytes(), same) {
			t.Error("other bytes for the same files")
		}
		same = b.Bytes()
	}
	z, err := zip.NewReader(bytes.NewReader(same), int64(len(same)))
	if err != nil || len(z.File) != 2 || z.File[0].Name != "bootstrap" || z.File[0].Mode() != 0o755 || z.File[1].Mode() != 0o644 {
		t.Errorf("%+v, %v", z, err)
	}
	path := filepath.Join(t.TempDir(), "f.zip")
	if err := os.WriteFile(path, same, 0o666); err != nil {
		t.Fatal(err)
	}
	c, err := bundle.Inspect(path)
	if err != nil || c.Kind != "zip" || !c.Limits[0].Kept {
		t.Errorf("%+v, %v", c, err)
	}
	if err := bundle.WriteZip(io.Discard, []bundle.File{{Name: "x", Path: "nowhere"}}); err == nil {
		t.Error("no error for a file that is not there")
	}
}

func TestNamed(t *testing.T) {
	for text, want := range map[string]string{"Banking v2.1": "banking-v2-1", "--": "model", "Übung": "bung"} {
		if got := bundle.Named(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}
