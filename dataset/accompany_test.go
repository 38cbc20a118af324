package dataset

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAccompany(t *testing.T) {
	dir := t.TempDir()
	folder := func(name string) Folder { return Folder(filepath.Join(dir, name)) }
	made := Manifest{RunInfo: RunInfo{Tool: "slmkit", Command: "generate", Pack: "dental@1"}, Rows: map[string]int{"train": 8, "dev": 1, "test": 1}}
	describe := func(f Folder, tools string, m Manifest) {
		t.Helper()
		if err := f.Describe([]byte(tools), m); err != nil {
			t.Fatal(err)
		}
	}
	pass := func(from, to Folder, rows map[Split]int) string {
		t.Helper()
		other, err := from.Accompany(to, "augment", rows)
		if err != nil {
			t.Fatal(err)
		}
		return other
	}
	data, out := folder("data"), folder("out")
	describe(data, "tools", made)
	if other := pass(data, data, map[Split]int{Train: 1}); other != "" || read(t, data.Actions()) != "tools" {
		t.Errorf("a folder beside itself: %q", other)
	}
	if other := pass(data, out, map[Split]int{Train: 16}); other != "" || read(t, out.Actions()) != "tools" {
		t.Errorf("%q, actions %q", other, read(t, out.Actions()))
	}
	pass(data, out, map[Split]int{Dev: 2})
	got, err := out.ReadManifest()
	want := made
	want.Command, want.Rows = "generate; augment", map[string]int{"train": 16, "dev": 2}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}

	// The next version of the pack replaces the one before.
	made.Pack = "dental@2"
	describe(data, "new tools", made)
	pass(data, out, map[Split]int{Train: 9})
	if got, _ = out.ReadManifest(); read(t, out.Actions()) != "new tools" || got.Rows["dev"] != 0 || got.Pack != "dental@2" {
		t.Errorf("actions %q, manifest %+v", read(t, out.Actions()), got)
	}

	// What belongs to other data stays.
	describe(out, "others", Manifest{RunInfo: RunInfo{Tool: "slmkit", Pack: "cafe@1"}})
	if other := pass(data, out, nil); other != out.Actions() || read(t, out.Actions()) != "others" {
		t.Errorf("%q, actions %q", other, read(t, out.Actions()))
	}

	// There may be nothing to pass on.
	bare, empty := folder("bare"), folder("empty")
	touch(t, string(bare), "train.jsonl")
	touch(t, string(empty), "train.jsonl")
	if other := pass(bare, empty, nil); other != "" || exists(empty.Actions()) || exists(empty.Manifest()) {
		t.Errorf("%q, or a file that nobody wrote", other)
	}
}
