package export

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

var update = flag.Bool("update", false, "write the golden files again")

// formatSchema has a parameter of every type, and one name with two meanings.
func formatSchema(t testing.TB) *action.Schema {
	t.Helper()
	low, high := 1.0, 9.0
	s, err := action.New([]*action.Action{
		{Name: "get_statement", Description: "Show a statement.", Params: []*action.Param{
			{Name: "account", Type: "string", Enum: []string{"savings", "credit_card"}, Required: true, Description: "whose <statement>"},
			{Name: "period", Type: "string", Format: "period"}, {Name: "pages", Type: "integer", Minimum: &low, Maximum: &high}}},
		{Name: "pay", Params: []*action.Param{{Name: "amount", Type: "string", Format: "money"}, {Name: "to", Type: "string"}, {Name: "now", Type: "boolean"}}},
		{Name: "close", Params: []*action.Param{{Name: "account", Type: "string", Enum: []string{"all"}}}},
		{Name: "on"},
		{Name: "none"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// formatRows are the rows that fit into every format, and those that some formats
// have no form for.
func formatRows() (fit, unfit []dataset.Example) {
	row := func(text, ref string, calls []dataset.Call, slots ...dataset.Slot) dataset.Example {
		e := dataset.Example{Split: dataset.Test, Text: text, Slots: slots, Ref: ref, Origin: &dataset.Origin{Pack: "bank@12"}}
		for i := range slots {
			s := &slots[i]
			s.Start = len([]rune(text[:strings.Index(text, s.Value)]))
			s.End = s.Start + len([]rune(s.Value))
		}
		e.SetCalls(calls)
		e.ID = e.Fingerprint()
		return e
	}
	call := func(name string, args map[string]any) dataset.Call { return dataset.Call{Name: name, Arguments: args} }
	slot := func(name, value string) dataset.Slot { return dataset.Slot{Name: name, Value: value} }
	statement := call("get_statement", map[string]any{"account": "credit_card", "period": "2025-03", "pages": 2.0})
	fit = []dataset.Example{
		row("two pages of my card statement for march?", "2025-06-16", []dataset.Call{statement},
			slot("period", "march"), slot("pages", "two"), slot("account", "card")),
		row("savings statement", "", []dataset.Call{call("get_statement", map[string]any{"account": "savings"})}, slot("account", "savings")),
		row("pay zoë 🙂 \"Jo\" $5.50, yes now", "", []dataset.Call{call("pay", map[string]any{"amount": "5.50 USD", "to": `zoë 🙂 "jo"`, "now": true})},
			slot("to", `zoë 🙂 "Jo"`), slot("amount", "$5.50"), slot("now", "yes now")),
		row("close everything", "", []dataset.Call{call("close", map[string]any{"account": "all"})}, slot("account", "everything")),
		row("turn it\non: \\ # <now>", "", []dataset.Call{call("on", nil)}),
		row("sing", "", []dataset.Call{call("none", map[string]any{})}),
	}
	several := row("close all and my savings statement", "", []dataset.Call{call("close", map[string]any{"account": "all"}), call("get_statement", map[string]any{"account": "savings"})},
		slot("account", "all"), slot("account", "savings"))
	several.Slots[1].Call = 1
	crossing := row("pay zoë now", "", []dataset.Call{call("pay", map[string]any{"to": "zoë now", "now": true})}, slot("to", "zoë now"), slot("now", "now"))
	unfit = []dataset.Example{several, crossing,
		row("[pay](zoë)", "", []dataset.Call{call("pay", map[string]any{})}),
		row("the statement", "", []dataset.Call{call("get_statement", map[string]any{"account": "savings"})})}
	return fit, unfit
}

// formatFiles are the files of the formats of other tools in testdata/formats.
var formatFiles = map[string]string{"openai": "openai.jsonl", "trl": "trl.jsonl", "trl-completion": "trl-completion.jsonl", "xlam": "xlam.jsonl",
	"rasa": "rasa.yml", "snips": "snips.json", "top": "top.tsv", "massive": "massive.jsonl", "bfcl": "bfcl",
	"labelstudio": "labelstudio.json", "argilla": "argilla.json", "csv": "review.csv"}

// writeFormat writes the rows that fit, and returns how many others were left out
// and why.
func writeFormat(t *testing.T, format, path string) map[string]int {
	t.Helper()
	left := map[string]int{}
	to, err := Create(path, io.Discard, Options{Format: format, Schema: formatSchema(t), Reply: "I cannot.", Card: Card{Language: "en"},
		LeftOut: func(_ *dataset.Example, why string) { left[why]++ }})
	if err != nil {
		t.Fatal(err)
	}
	defer to.Close()
	fit, unfit := formatRows()
	if err := to.Write(append(fit, unfit...)); err != nil {
		t.Fatal(err)
	}
	if err := to.Commit(); err != nil {
		t.Fatal(err)
	}
	return left
}

// filesIn reads a file, or the files of a folder under their paths.
func filesIn(t *testing.T, path string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		below, _ := filepath.Rel(path, p)
		b, err := os.ReadFile(p)
		out[filepath.ToSlash(below)] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestFormatFiles compares each format with its golden file, which other tools have
// read (TestFormatsReadBack).
func TestFormatFiles(t *testing.T) {
	annotated := map[string]int{string(severalActions): 1, string(crossingSlots): 1, string(bracketsInText): 1, string(unsaidArgument): 1}
	left := map[string]map[string]int{"top": annotated, "massive": annotated,
		"rasa":        {string(crossingSlots): 1, string(bracketsInText): 1, string(unsaidArgument): 1},
		"labelstudio": {string(severalActions): 1}, "argilla": {string(severalActions): 1}, "csv": {string(severalActions): 1},
		"snips": {string(severalActions): 1, string(crossingSlots): 1, string(unsaidArgument): 1}}
	for format, name := range formatFiles {
		t.Run(format, func(t *testing.T) {
			golden := filepath.Join("testdata", "formats", name)
			path := filepath.Join(t.TempDir(), name)
			if *update {
				if err := os.RemoveAll(golden); err != nil {
					t.Fatal(err)
				}
				writeFormat(t, format, golden)
			}
			want := left[format]
			if want == nil {
				want = map[string]int{}
			}
			if diff := cmp.Diff(want, writeFormat(t, format, path)); diff != "" {
				t.Errorf("left out (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(filesIn(t, golden), filesIn(t, path)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestFormatRefuses: where nobody counts what is left out, an example without a form
// is an error that names it.
func TestFormatRefuses(t *testing.T) {
	_, rows := formatRows()
	for _, format := range []string{"rasa", "snips", "top", "massive"} {
		to, err := Create("-", io.Discard, Options{Format: format, Schema: formatSchema(t)})
		if err != nil {
			t.Fatal(err)
		}
		defer to.Close()
		if err := to.Write(rows[1:2]); err == nil || !strings.Contains(err.Error(), rows[1].ID) || !strings.Contains(err.Error(), string(crossingSlots)) {
			t.Errorf("%s: %v, want the slots that overlap", format, err)
		}
	}
	for _, format := range NeedSchema {
		if _, err := Create("x", io.Discard, Options{Format: format}); err == nil || !strings.Contains(err.Error(), "name the action schema with --actions") {
			t.Errorf("%s without actions: %v", format, err)
		}
	}
	for _, format := range []string{"snips", "massive"} {
		if _, err := Create("x.out", io.Discard, Options{Format: format, Schema: formatSchema(t), Card: Card{Language: "x!"}}); err == nil ||
			!strings.Contains(err.Error(), `language "x!" is no language tag`) {
			t.Errorf("%s: %v", format, err)
		}
	}
}

// TestMassiveLocale: a language without a region has its likeliest.
func TestMassiveLocale(t *testing.T) {
	for lang, want := range map[string]string{"": "en-US", "en": "en-US", "de": "de-DE", "pt-BR": "pt-BR", "pt": "pt-BR", "ja": "ja-JP"} {
		if m, err := newMassive(lang); err != nil || m.locale != want {
			t.Errorf("%q: %+v %v, want %s", lang, m, err, want)
		}
	}
}

// TestGroups writes more than the memory of groups holds and reads it back in order.
func TestGroups(t *testing.T) {
	var g groups
	want := map[string]string{}
	for i := range 9000 {
		name := fmt.Sprint("intent ", i%3)
		text := fmt.Sprint(strings.Repeat("x", i%97), i, "\n")
		want[name] += text
		if err := g.add(name, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if g.disk == nil {
		t.Fatal("nothing went to disk")
	}
	temporary := g.disk.Name()
	for name, text := range want {
		var b bytes.Buffer
		if err := g.writeTo(&b, name); err != nil || b.String() != text {
			t.Errorf("%s: %d bytes (%v), want %d", name, b.Len(), err, len(text))
		}
	}
	if err := g.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(temporary); !os.IsNotExist(err) {
		t.Errorf("%s is left behind", temporary)
	}
	if err := g.Close(); err != nil {
		t.Error(err)
	}
}

// readRow is an example as another tool read it.
type readRow struct {
	Text  string
	Calls []dataset.Call
	Slots []readSlot
}

type readSlot struct {
	Name, Words, Value string
	Call               int
}

// TestFormatsReadBack compares what other tools read in the golden files
// (testdata/make_formats.py) with the rows that were written.
func TestFormatsReadBack(t *testing.T) {
	b, err := os.ReadFile("testdata/formats.json")
	if err != nil {
		t.Fatal(err)
	}
	var said struct {
		SHA256 map[string]string
		Read   map[string][]readRow
		Judged map[string]string // by BFCL's checker: the verdict on a call, by the case's id and the answer
	}
	if err := json.Unmarshal(b, &said); err != nil {
		t.Fatal(err)
	}
	for name, sum := range said.SHA256 {
		if got, err := dataset.HashFile(filepath.Join("testdata", "formats", filepath.FromSlash(name))); err != nil || got != sum {
			t.Errorf("%s: the tools read another file (%v): run export/testdata/make_formats.py", name, err)
		}
	}
	fit, unfit := formatRows()
	for _, format := range []string{"openai", "trl", "trl-completion", "xlam", "bfcl"} {
		var want []readRow
		for _, e := range append(fit[:len(fit):len(fit)], unfit...) {
			row := readRow{Text: e.Text}
			if format == "xlam" && e.Ref != "" {
				row.Text = today(&e) + " " + e.Text
			}
			for _, c := range e.Want() {
				if c.Name != dataset.None {
					if c.Arguments == nil {
						c.Arguments = map[string]any{}
					}
					row.Calls = append(row.Calls, c)
				}
			}
			want = append(want, row)
		}
		if diff := cmp.Diff(want, said.Read[format]); diff != "" {
			t.Errorf("%s (-written +read):\n%s", format, diff)
		}
	}
	for _, format := range []string{"rasa", "snips", "top", "massive"} {
		rows := fit
		switch format {
		case "rasa":
			rows = append(fit[:len(fit):len(fit)], unfit[0])
		case "snips": // takes brackets, and keeps the examples of an intent together
			rows = slices.Insert(slices.Clone(fit), 3, unfit[2])
		}
		if diff := cmp.Diff(annotatedRows(format, rows), said.Read[format]); diff != "" {
			t.Errorf("%s (-written +read):\n%s", format, diff)
		}
	}
	for id, verdict := range said.Judged {
		if wrong := strings.Contains(id, "wrong"); wrong == (verdict == "valid") {
			t.Errorf("BFCL's checker on %s: %s", id, verdict)
		}
	}
	if len(said.Judged) < 8 {
		t.Errorf("BFCL's checker judged %d answers only", len(said.Judged))
	}
}

// annotatedRows are the rows as a tool of annotated prompts sees them.
func annotatedRows(format string, rows []dataset.Example) []readRow {
	var out []readRow
	for _, e := range rows {
		row := readRow{Text: e.Text}
		if format == "rasa" || format == "top" {
			row.Text = strings.Join(strings.Fields(e.Text), " ")
		}
		for _, c := range e.Want() {
			name := c.Name
			if format == "top" {
				name = strings.ToUpper(name)
			}
			row.Calls = append(row.Calls, dataset.Call{Name: name})
		}
		pieces, _ := piecesOf(&e)
		for _, p := range pieces {
			if p.slot == nil {
				continue
			}
			s := readSlot{Name: p.slot.Name, Words: p.text, Value: p.text, Call: p.slot.Call}
			switch v := fmt.Sprint(e.Want()[s.Call].Arguments[s.Name]); {
			case format == "top":
				s.Name = strings.ToUpper(s.Name)
			case format == "rasa" && s.Name != "period" && s.Name != "amount" && s.Name != "to", format == "snips" && s.Name == "account":
				s.Value = v
			}
			row.Slots = append(row.Slots, s)
		}
		out = append(out, row)
	}
	return out
}
