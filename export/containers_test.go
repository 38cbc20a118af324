package export

import (
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/slmkit/slmkit/dataset"
)

// containerExample draws an example whose arguments have one type for each name, as
// columns need.
func containerExample(t *rapid.T) dataset.Example {
	e := anyExample(t)
	words := rapid.StringMatching(`[a-zäß🙂€" \\]{0,9}`)
	for i, calls := 0, e.Want(); i < len(calls); i++ {
		args := map[string]any{}
		if rapid.Bool().Draw(t, "to?") {
			args["to"] = words.Draw(t, "to")
		}
		if rapid.Bool().Draw(t, "amount?") {
			args["amount"] = float64(rapid.IntRange(-9999, 9999).Draw(t, "amount")) / 4
		}
		if rapid.Bool().Draw(t, "sure?") {
			args["sure"] = rapid.Bool().Draw(t, "sure")
		}
		calls[i].Arguments = args
		if len(calls) == 1 {
			e.Call.Arguments = args
		}
	}
	return e
}

// drawRows writes the records that testdata/make_containers.py passes on.
func drawRows(t *testing.T, path string, seed int) {
	t.Helper()
	var out []byte
	for i := range 16 {
		e := rapid.Custom(containerExample).Example(seed*1000 + i)
		e.ID = "ex_" + strconv.Itoa(i)
		switch i {
		case 0: // every column has a value in some row, or readers of types would not know it
			e.SetCalls([]dataset.Call{{Name: "pay", Arguments: map[string]any{"to": "bob", "amount": 2.5, "sure": true}}})
			e.Slots = []dataset.Slot{{Name: "x", Value: string([]rune(e.Text)[:1]), End: 1}}
			e.Ref, e.Origin = "2025-06-16", &dataset.Origin{Pack: "p@1", Template: "t.yaml:3", Ops: []string{"typo"}}
		case 1:
			e.SetCalls([]dataset.Call{{Name: "pay", Arguments: map[string]any{"to": "bob"}}, {Name: "stop"}})
		case 2: // nothing but text
			e.SetCalls([]dataset.Call{{Name: "pay", Arguments: map[string]any{"to": "zoë"}}})
			e.Slots, e.Ref, e.Origin = nil, "", nil
		}
		if len(e.Want()) == 1 {
			for j := range e.Slots {
				e.Slots[j].Call = 0
			}
		}
		line, err := e.AppendJSON(nil)
		if err != nil {
			t.Fatal(err)
		}
		out = append(append(out, line...), '\n')
	}
	if err := os.WriteFile(path, out, 0o666); err != nil {
		t.Fatal(err)
	}
}

// rowsIn returns the examples of a file as JSON.
func rowsIn(t *testing.T, path string) []string {
	t.Helper()
	rows := []string{}
	for e, err := range Open(path, nil) {
		if err != nil {
			t.Fatal(err)
		}
		line, err := e.AppendJSON(nil)
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, string(line))
	}
	return rows
}

// TestContainers reads the records that other libraries wrote in their containers.
// testdata/make_containers.py draws random ones, passes them on and runs this test.
func TestContainers(t *testing.T) {
	dir := os.Getenv("SLMKIT_CONTAINERS")
	if seed, err := strconv.Atoi(os.Getenv("SLMKIT_CONTAINERS_SEED")); err == nil {
		t.Run("draw", func(t *testing.T) { drawRows(t, filepath.Join(dir, "rows.jsonl"), seed) })
	}
	if dir == "" {
		dir = "testdata/containers"
	}
	t.Run("compare", func(t *testing.T) { compareContainers(t, dir) })
}

func compareContainers(t *testing.T, dir string) {
	want := rowsIn(t, filepath.Join(dir, "rows.jsonl"))
	files := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		name := d.Name()
		if err != nil || d.IsDir() || name == "_SUCCESS" || strings.HasPrefix(name, "part-") {
			return err
		}
		files++
		t.Run(name, func(t *testing.T) {
			switch {
			case strings.HasPrefix(name, "zero-"):
				if got := rowsIn(t, path); len(got) > 0 {
					t.Errorf("%d rows in an empty table", len(got))
				}
				compareIDs(t, path, nil)
			case strings.HasPrefix(name, "integers"):
				var ids []string
				for i := range want {
					ids = append(ids, strconv.FormatInt(math.MaxInt64-int64(i), 10))
				}
				compareIDs(t, path, ids)
			default:
				if diff := cmp.Diff(want, rowsIn(t, path)); diff != "" {
					t.Errorf("the records (-) are read as others (+):\n%s", diff)
				}
			}
		})
		return nil
	})
	if err != nil || files < 20 {
		t.Errorf("%d files: %v", files, err)
	}
	t.Run("spark", func(t *testing.T) {
		parts, err := dataset.Files([]string{filepath.Join(dir, "spark.parquet")})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, part := range parts {
			got = append(got, rowsIn(t, part)...)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the records (-) are read as others (+):\n%s", diff)
		}
	})
	t.Run("maps", func(t *testing.T) {
		for _, row := range rowsIn(t, filepath.Join(dir, "part-maps.parquet")) {
			if !strings.Contains(strings.Join(want, "\n"), row) {
				t.Errorf("no record is %s", row)
			}
		}
	})
}

// compareIDs looks at the ids that prompts have.
func compareIDs(t *testing.T, path string, want []string) {
	t.Helper()
	var got []string
	for p, err := range OpenPrompts(path, nil, false) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, p.ID)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
