package export

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"

	"github.com/slmkit/slmkit/dataset"
)

// whole keeps the JSON of its record.
type whole struct {
	dataset.Prompt
	json string
}

func (w *whole) UnmarshalJSON(b []byte) error {
	w.json = string(b)
	return w.Prompt.UnmarshalJSON(b)
}

func (w *whole) Members() []string { return append(w.Prompt.Members(), dataset.AllMembers) }

// A record that looks at all members gets all columns of a Parquet file.
func TestAllMembersOfParquet(t *testing.T) {
	type row struct {
		Text   string `parquet:"text"`
		Source string `parquet:"source"`
		Turn   int    `parquet:"turn"`
	}
	path := filepath.Join(t.TempDir(), "g.parquet")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := parquet.Write(f, []row{{"send $5", "web", 3}}); err != nil {
		t.Fatal(err)
	}
	for w, err := range OpenRecords[whole](path, nil) {
		if err != nil || !strings.Contains(w.json, `"source":"web"`) || !strings.Contains(w.json, `"turn":3`) {
			t.Errorf("%s %v", w.json, err)
		}
	}
	for p, err := range OpenRecords[dataset.Prompt](path, nil) {
		if err != nil || p.Text != "send $5" {
			t.Errorf("%+v %v", p, err)
		}
	}
}
