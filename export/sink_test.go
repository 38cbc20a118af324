package export

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

func testSchema(t testing.TB) *action.Schema {
	t.Helper()
	text := func(name string) *action.Param { return &action.Param{Name: name, Type: "string"} }
	actions := []*action.Action{
		{Name: "transfer_money", Params: []*action.Param{text("amount"), text("recipient")}}, {Name: "none"},
		{Name: "say", Params: []*action.Param{text("text")}}, {Name: "freeze"}, {Name: "balance", Params: []*action.Param{text("account")}},
		{Name: "order", Params: []*action.Param{{Name: "quantity", Type: "integer"}, {Name: "confirm", Type: "boolean"}, {Name: "rate", Type: "number"}}},
		{Name: "find", Params: []*action.Param{text("text")}},
	}
	s, err := action.New(actions)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func stream(rows []dataset.Example, last error) iter.Seq2[dataset.Example, error] {
	return func(yield func(dataset.Example, error) bool) {
		for _, e := range rows {
			if !yield(e, nil) {
				return
			}
		}
		if last != nil {
			yield(dataset.Example{}, last)
		}
	}
}

// written exports rows to stdout.
func written(t *testing.T, o Options, rows []dataset.Example) string {
	t.Helper()
	var out bytes.Buffer
	to, err := Create("-", &out, o)
	if err != nil {
		t.Fatal(err)
	}
	defer to.Close()
	if _, err := Copy(to, stream(rows, nil)); err != nil {
		t.Fatal(err)
	}
	if err := to.Commit(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestTSV(t *testing.T) {
	want := "text\ttarget\n" + `send $50 to zoë 🙂 now	"transfer_money(amount=""$50"", recipient=""zoë 🙂"")"` + "\nhello\tnone()\n" +
		`"say ""hi"" and <b> & \"	"say(text=""""""hi"""""")"` + "\n"
	if diff := cmp.Diff(want, written(t, Options{Format: "tsv"}, readBackRows()[:3])); diff != "" {
		t.Error(diff)
	}
}

func TestChat(t *testing.T) {
	got := strings.Split(written(t, Options{Format: "openai", Schema: testSchema(t), Reply: "no"}, readBackRows()), "\n")
	const tools = `"tools":[{"type":"function","function":{"name":"transfer_money",`
	for i, want := range []string{
		`{"messages":[{"role":"system","content":"Today is 2025-06-16."},{"role":"user","content":"send $50 to zoë 🙂 now"},` +
			`{"role":"assistant","tool_calls":[{"id":"call_0","type":"function","function":{"name":"transfer_money","arguments":"{\"amount\":\"50 USD\",\"recipient\":\"zoë 🙂\"}"}}]}],` + tools,
		`{"messages":[{"role":"user","content":"hello"},{"role":"assistant","content":"no"}],` + tools,
		`{"messages":[{"role":"user","content":"say \"hi\"\tand <b> & \\"},{"role":"assistant","tool_calls":[{"id":"call_0","type":"function","function":{"name":"say","arguments":"{\"text\":\"\\\"hi\\\"\"}"}}]}],` + tools,
		`{"messages":[{"role":"user","content":"freeze it and show the balance"},{"role":"assistant","tool_calls":[{"id":"call_0","type":"function","function":{"name":"freeze","arguments":"{}"}},` +
			`{"id":"call_1","type":"function","function":{"name":"balance","arguments":"{\"account\":\"savings\"}"}}]}],` + tools,
	} {
		if !strings.HasPrefix(got[i], want) {
			t.Errorf("line %d:\n%s\nwant\n%s…", i+1, got[i], want)
		}
		if !json.Valid([]byte(got[i])) || strings.Contains(got[i], `"name":"none"`) || strings.Contains(got[i], `"parallel_tool_calls":true`) != (i == 3) {
			t.Errorf("line %d: %s", i+1, got[i])
		}
	}
}

func TestCreateRefuses(t *testing.T) {
	for _, c := range []struct {
		path, want string
		o          Options
	}{
		{"x", `format "xls" is none of hf, parquet`, Options{Format: "xls"}},
		{"-", "format hf is a folder", Options{Format: "hf"}},
		{"x.parquet", "format hf is a folder", Options{Format: "hf"}},
		{"x.jsonl", "name the action schema with --actions", Options{Format: "openai"}},
	} {
		if _, err := Create(c.path, io.Discard, c.o); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.path, err, c.want)
		}
	}
}

// TestFolderIsWholeOrNot breaks the stream in the middle.
func TestFolderIsWholeOrNot(t *testing.T) {
	for _, format := range Formats {
		dir := filepath.Join(t.TempDir(), "out")
		to, err := Create(dir, io.Discard, Options{Format: format, Schema: testSchema(t), LeftOut: func(*dataset.Example, string) {}})
		if err != nil {
			t.Fatal(err)
		}
		var many []dataset.Example
		for range 500 {
			many = append(many, readBackRows()...)
		}
		broken := errors.New("broken")
		if _, err := Copy(to, stream(many, broken)); !errors.Is(err, broken) {
			t.Errorf("%s: %v, want the stream's error", format, err)
		}
		if err := to.Close(); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(dir); err == nil {
			if left := filesIn(t, dir); len(left) > 0 {
				t.Errorf("%s: left behind: %v", format, slices.Sorted(maps.Keys(left)))
			}
		}
	}
}

func TestFolderNeedsSplits(t *testing.T) {
	to, err := Create(filepath.Join(t.TempDir(), "out"), io.Discard, Options{Format: "jsonl"})
	if err != nil {
		t.Fatal(err)
	}
	defer to.Close()
	err = to.Write([]dataset.Example{{ID: "a"}})
	if err == nil || !strings.Contains(err.Error(), `example "a" has no split`) {
		t.Errorf("%v, want the example without a split", err)
	}
}

// TestParquetBytesRepeat: the same rows and metadata give the same bytes.
func TestParquetBytesRepeat(t *testing.T) {
	meta := map[string]string{"a": "1", "b": "2", "c": "3", "d": "4"}
	first := written(t, Options{Format: "parquet", Meta: meta}, readBackRows())
	for range 5 {
		if written(t, Options{Format: "parquet", Meta: meta}, readBackRows()) != first {
			t.Fatal("the same rows gave other bytes")
		}
	}
}

func TestCard(t *testing.T) {
	dir := t.TempDir()
	manifest := `{"tool":"slmkit 1","command":"generate -n 5","pack":"p@12","pack_version":"3","seed":7,"templates":{"train":4},"split_by":"template"}`
	if err := os.WriteFile(filepath.Join(dir, "manifest.json"), []byte(manifest), 0o666); err != nil {
		t.Fatal(err)
	}
	made, err := dataset.Folder(dir).ReadManifest()
	if err != nil {
		t.Fatal(err)
	}
	c := Card{Name: `a "b": c`, License: "apache-2.0", Language: "en"}
	page, err := c.render([]Config{{Rows: map[dataset.Split]int{dataset.Train: 900, dataset.Dev: 200}, Made: made}})
	if err != nil {
		t.Fatal(err)
	}
	text := string(page)
	front, body, _ := strings.Cut(strings.TrimPrefix(text, "---\n"), "---\n")
	var got struct {
		Name     string   `yaml:"pretty_name"`
		License  string   `yaml:"license"`
		Language []string `yaml:"language"`
		Size     []string `yaml:"size_categories"`
		Configs  []struct {
			Files []map[string]string `yaml:"data_files"`
		} `yaml:"configs"`
		Info struct{ Features []any } `yaml:"dataset_info"`
	}
	if err := yaml.Unmarshal([]byte(front), &got); err != nil {
		t.Fatalf("%v\n%s", err, front)
	}
	files := []map[string]string{{"split": "train", "path": "data/train-*.parquet"}, {"split": "validation", "path": "data/validation-*.parquet"}}
	if got.Name != c.Name || got.License != "apache-2.0" || !cmp.Equal(got.Language, []string{"en"}) || !cmp.Equal(got.Size, []string{"1K<n<10K"}) || len(got.Info.Features) != len(dataset.Columns) {
		t.Errorf("front matter %+v", got)
	}
	if diff := cmp.Diff(files, got.Configs[0].Files); diff != "" {
		t.Error(diff)
	}
	for _, want := range []string{"| train | 900 | 4 |", "| validation | 200 | not known |", "`slmkit generate -n 5`", "pack p@12, version 3", "with seed 7", "no template is in two splits"} {
		if !strings.Contains(body, want) {
			t.Errorf("the card does not say %q:\n%s", want, body)
		}
	}
}

// TestCardHoldsAnyWords: whatever a name, licence, language or configuration says,
// YAML reads it back.
func TestCardHoldsAnyWords(t *testing.T) {
	for _, s := range []string{"a: b", "- x", "'", `"`, "#no", "[1]", "{a: 1}", "yes", "null", "1.5", "2025-01-01", "", " ", "a\nb", "---", "a\n---\nb", "%x", "@x", "`x`",
		"!!str x", "&a", "*a", "é 🙂", "\ttab", "\\n", "|", ">", "a #b", "\u2028", "\x00", "\u0085"} {
		c := Card{Name: s, License: s, Language: s}
		rows := map[dataset.Split]int{dataset.Train: 1}
		page, err := c.render([]Config{{Name: s + "1", Rows: rows}, {Name: s + "2", Rows: rows}})
		if err != nil {
			t.Errorf("%q: %v", s, err)
			continue
		}
		front, body, ok := strings.Cut(strings.TrimPrefix(string(page), "---\n"), "\n---\n")
		var raw struct {
			Info []struct {
				Name string `yaml:"config_name"`
			} `yaml:"dataset_info"`
		}
		if err := yaml.Unmarshal([]byte(front), &raw); err != nil || !ok {
			t.Errorf("%q: %v\n%s", s, err, front)
			continue
		}
		var m map[string]any
		if err := yaml.Unmarshal([]byte(front), &m); err != nil {
			t.Errorf("%q: %v", s, err)
			continue
		}
		if m["pretty_name"] != s || m["license"] != s || !cmp.Equal(m["language"], []any{s}) || raw.Info[0].Name != s+"1" || raw.Info[1].Name != s+"2" {
			t.Errorf("%q was read back as %q, %q, %q and %+v", s, m["pretty_name"], m["license"], m["language"], raw.Info)
		}
		if !strings.HasPrefix(body, "\n# "+strings.Join(strings.Fields(s), " ")+"\n") {
			t.Errorf("%q: the heading is %.40q", s, body)
		}
	}
}

func TestSizeCategory(t *testing.T) {
	for n, want := range map[int]string{1: "n<1K", 999: "n<1K", 1000: "1K<n<10K", 55_000: "10K<n<100K", 1_000_000: "1M<n<10M", 2_000_000_000: "n>1B"} {
		if got := sizeCategory(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}

// FuzzWrite: an example that nobody has validated is written or refused, in every
// format.
func FuzzWrite(f *testing.F) {
	f.Add([]byte(`{"id":"a","split":"nope","text":"\t\n","slots":[{"start":-1,"end":-9}],"call":{"name":"none"},"calls":[{},{"name":"say","arguments":{"a":[1]}}]}`))
	f.Add([]byte(`{"origin":{"ops":null},"reference_date":"x"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var e dataset.Example
		if json.Unmarshal(data, &e) != nil {
			return
		}
		for _, format := range Formats {
			if slices.Contains(folders, format) {
				continue
			}
			var out bytes.Buffer
			to, err := Create("-", &out, Options{Format: format, Schema: testSchema(t)})
			if err != nil {
				t.Fatal(err)
			}
			if err := to.Write([]dataset.Example{e}); err != nil && strings.Contains(err.Error(), "\n") {
				t.Errorf("%s: %v", format, err)
			}
			if err := to.Commit(); err != nil {
				t.Error(err)
			}
			if lines := strings.Count(out.String(), "\n"); !slices.Contains([]string{"parquet", "rasa", "snips", "labelstudio", "argilla", "csv"}, format) && lines > 2 {
				t.Errorf("%s: %d lines for one example", format, lines)
			}
		}
	})
}
