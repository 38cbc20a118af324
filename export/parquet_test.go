package export

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/slmkit/slmkit/dataset"
)

// anyExample draws a valid example.
func anyExample(t *rapid.T) dataset.Example {
	text := rapid.StringMatching(`[a-zäß🙂]{1,5}( [a-zé0-9$"]{1,6}){0,4}`).Draw(t, "text")
	runes := []rune(text)
	e := dataset.Example{Split: rapid.SampledFrom(dataset.Splits).Draw(t, "split"), Text: text, Slots: []dataset.Slot{},
		Target: rapid.StringMatching(`[a-z_]{1,9}\((a="[a-z"]{0,4}")?\)`).Draw(t, "target")}
	calls := rapid.IntRange(1, 2).Draw(t, "calls")
	var want []dataset.Call
	for range calls {
		c := dataset.Call{Name: rapid.StringMatching(`[a-z_]{1,8}`).Draw(t, "name"), Arguments: map[string]any{}}
		for range rapid.IntRange(0, 2).Draw(t, "args") {
			c.Arguments[rapid.StringMatching(`[a-z]{1,4}`).Draw(t, "arg")] = rapid.OneOf(
				rapid.Just[any](true), rapid.Just[any](2.5), rapid.Map(rapid.String(), func(s string) any { return strings.ToValidUTF8(s, "?") })).Draw(t, "value")
		}
		want = append(want, c)
	}
	e.SetCalls(want)
	if rapid.Bool().Draw(t, "slot") {
		from := rapid.IntRange(0, len(runes)-1).Draw(t, "start")
		to := rapid.IntRange(from+1, len(runes)).Draw(t, "end")
		e.Slots = append(e.Slots, dataset.Slot{Name: "x", Value: string(runes[from:to]), Start: from, End: to, Call: calls - 1})
	}
	for range rapid.IntRange(0, 2).Draw(t, "turns") {
		e.History = append(e.History, dataset.Turn{Role: dataset.User, Text: "transfer", Target: e.Target, Call: &want[0]}, dataset.Turn{Role: dataset.Assistant, Text: text})
	}
	if rapid.Bool().Draw(t, "ref") {
		e.Ref = "2025-06-16"
	}
	if rapid.Bool().Draw(t, "origin") {
		e.Origin = &dataset.Origin{Pack: "p@1", Template: "t.yaml:3", Ops: rapid.SliceOfN(rapid.SampledFrom([]string{"typo", "case"}), 0, 2).Draw(t, "ops")}
		if e.Origin.Ops == nil {
			e.Origin.Ops = []string{}
		}
	}
	e.ID = e.Fingerprint()
	return e
}

func TestParquetRoundTrip(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.SliceOfN(rapid.Custom(anyExample), 1, 20).Draw(t, "examples")
		path := filepath.Join(dir, "x.parquet")
		w, err := CreateParquet(path, map[string]string{"seed": "1"})
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		if err := w.Write(in); err != nil {
			t.Fatal(err)
		}
		if err := w.Commit(); err != nil {
			t.Fatal(err)
		}
		i := 0
		for got, err := range Open(path, nil) {
			if err != nil {
				t.Fatal(err)
			}
			a, err1 := in[i].AppendJSON(nil)
			b, err2 := got.AppendJSON(nil)
			if err1 != nil || err2 != nil || !bytes.Equal(a, b) {
				t.Fatalf("row %d:\n%s\n%s (%v, %v)", i, a, b, err1, err2)
			}
			i++
		}
		if i != len(in) {
			t.Fatalf("%d rows of %d came back", i, len(in))
		}
		i = 0
		for p, err := range OpenPrompts(path, nil, false) {
			if want := (dataset.Prompt{ID: in[i].ID, Text: in[i].Text, History: in[i].History, Ref: in[i].Ref}); err != nil || !cmp.Equal(want, p) {
				t.Fatalf("prompt %+v (%v), want %+v", p, err, want)
			}
			i++
		}
	})
}

func TestBrokenParquet(t *testing.T) {
	dir := t.TempDir()
	good := filepath.Join(dir, "good.parquet")
	w, err := CreateParquet(good, nil)
	if err != nil {
		t.Fatal(err)
	}
	e := dataset.Example{ID: "a", Text: "hello", Call: &dataset.Call{Name: "none"}, Slots: []dataset.Slot{}}
	if err := w.Write([]dataset.Example{e}); err != nil {
		t.Fatal(err)
	}
	if err := w.Commit(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{"empty": {}, "html": []byte("<html>"), "cut": whole[:len(whole)/2], "end": whole[:len(whole)-3]}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name+".bad.parquet"), data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	paths, err := filepath.Glob(filepath.Join(dir, "*.bad.parquet"))
	if err != nil || len(paths) != len(files) {
		t.Fatal(paths, err)
	}
	for _, path := range paths {
		var first error
		for _, err := range Open(path, nil) {
			if first = err; err != nil {
				break
			}
		}
		if first == nil || !strings.HasPrefix(first.Error(), path) || strings.Contains(first.Error(), "\n") {
			t.Errorf("%s: %v, want one line that names the file", path, first)
		}
		for _, err := range OpenPrompts(path, nil, false) { // must end, and not panic
			if err != nil {
				break
			}
		}
	}
}

// TestSpoiledParquet changes a whole file byte by byte. Whatever a reader makes of
// one, it ends, and an error is one line that names the file.
func TestSpoiledParquet(t *testing.T) {
	path := filepath.Join(t.TempDir(), "spoiled.parquet")
	w, err := CreateParquet(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(readBackRows()); err != nil {
		t.Fatal(err)
	}
	if err := w.Commit(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	refused := 0
	for at := 0; at < len(whole); at += 31 {
		flip := []byte{0x01, 0x80, 0xff}[at%3]
		if _, err := f.WriteAt([]byte{whole[at] ^ flip}, int64(at)); err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, err := range Open(path, nil) {
			if n++; n > 100_000 {
				t.Fatalf("byte %d, flipped by %#x: there is no end", at, flip)
			}
			if err == nil {
				continue
			}
			refused++
			if !strings.HasPrefix(err.Error(), path) || strings.Contains(err.Error(), "\n") {
				t.Fatalf("byte %d, flipped by %#x: %v, want one line that names the file", at, flip, err)
			}
			break
		}
		for _, err := range OpenPrompts(path, nil, false) {
			if err != nil {
				break
			}
		}
		if _, err := f.WriteAt(whole[at:at+1], int64(at)); err != nil {
			t.Fatal(err)
		}
	}
	if refused < 20 {
		t.Errorf("%d files were refused: too few to tell", refused)
	}
}

func TestParquetRefusesInvalidUTF8(t *testing.T) {
	w, err := CreateParquet(filepath.Join(t.TempDir(), "x.parquet"), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := w.Write([]dataset.Example{{ID: "a", Text: "\xff"}}); err == nil {
		t.Error("invalid UTF-8 was written: readers would refuse the file")
	}
}

func TestOpenPrompts(t *testing.T) {
	jsonl := `{"text":"one"}
{"id":7,"text":"two","reference_date":"2025-01-01"}
{"id":"x"}
`
	var got []string
	for p, err := range OpenPrompts("-", strings.NewReader(jsonl), false) {
		got = append(got, fmt.Sprint(p, " ", err))
	}
	want := []string{"{1 one []  false} <nil>", "{7 two [] 2025-01-01 false} <nil>", `{x  []  false} stdin:3: no "text"`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	got = nil
	for p, err := range OpenPrompts("-", strings.NewReader("a b\n\nlast"), true) {
		got = append(got, fmt.Sprintf("%q %q %v", p.ID, p.Text, err))
	}
	if diff := cmp.Diff([]string{`"1" "a b" <nil>`, `"2" "" <nil>`, `"3" "last" <nil>`}, got); diff != "" {
		t.Error(diff)
	}
}

// TestPromptsThatAreNotUTF8: where the text alone is not, the prompt can be told.
func TestPromptsThatAreNotUTF8(t *testing.T) {
	const bad = "not UTF-8 at byte %d: save the file as UTF-8"
	for _, c := range []struct {
		in, text string
		notUTF8  bool
		err      string
	}{
		{`{"text":"caf\u00e9 \ud800"}`, "café \ufffd", false, ""},
		{"{\"id\":\"a\",\"text\":\"caf\xe9 \\\"x\\\"\"}", "caf\ufffd \"x\"", true, fmt.Sprintf(bad, 22)},
		{"{\"text\":\"\xff\xfe\",\"note\":\"\xff\"}", "\ufffd\ufffd", true, fmt.Sprintf(bad, 10)},
		{"{\"text\":\"fine\",\"note\":\"\xff\"}", "fine", false, fmt.Sprintf(bad, 24)},
		{"{\"id\":\"\xff\",\"text\":\"\xff\"}", "\ufffd", false, fmt.Sprintf(bad, 8)},
		{"{\"id\":[],\"text\":\"\xff\"}", "\ufffd", false, fmt.Sprintf(bad, 18)},
		{"{\"text\":\"\xff", "", false, fmt.Sprintf(bad, 10)},
		{"{\"text\":7}", "", false, `field "text": a JSON number where text is wanted`},
	} {
		for p, err := range OpenPrompts("-", strings.NewReader(c.in), false) {
			got := ""
			if err != nil {
				got = strings.TrimPrefix(err.Error(), "stdin:1: ")
			}
			if p.Text != c.text || p.NotUTF8 != c.notUTF8 || got != c.err {
				t.Errorf("%q: %+v, %s, want %q, %t, %s", c.in, p, got, c.text, c.notUTF8, c.err)
			}
		}
	}
	for p, err := range OpenPrompts("-", strings.NewReader("caf\xe9"), true) {
		if err != nil || p.Text != "caf\xe9" || !p.NotUTF8 {
			t.Errorf("a line: %+v, %v", p, err)
		}
	}
}

func BenchmarkParquet(b *testing.B) {
	e := dataset.Example{Split: dataset.Train, Text: "i want to view my savings statement for march", Target: `get_statement(account=savings, period="march")`,
		Call:  &dataset.Call{Name: "get_statement", Arguments: map[string]any{"account": "savings", "period": "2025-03"}},
		Slots: []dataset.Slot{{Name: "account", Value: "savings", Start: 18, End: 25}, {Name: "period", Value: "march", Start: 40, End: 45}}, Ref: "2025-06-16",
		Origin: &dataset.Origin{Pack: "banking@1234", Template: "get_statement.yaml:12", Ops: []string{}}}
	rows := make([]dataset.Example, 50_000)
	for i := range rows {
		rows[i] = e
		rows[i].Text = fmt.Sprintf("%s %d", e.Text, i)
		rows[i].ID = rows[i].Fingerprint()
	}
	path := filepath.Join(b.TempDir(), "x.parquet")
	b.ReportAllocs()
	for b.Loop() {
		w, err := CreateParquet(path, nil)
		if err != nil {
			b.Fatal(err)
		}
		for i := 0; i < len(rows); i += 1000 {
			if err := w.Write(rows[i : i+1000]); err != nil {
				b.Fatal(err)
			}
		}
		if err := w.Commit(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(rows))*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// FuzzReadParquet: whatever the bytes, rows or an error that names the file.
func FuzzReadParquet(f *testing.F) {
	whole, err := os.ReadFile("testdata/pyarrow.parquet")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	for _, name := range []string{"pyarrow-pages2-structs", "polars", "duckdb", "part-maps"} {
		nested, err := os.ReadFile("testdata/containers/" + name + ".parquet")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(nested)
	}
	f.Add([]byte("PAR1PAR1"))
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "f.parquet")
		if err := os.WriteFile(path, data, 0o666); err != nil {
			t.Fatal(err)
		}
		for e, err := range Open(path, nil) {
			if err != nil && !strings.Contains(err.Error(), "f.parquet") {
				t.Fatalf("error %q does not name the file", err)
			}
			if err == nil && e.ID == "" {
				t.Fatal("a row without an id and without an error")
			}
		}
	})
}
