package bundle_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"log"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/validate"

	"github.com/slmkit/slmkit/export/bundle"
)

var update = flag.Bool("update", false, "write the golden files")

func model() *bundle.Model {
	return &bundle.Model{Name: "m", Family: "t5", Version: "1", Architecture: "transformer", Format: "onnx", Precision: "int8", CallsTools: true,
		Weights:  []bundle.File{{Name: "onnx/b.onnx", Data: []byte("b")}, {Name: "onnx/a.onnx", Data: []byte("a")}},
		Settings: []bundle.File{{Name: "config.json", Data: []byte("{}")}}, Docs: []bundle.File{{Name: "README.md", Data: []byte("# m\n")}},
		Annotations: map[string]string{"org.slmkit.verdict": "pass"}}
}

// TestModel: the artifact says what the ModelPack specification asks for, and a registry
// hands out the same one.
func TestModel(t *testing.T) {
	one, two := filepath.Join(t.TempDir(), "one"), filepath.Join(t.TempDir(), "two")
	first, err := bundle.WriteModel(one, model())
	if err != nil {
		t.Fatal(err)
	}
	if second, err := bundle.WriteModel(two, model()); err != nil || first != second {
		t.Errorf("digests %s and %s, %v", first, second, err)
	}
	c, err := bundle.Inspect(one)
	if err != nil || c.Kind != "modelpack" || c.Digest != first || len(c.Parts) != 4 || c.Parts[0].Name != "onnx/a.onnx" || strings.Join(c.Labels, "") != "org.slmkit.verdict=pass" {
		t.Errorf("%+v, %v", c, err)
	}

	r := httptest.NewServer(registry.New(registry.Logger(log.New(io.Discard, "", 0))))
	defer r.Close()
	ref := strings.TrimPrefix(r.URL, "http://") + "/m:1"
	if err := bundle.PushModel(t.Context(), ref, model()); err != nil {
		t.Fatal(err)
	}
	at, err := name.ParseReference(ref)
	if err != nil {
		t.Fatal(err)
	}
	img, err := remote.Image(at)
	if err != nil {
		t.Fatal(err)
	}
	if err := validate.Image(img); err != nil {
		t.Error(err)
	}
	if got, err := img.Digest(); err != nil || got.String() != first {
		t.Errorf("the registry has %v, want %s: %v", got, first, err)
	}
	manifest, err := img.RawManifest()
	if err != nil {
		t.Fatal(err)
	}
	config, err := img.RawConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string][]byte{"manifest": manifest, "config": config} {
		golden(t, filepath.Join("testdata", "modelpack_"+name+".json"), got)
	}
}

// golden compares JSON with that of a file.
func golden(t *testing.T, path string, data []byte) {
	t.Helper()
	var got bytes.Buffer
	if err := json.Indent(&got, data, "", "  "); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(path, append(got.Bytes(), '\n'), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.TrimSpace(string(want)), got.String()); diff != "" {
		t.Errorf("%s: %s", path, diff)
	}
}

func TestModelWithoutFile(t *testing.T) {
	m := model()
	m.Weights = []bundle.File{{Name: "x", Path: "nowhere"}}
	if _, err := bundle.WriteModel(t.TempDir(), m); err == nil {
		t.Error("no error for a file that is not there")
	}
}
