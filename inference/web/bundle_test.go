package web

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const banking = "../../testdata/models/banking"

// The bundle of the bundled model keeps to what a phone may load, is the same each time,
// and its service worker names all other files.
func TestBundle(t *testing.T) {
	files, err := Bundle(context.Background(), banking, "int8")
	if err != nil {
		t.Fatal(err)
	}
	again, err := Bundle(context.Background(), banking, "int8")
	if err != nil {
		t.Fatal(err)
	}
	all, code := 0, 0
	var worker []byte
	for i, f := range files {
		if f.Name != again[i].Name || !bytes.Equal(f.Data, again[i].Data) {
			t.Errorf("%s differs in a second bundle of the same model", f.Name)
		}
		if all += len(f.Data); strings.HasSuffix(f.Name, ".js") {
			code += len(f.Data)
		}
		if f.Name == workerName {
			worker = f.Data
		}
	}
	t.Logf("%d bytes, %d of them JavaScript", all, code)
	if all > 2_500_000 || code > 40_000 {
		t.Errorf("%d bytes, %d of them JavaScript: at most 2,500,000 and 40,000 are promised", all, code)
	}
	for _, f := range files {
		if f.Name != workerName && !bytes.Contains(worker, []byte(`"`+f.Name+`"`)) {
			t.Errorf("%s does not keep %s", workerName, f.Name)
		}
	}
	if !bytes.Contains(worker, []byte(`"./"`)) || bytes.Contains(worker, []byte("/*")) {
		t.Errorf("%s is not filled in:\n%s", workerName, worker)
	}
}

// A model that the page would answer otherwise than slmkit is refused.
func TestRefused(t *testing.T) {
	for name, change := range map[string][3]string{
		"rules of generation":       {"generation_config.json", `"use_cache": true`, `"repetition_penalty": 2.0`},
		"beams":                     {"generation_config.json", `"use_cache": true`, `"num_beams": 4`},
		"an unknown post-processor": {"tokenizer.json", `"TemplateProcessing"`, `"ByteLevel"`},
	} {
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS(banking)); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, change[0])
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		changed := bytes.Replace(data, []byte(change[1]), []byte(change[2]), 1)
		if bytes.Equal(changed, data) {
			t.Fatalf("%s: %s has no %s", name, change[0], change[1])
		}
		if err := os.WriteFile(path, changed, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Bundle(context.Background(), dir, "int8"); !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("%s: %v, want it refused", name, err)
		}
	}
}

// A calibration that was made for other files stays out: the page would be sure of what it is
// not.
func TestCalibrationOfOthers(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(banking)); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "calibration.json")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		data []byte
		want bool
	}{{data, true}, {regexp.MustCompile(`"model_hash": "[0-9a-f]{4}`).ReplaceAll(data, []byte(`"model_hash": "0000`)), false}} {
		if err := os.WriteFile(path, c.data, 0o644); err != nil {
			t.Fatal(err)
		}
		files, err := Bundle(context.Background(), dir, "int8")
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(files, func(f File) bool { return f.Name == "model.json" })
		if got := bytes.Contains(files[i].Data, []byte(`"calibrator":`)); got != c.want {
			t.Errorf("model.json has a calibrator: %v, want %v", got, c.want)
		}
	}
}

// The page limits answers where it can tell all values of the schema.
func TestLimited(t *testing.T) {
	whole, err := os.ReadFile(filepath.Join(banking, "actions.json"))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		from, to string
		want     bool
	}{
		"as it is":         {"", "", true},
		"no schema":        {string(whole), "", false},
		"times":            {`"format": "date"`, `"format": "time"`, false},
		"a pattern":        {`"format": "contact"`, `"pattern": "^[0-9]+$"`, false},
		"text of a length": {`"format": "company"`, `"minLength": 3, "maxLength": 40`, true},
		"German":           {`"tools": [`, `"locale": "de", "tools": [`, false},
	} {
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS(banking)); err != nil {
			t.Fatal(err)
		}
		changed := bytes.Replace(whole, []byte(c.from), []byte(c.to), 1)
		if c.from != "" && bytes.Equal(changed, whole) {
			t.Fatalf("%s: actions.json has no %s", name, c.from)
		}
		path := filepath.Join(dir, "actions.json")
		err := os.WriteFile(path, changed, 0o644)
		if len(changed) == 0 {
			err = os.Remove(path)
		}
		if err != nil {
			t.Fatal(err)
		}
		files, err := Bundle(context.Background(), dir, "int8")
		if err != nil {
			t.Fatal(err)
		}
		got := slices.ContainsFunc(files, func(f File) bool { return f.Name == "grammar.json" })
		if got != c.want {
			t.Errorf("%s: answers are limited: %t, want %t", name, got, c.want)
		}
	}
}

// What the page loads by name is in the bundle.
func TestPageIsWhole(t *testing.T) {
	files, err := withApp([]File{{"model.json", nil}})
	if err != nil {
		t.Fatal(err)
	}
	has := func(name string) bool {
		return slices.ContainsFunc(files, func(f File) bool { return f.Name == name })
	}
	named, naming := 0, regexp.MustCompile(`(?:from|href=|src=|register\()"(?:\./)?([^"]+)"`)
	for _, f := range files {
		for _, m := range naming.FindAllSubmatch(f.Data, -1) {
			if named++; !has(string(m[1])) {
				t.Errorf("%s names %s, which is not in the bundle", f.Name, m[1])
			}
		}
	}
	if named < 10 {
		t.Errorf("the page names %d files: how it names them has changed", named)
	}
}
