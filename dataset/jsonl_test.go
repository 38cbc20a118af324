package dataset

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/dataset/sniff"
)

const good = `{"id":"a","text":"hi","call":{"name":"none"}}`

// outcomes reads a stream and writes down each id or error.
func outcomes(r io.Reader) []string {
	var out []string
	for e, err := range ReadJSONL[Example](r, "f.jsonl") {
		if err != nil {
			out = append(out, err.Error())
		} else {
			out = append(out, "ok "+e.ID)
		}
	}
	return out
}

func TestReadJSONL(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     []string
	}{
		{"empty", "", nil},
		{"one", good + "\n", []string{"ok a"}},
		{"no newline at the end", good, []string{"ok a"}},
		{"empty lines", "\n\n" + good + "\n  \n" + good + "\n\n", []string{"ok a", "ok a"}},
		{"CRLF", good + "\r\n" + good + "\r\n", []string{"ok a", "ok a"}},
		{"BOM", "\ufeff" + good + "\n", []string{"ok a"}},
		{"BOM alone", "\ufeff", nil},
		{"unknown fields", strings.Replace(good, "{", `{"note":[1,{}],`, 1), []string{"ok a"}},
		{"not JSON", good + "\nhello\n" + good, []string{"ok a", "f.jsonl:2: not JSON at byte 1: invalid character 'h' looking for beginning of value", "ok a"}},
		{"cut off", good + "\n" + good[:20], []string{"ok a", "f.jsonl:2: record is cut off after 20 bytes: the file is truncated"}},
		{"cut inside a string", good + "\n" + good[:8], []string{"ok a", "f.jsonl:2: record is cut off after 8 bytes: the file is truncated"}},
		{"an object of several lines", "{\n", []string{"f.jsonl:1: not JSON Lines, but an object of several lines, such as a report: write one record a line, as jq -c does"}},
		{"half a line in the middle", good[:20] + "\n" + good, []string{"f.jsonl:1: not JSON at byte 20: unexpected end of JSON input", "ok a"}},
		{"two records on a line", good + good, []string{"f.jsonl:1: not JSON at byte 46: invalid character '{' after top-level value"}},
		{"type", `{"text":7}`, []string{`f.jsonl:1: field "text": a JSON number where text is wanted`}},
		{"type deep down", `{"slots":[{"start":"x"}]}`, []string{`f.jsonl:1: field "slots.start": a JSON string where a whole number is wanted`}},
		{"list", good + "\n[]", []string{"ok a", `f.jsonl:2: a JSON array where a record is wanted`}},
		{"number", `7`, []string{`f.jsonl:1: a JSON number where a record is wanted`}},
		{"null", `null`, []string{"f.jsonl:1: text is empty; id is missing; call is missing"}},
		{"invalid UTF-8", "{\"id\":\"a\",\"text\":\"\xff\",\"call\":{\"name\":\"none\"}}", []string{"f.jsonl:1: not UTF-8 at byte 19: save the file as UTF-8"}},
		{"misplaced slot", `{"id":"a","text":"hi","call":{"name":"x"},"slots":[{"name":"p","value":"yo","start":0,"end":2}]}`,
			[]string{`f.jsonl:1: slot "p": value "yo" is not at 0:2, which holds "hi"`}},
	} {
		if diff := cmp.Diff(c.want, outcomes(strings.NewReader(c.in))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestReadJSONLLong(t *testing.T) {
	text := strings.Repeat("long ", 2<<20) // 10 MB, far above any buffer
	in := strings.Replace(good, "hi", text, 1) + "\n" + good
	n := 0
	for e, err := range ReadJSONL[Example](strings.NewReader(in), "f.jsonl") {
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 && e.Text != text {
			t.Errorf("a text of %d bytes came back with %d", len(text), len(e.Text))
		}
		n++
	}
	if n != 2 {
		t.Errorf("%d records, want 2", n)
	}
	endless := io.MultiReader(strings.NewReader(good+"\n"), zeros{})
	got := outcomes(endless)
	if len(got) != 2 || got[1] != "f.jsonl:2: line is longer than 64 MB: is this a JSONL file?" {
		t.Errorf("a file without line ends: %.200q", got)
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

func TestReadJSONLFails(t *testing.T) {
	r := io.MultiReader(strings.NewReader(good+"\n"), iotest.ErrReader(errors.New("disk on fire")))
	if diff := cmp.Diff([]string{"ok a", "f.jsonl:2: disk on fire"}, outcomes(r)); diff != "" {
		t.Error(diff)
	}
}

func TestReadJSONLStops(t *testing.T) {
	in := good + "\n" + "x\n" + `{}` + "\n" + good
	for stop := range 4 {
		n := 0
		for range ReadJSONL[Example](strings.NewReader(in), "f.jsonl") {
			if n == stop {
				break // and no panic
			}
			n++
		}
	}
}

func TestLineErrorUnwraps(t *testing.T) {
	in := `{"id":"a","text":"hi","call":{"name":"x"},"slots":[{"name":"p","value":"yo","start":0,"end":2}]}`
	for e, err := range ReadJSONL[Example](strings.NewReader(in), "f") {
		var line *LineError
		if !errors.As(err, &line) || line.Line != 1 || !errors.Is(err, ErrSlotSpan) {
			t.Errorf("%v is no LineError of an ErrSlotSpan", err)
		}
		if e.Text != "hi" {
			t.Errorf("what could be read is %+v", e)
		}
	}
}

func TestTolerate(t *testing.T) {
	in := strings.Join([]string{good, "x", good, "y", good, "z", good}, "\n")
	for _, c := range []struct {
		limit int
		want  string
	}{
		{0, "ok; f:2"}, {1, "ok; passed f:2; ok; f:4"}, {2, "ok; passed f:2; ok; passed f:4; ok; f:6"},
		{3, "ok; passed f:2; ok; passed f:4; ok; passed f:6; ok"},
	} {
		var got []string
		place := func(err error) string {
			var line *LineError
			errors.As(err, &line)
			return fmt.Sprintf("%s:%d", line.File, line.Line)
		}
		seq := Tolerate(ReadJSONL[Example](strings.NewReader(in), "f"), c.limit, func(err error) { got = append(got, "passed "+place(err)) })
		for _, err := range seq {
			if err != nil {
				got = append(got, place(err))
			} else {
				got = append(got, "ok")
			}
		}
		if diff := cmp.Diff(c.want, strings.Join(got, "; ")); diff != "" {
			t.Errorf("limit %d: %s", c.limit, diff)
		}
	}
	final := errors.New("final")
	fails := func(yield func(int, error) bool) {
		if !yield(0, final) {
			return
		}
		t.Error("the stream went on after its last error")
	}
	for _, err := range Tolerate(fails, 100, func(error) { t.Error("an error of the stream is no bad record") }) {
		if err != final {
			t.Errorf("%v, want the stream's error", err)
		}
	}
}

func TestReadPredictions(t *testing.T) {
	in := `{"id":"a","output":"x()","tokens":[1,2]}` + "\n" + `{"output":"x()"}`
	var got []string
	for p, err := range ReadJSONL[Prediction](strings.NewReader(in), "p") {
		got = append(got, fmt.Sprintf("%s%v %v", p.ID, p.Tokens, err))
	}
	if diff := cmp.Diff([]string{"a[1 2] <nil>", "[] p:2: id is missing"}, got); diff != "" {
		t.Error(diff)
	}
}

// FuzzReadJSONL: whatever a file holds, reading ends, every line is told
// apart, and an example that passes is written and read as the same.
func FuzzReadJSONL(f *testing.F) {
	e := valid()
	line, _ := e.AppendJSON(nil)
	for _, s := range []string{"", good, good + "\n" + good[:20], "\ufeff" + string(line) + "\r\n", "null", "[]", `{"text":7}`, "\xff", `{"slots":[{"start":1e99}]}`, string(line) + string(line)} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		lines := bytes.Count(in, []byte("\n")) + 1
		array := bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(in, []byte("\ufeff")), " \t\r\n"), []byte("["))
		foreign := sniff.Text(in[:min(len(in), sniff.Length)]) != nil
		n := 0
		for e, err := range ReadJSONL[Example](bytes.NewReader(in), "f") {
			n++
			var line *LineError
			if err != nil && (array || foreign) && !errors.As(err, &line) {
				break // the whole file is at fault
			}
			if err != nil {
				if !errors.As(err, &line) || line.Line < 1 || line.Line > lines || strings.Contains(err.Error(), "\n") {
					t.Fatalf("%q is not one line about a line", err)
				}
				continue
			}
			b, err := e.AppendJSON(nil)
			if err != nil {
				t.Fatal(err)
			}
			var back Example
			if err := json.Unmarshal(b, &back); err != nil {
				t.Fatal(err)
			}
			again, err := back.AppendJSON(nil)
			if err != nil || !bytes.Equal(b, again) {
				t.Fatalf("%s\n%s (%v)", b, again, err)
			}
			if err := back.Validate(); err != nil {
				t.Fatal(err)
			}
		}
		if n > lines && !array {
			t.Fatalf("%d records in %d lines", n, lines)
		}
	})
}
