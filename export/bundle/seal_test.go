package bundle_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/export/bundle"
)

// TestSeal: whatever somebody does to a folder is seen.
func TestSeal(t *testing.T) {
	write := func(t *testing.T, path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name, err string
		change    func(t *testing.T, dir string)
	}{
		{"nothing", "", func(*testing.T, string) {}},
		{"a folder without files", "", func(t *testing.T, dir string) {
			if err := os.Mkdir(filepath.Join(dir, "empty"), 0o777); err != nil {
				t.Fatal(err)
			}
		}},
		{"another file", "has in/new, which slmkit package did not write", func(t *testing.T, dir string) { write(t, filepath.Join(dir, "in/new"), "") }},
		{"other contents", "Dockerfile is not as slmkit package wrote it", func(t *testing.T, dir string) { write(t, filepath.Join(dir, "Dockerfile"), "FROM thing\n") }},
		{"no file", "lacks Dockerfile", func(t *testing.T, dir string) {
			if err := os.Remove(filepath.Join(dir, "Dockerfile")); err != nil {
				t.Fatal(err)
			}
		}},
		{"a link", "has link, which is not a file", func(t *testing.T, dir string) {
			if err := os.Symlink("Dockerfile", filepath.Join(dir, "link")); err != nil {
				t.Fatal(err)
			}
		}},
		{"no seal", "has files that slmkit package did not write", func(t *testing.T, dir string) {
			if err := os.Remove(filepath.Join(dir, "bundle.json")); err != nil {
				t.Fatal(err)
			}
		}},
		{"the seal of others", "has files that slmkit package did not write", func(t *testing.T, dir string) { write(t, filepath.Join(dir, "bundle.json"), `{"files":[]}`) }},
		{"a broken seal", "has files that slmkit package did not write", func(t *testing.T, dir string) { write(t, filepath.Join(dir, "bundle.json"), `{`) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			if err := bundle.WriteFolder(dir, []bundle.File{{Name: "Dockerfile", Data: []byte("FROM scratch\n")}, {Name: "in/a", Data: []byte("a")}}); err != nil {
				t.Fatal(err)
			}
			if err := bundle.Seal(dir, "space", map[string]string{"a": "1"}); err != nil {
				t.Fatal(err)
			}
			c.change(t, dir)
			err := bundle.Unchanged(dir)
			if c.err == "" && err != nil || c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)) {
				t.Errorf("error %v, want %q", err, c.err)
			}
		})
	}
}

// TestInspectSealed: a folder's labels are those of its seal.
func TestInspectSealed(t *testing.T) {
	dir := t.TempDir()
	if err := bundle.WriteFolder(dir, []bundle.File{{Name: "a", Data: []byte("a")}}); err != nil {
		t.Fatal(err)
	}
	if err := bundle.Seal(dir, "web", map[string]string{"b": "2", "a": "1"}); err != nil {
		t.Fatal(err)
	}
	if c, err := bundle.Inspect(dir); err != nil || c.Kind != "folder" || strings.Join(c.Labels, " ") != "a=1 b=2" || len(c.Parts) != 1 {
		t.Errorf("%+v, %v", c, err)
	}
}
