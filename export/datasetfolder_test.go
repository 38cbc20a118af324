package export

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/dataset"
)

// TestDatasetFolder writes a dataset in both formats and reads it back in each.
func TestDatasetFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	w, err := CreateDatasetFolder(dir, dataset.Formats, map[string]string{"seed": "1"})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	e := dataset.Example{ID: "a", Split: dataset.Train, Text: "hi", Target: "none()", Call: &dataset.Call{Name: "none", Arguments: map[string]any{}}, Slots: []dataset.Slot{}}
	line, err := e.AppendJSON(nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(dataset.Train, nil, nil); err == nil {
		t.Error("rows of a split that was not begun were written")
	}
	for _, split := range dataset.Splits {
		if err := w.Begin(split); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Write(dataset.Train, []dataset.Example{e}, append(line, '\n')); err != nil {
		t.Fatal(err)
	}
	if _, err := dataset.Folder(dir).Files(); err == nil {
		t.Error("files are there before Commit")
	}
	if err := w.Commit([]byte("{}"), dataset.Manifest{SplitBy: "text"}); err != nil {
		t.Fatal(err)
	}
	for _, format := range dataset.Formats {
		var files []string
		for _, split := range dataset.Splits {
			files = append(files, dataset.Folder(dir).File(split, format))
		}
		var got []dataset.Example
		for e, err := range OpenAll(files, nil) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, e)
		}
		if diff := cmp.Diff([]dataset.Example{e}, got); diff != "" {
			t.Errorf("%s: %s", format, diff)
		}
	}
	if m, err := dataset.Folder(dir).ReadManifest(); err != nil || m.SplitBy != "text" {
		t.Errorf("the manifest says %+v, %v", m, err)
	}
	if _, err := os.Stat(dataset.Folder(dir).Actions()); err != nil {
		t.Error(err)
	}
	if _, err := CreateDatasetFolder(dir, []string{"csv"}, nil); err == nil {
		t.Error("an unknown format was taken")
	}
}
