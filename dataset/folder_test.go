package dataset

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// touch makes empty files.
func touch(t *testing.T, dir string, names ...string) {
	t.Helper()
	for _, name := range names {
		if err := WriteFile(filepath.Join(dir, filepath.FromSlash(name)), nil); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFolderFiles(t *testing.T) {
	dir := t.TempDir()
	touch(t, dir, "a/test.jsonl", "a/train.jsonl", "a/train.parquet", "b/dev.parquet", "b/dev.jsonl.partial", "c/other.jsonl", "d/train.json", "d/validation.json", "d/actions.json", "train.csv")
	at := func(names ...string) []string {
		for i, n := range names {
			names[i] = filepath.Join(dir, filepath.FromSlash(n))
		}
		return names
	}
	for _, c := range []struct{ paths, want []string }{
		{at("a"), at("a/train.jsonl", "a/test.jsonl")},
		{at("b"), at("b/dev.parquet")},
		{at("d"), at("d/train.json", "d/validation.json")},
		{append(at("b"), "-", "no.jsonl"), append(at("b/dev.parquet"), "-", "no.jsonl")},
	} {
		got, err := Files(c.paths)
		if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
			t.Errorf("%v: %v %s", c.paths, err, diff)
		}
	}
	if _, err := Files(at("c")); !errors.Is(err, ErrNoDataset) || !strings.HasPrefix(err.Error(), filepath.Join(dir, "c")+": has no train") {
		t.Errorf("a folder without a dataset: %v", err)
	}
	got, err := Folder(dir).Folders()
	if diff := cmp.Diff([]Folder{Folder(filepath.Join(dir, "a")), Folder(filepath.Join(dir, "b")), Folder(filepath.Join(dir, "d"))}, got); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
	if _, err := Folder(filepath.Join(dir, "none")).Folders(); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no such folder: %v", err)
	}
	if a, b := FolderOf(filepath.Join(dir, "a")), FolderOf(filepath.Join(dir, "a", "train.jsonl")); a != b || FolderOf("-") != "." {
		t.Errorf("%s and %s are one folder; that of - is %s", a, b, FolderOf("-"))
	}
}

// TestFoldersOfOtherTools: Hugging Face, its shards, Spark, and partitions.
func TestFoldersOfOtherTools(t *testing.T) {
	dir := t.TempDir()
	at := func(names ...string) []string {
		for i, n := range names {
			names[i] = filepath.Join(dir, filepath.FromSlash(n))
		}
		return names
	}
	for _, c := range []struct {
		name        string
		files, want []string
		of          string // a file whose folder is the dataset's, "" for the first
	}{
		{"hub", []string{"README.md", "actions.json", "data/train-00000-of-00001.parquet", "data/validation-00000-of-00001.parquet", "data/test-00000-of-00001.parquet"},
			[]string{"data/train-00000-of-00001.parquet", "data/validation-00000-of-00001.parquet", "data/test-00000-of-00001.parquet"}, "data/test-00000-of-00001.parquet"},
		{"shards", []string{"train-00001-of-00002.parquet", "train-00000-of-00002.parquet", "training.parquet"},
			[]string{"train-00000-of-00002.parquet", "train-00001-of-00002.parquet"}, "train-00000-of-00002.parquet"},
		{"validation", []string{"validation.jsonl", "test.jsonl"}, []string{"validation.jsonl", "test.jsonl"}, "test.jsonl"},
		{"dev first", []string{"validation.jsonl", "dev.jsonl"}, []string{"dev.jsonl"}, "dev.jsonl"},
		{"spark", []string{"train.parquet/_SUCCESS", "train.parquet/part-00001-c.snappy.parquet", "train.parquet/part-00000-c.snappy.parquet", "test.parquet/part-00000-c.snappy.parquet"},
			[]string{"train.parquet/part-00000-c.snappy.parquet", "train.parquet/part-00001-c.snappy.parquet", "test.parquet/part-00000-c.snappy.parquet"}, "train.parquet"},
		{"partitions", []string{"split=test/data_0.parquet", "split=train/data_0.parquet"}, []string{"split=train/data_0.parquet", "split=test/data_0.parquet"}, ""},
		{"one table", []string{"part-00000.json", "_SUCCESS"}, []string{"part-00000.json"}, ""},
		{"named data", []string{"data/train.jsonl"}, []string{"data/train.jsonl"}, ""},
	} {
		root := filepath.Join(dir, c.name)
		touch(t, root, c.files...)
		for i, name := range c.want {
			c.want[i] = filepath.Join(root, filepath.FromSlash(name))
		}
		got, err := Files([]string{root})
		if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
			t.Errorf("%s: %v %s", c.name, err, diff)
		}
		if c.of != "" && FolderOf(filepath.Join(root, filepath.FromSlash(c.of))) != Folder(root) {
			t.Errorf("%s: the folder of %s is %s", c.name, c.of, FolderOf(filepath.Join(root, filepath.FromSlash(c.of))))
		}
	}
	touch(t, dir, "both/value/train-00000-of-00001.parquet", "both/template/train-00000-of-00001.parquet")
	_, err := Files(at("both"))
	if want := "but folders that have: name one of " + strings.Join(at("both/template", "both/value"), ", "); !errors.Is(err, ErrNoDataset) || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestSplitOf(t *testing.T) {
	for path, want := range map[string]Split{"x/train.jsonl": Train, "validation.jsonl": Dev, "test-00000-of-00001.parquet": Test,
		"Dev.JSONL": Dev, "data.jsonl": "", "x/test/data.jsonl": "", "-": "",
		"train.parquet/part-00000-c.parquet": Train, "split=test/data_0.parquet": Test, "x/part-0.parquet": ""} {
		if got := SplitOf(path); got != want {
			t.Errorf("SplitOf(%q) = %q, want %q", path, got, want)
		}
	}
}

// TestManifestRoundTrip: what Describe writes, ReadManifest reads.
func TestManifestRoundTrip(t *testing.T) {
	f := Folder(filepath.Join(t.TempDir(), "new"))
	if m, err := f.ReadManifest(); err != nil || m.Tool != "" {
		t.Fatalf("no manifest: %+v, %v", m, err)
	}
	seed := uint64(7)
	want := Manifest{RunInfo: RunInfo{Tool: "slmkit 1", Seed: &seed}, Rows: map[string]int{"train": 3}, Templates: map[string]int{"train": 1},
		Actions: []ActionRows{{Action: "pay", Rows: [3]int{3}}}, SplitBy: "template", Coverage: &Coverage{Pairs: 1, Of: 2}}
	if err := f.Describe([]byte("{}"), want); err != nil {
		t.Fatal(err)
	}
	got, err := f.ReadManifest()
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
	if read(t, f.Actions()) != "{}" {
		t.Error("the action schema is not there")
	}
	if err := os.WriteFile(f.Manifest(), []byte(`{"tool":`), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := f.ReadManifest(); err == nil || !strings.HasPrefix(err.Error(), f.Manifest()) {
		t.Errorf("a broken manifest: %v", err)
	}
}
