package export

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/dataset"
)

// readBackRows is a small dataset with what is easy to lose on the way: empty
// lists beside full ones, characters outside ASCII and outside the BMP, quotes,
// several calls, missing origins, and every kind of argument.
func readBackRows() []dataset.Example {
	call := func(name string, args map[string]any) []dataset.Call {
		return []dataset.Call{{Name: name, Arguments: args}}
	}
	rows := []dataset.Example{
		{Split: dataset.Train, Text: "send $50 to zoë 🙂 now", Target: `transfer_money(amount="$50", recipient="zoë 🙂")`, Ref: "2025-06-16",
			Slots:  []dataset.Slot{{Name: "amount", Value: "$50", Start: 5, End: 8}, {Name: "recipient", Value: "zoë 🙂", Start: 12, End: 17}},
			Origin: &dataset.Origin{Pack: "p@1", Template: "t.yaml:3", Derivation: "0a:01", Ops: []string{"typo", "case"}, Parent: "ex_1"}},
		{Split: dataset.Train, Text: "hello", Target: "none()", Origin: &dataset.Origin{Kind: "out_of_scope", Ops: []string{}}},
		{Split: dataset.Train, Text: `say "hi"` + "\tand <b> & \\", Target: `say(text="""hi""")`, Slots: []dataset.Slot{{Name: "text", Value: `"hi"`, Start: 4, End: 8}}},
		{Split: dataset.Train, Text: "freeze it and show the balance", Target: "freeze(); balance(account=savings)"},
		{Split: dataset.Dev, Text: "order 3 books, yes", Target: "order(quantity=3, confirm=true, rate=2.5)",
			History: []dataset.Turn{{Role: dataset.User, Text: "order books", Target: "order(rate=2.5)", Call: &dataset.Call{Name: "order", Arguments: map[string]any{"rate": 2.5}}},
				{Role: dataset.Assistant, Text: "how many, \"now\"?"}},
			Slots: []dataset.Slot{{Name: "quantity", Value: "3", Start: 6, End: 7}, {Name: "confirm", Value: "yes", Start: 15, End: 18}}},
		{Split: dataset.Test, Text: "日本語 は", Target: `find(text="日本語")`, Slots: []dataset.Slot{{Name: "text", Value: "日本語", Start: 0, End: 3}}},
	}
	calls := [][]dataset.Call{
		call("transfer_money", map[string]any{"amount": "50 USD", "recipient": "zoë 🙂"}),
		call("none", map[string]any{}),
		call("say", map[string]any{"text": `"hi"`}),
		{{Name: "freeze", Arguments: map[string]any{}}, {Name: "balance", Arguments: map[string]any{"account": "savings"}}},
		call("order", map[string]any{"quantity": 3.0, "confirm": true, "rate": 2.5}),
		call("find", map[string]any{"text": "日本語"}),
	}
	for i := range rows {
		rows[i].SetCalls(calls[i])
		rows[i].ID = rows[i].Fingerprint()
		if rows[i].Slots == nil {
			rows[i].Slots = []dataset.Slot{}
		}
	}
	return rows
}

func writeFolder(t *testing.T, dir string) {
	t.Helper()
	to, err := Create(dir, io.Discard, Options{Format: "hf", Card: Card{Name: "read back", License: "apache-2.0", Language: "en"}})
	if err != nil {
		t.Fatal(err)
	}
	defer to.Close()
	if err := to.Write(readBackRows()); err != nil {
		t.Fatal(err)
	}
	if err := to.Commit(); err != nil {
		t.Fatal(err)
	}
}

// columns is a row as a reader of Parquet sees it.
func columns(t *testing.T, e dataset.Example) map[string]any {
	text := func(v any, ok bool) any {
		if !ok {
			return nil
		}
		b, err := encode(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	slots := []any{}
	for _, s := range e.Slots {
		slots = append(slots, map[string]any{"name": s.Name, "value": s.Value, "start": float64(s.Start), "end": float64(s.End), "call": float64(s.Call), "inexact": s.Inexact})
	}
	row := map[string]any{"id": e.ID, "split": string(e.Split), "text": e.Text, "target": e.Target, "slots": slots, "reference_date": nil, "origin": nil,
		"history": text(e.History, e.History != nil), "call": text(e.Call, e.Call != nil), "calls": text(e.Calls, e.Calls != nil)}
	if e.Ref != "" {
		row["reference_date"] = e.Ref
	}
	if o := e.Origin; o != nil {
		ops := []any{}
		for _, op := range o.Ops {
			ops = append(ops, op)
		}
		row["origin"] = map[string]any{"pack": o.Pack, "template": o.Template, "kind": o.Kind, "derivation": o.Derivation, "ops": ops, "parent": o.Parent}
	}
	return row
}

// readers is readback.json.
type readers struct {
	SHA256                    map[string]string
	PyArrow, Datasets, DuckDB struct {
		Types map[string]string
		Rows  []map[string]any
	}
}

// TestReadBack compares what pyarrow, Hugging Face datasets and DuckDB said they
// read (testdata/make_readback.py) with what is written here.
func TestReadBack(t *testing.T) {
	dir := os.Getenv("SLMKIT_READBACK")
	if dir == "" {
		dir = filepath.Join(t.TempDir(), "folder")
	}
	t.Run("write", func(t *testing.T) { writeFolder(t, dir) })
	t.Run("compare", func(t *testing.T) {
		b, err := os.ReadFile("testdata/readback.json")
		if err != nil {
			t.Fatal(err)
		}
		var said readers
		if err := json.Unmarshal(b, &said); err != nil {
			t.Fatal(err)
		}
		for _, split := range dataset.Splits {
			got, err := dataset.HashFile(filepath.Join(dir, "data", hubSplit(split)+"-00000-of-00001.parquet"))
			if err != nil || got != said.SHA256[string(split)] {
				t.Errorf("%s: the readers saw another file (%v): run export/testdata/make_readback.py", split, err)
			}
		}
		var want []map[string]any
		for _, e := range readBackRows() {
			want = append(want, columns(t, e))
		}
		for name, got := range map[string][]map[string]any{"pyarrow": said.PyArrow.Rows, "datasets": said.Datasets.Rows, "duckdb": said.DuckDB.Rows} {
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s read something else (-written +read):\n%s", name, diff)
			}
		}
		checkTypes(t, said)
	})
}

// checkTypes holds the types that readers see to what the format promises.
func checkTypes(t *testing.T, said readers) {
	for name, c := range map[string]struct {
		types              map[string]string
		text, slots, parts string
	}{
		"pyarrow": {said.PyArrow.Types, "string", "list<element: struct<name: string not null, value: string not null, start: int32 not null, end: int32 not null, call: int32 not null, inexact: bool not null> not null>",
			"struct<pack: string not null, template: string not null, kind: string not null, derivation: string not null, ops: list<element: string not null> not null, parent: string not null>"},
		"datasets": {said.Datasets.Types, "Value('string')",
			"List({'name': Value('string'), 'value': Value('string'), 'start': Value('int32'), 'end': Value('int32'), 'call': Value('int32'), 'inexact': Value('bool')})",
			"{'pack': Value('string'), 'template': Value('string'), 'kind': Value('string'), 'derivation': Value('string'), 'ops': List(Value('string')), 'parent': Value('string')}"},
		"duckdb": {said.DuckDB.Types, "VARCHAR", `STRUCT("name" VARCHAR, "value" VARCHAR, "start" INTEGER, "end" INTEGER, "call" INTEGER, inexact BOOLEAN)[]`,
			"STRUCT(pack VARCHAR, \"template\" VARCHAR, kind VARCHAR, derivation VARCHAR, ops VARCHAR[], parent VARCHAR)"},
	} {
		want := map[string]string{"slots": c.slots, "origin": c.parts}
		for _, column := range []string{"id", "split", "text", "target", "history", "call", "calls", "reference_date"} {
			want[column] = c.text
		}
		if diff := cmp.Diff(want, c.types); diff != "" {
			t.Errorf("%s: types (-want +read):\n%s", name, diff)
		}
	}
}

// TestReadForeignParquet reads files that pyarrow wrote: 64-bit integers, large
// strings, other columns, encodings, pages and row groups.
func TestReadForeignParquet(t *testing.T) {
	want := readBackRows()
	i := 0
	for got, err := range Open("testdata/pyarrow.parquet", nil) {
		if err != nil {
			t.Fatal(err)
		}
		e := want[i]
		e.Origin = nil
		if diff := cmp.Diff(e, got); diff != "" {
			t.Errorf("row %d: %s", i, diff)
		}
		i++
	}
	if i != len(want) {
		t.Errorf("%d rows, want %d", i, len(want))
	}
	i = 0
	for p, err := range OpenPrompts("testdata/pyarrow_prompts.parquet", nil, false) {
		if want := (dataset.Prompt{ID: string(rune('1' + i)), Text: want[i].Text}); err != nil || !cmp.Equal(want, p) {
			t.Errorf("prompt %+v (%v), want %+v", p, err, want)
		}
		i++
	}
	if i != len(want) {
		t.Errorf("%d prompts, want %d", i, len(want))
	}
}
