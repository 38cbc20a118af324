package dataset

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"
)

// manyLines is JSON Lines of several batches, with bad lines, empty ones, a line longer
// than a batch and a last line that is cut off.
func manyLines() []byte {
	var b bytes.Buffer
	for i := range 5000 {
		switch {
		case i%1000 == 7:
			fmt.Fprintf(&b, "{\"id\":%d,\"text\":\"\"}\n", i)
		case i%1000 == 8:
			b.WriteString("\n{nothing}\r\n")
		case i == 3000:
			fmt.Fprintf(&b, "{\"id\":\"long\",\"text\":%q,\"call\":{\"name\":\"a\"}}\n", strings.Repeat("long ", 150_000))
		default:
			fmt.Fprintf(&b, "{\"id\":\"%d\",\"text\":\"pay bob %d\",\"call\":{\"name\":\"pay\",\"arguments\":{\"to\":\"bob\"}},\"slots\":[{\"name\":\"to\",\"value\":\"bob\",\"start\":4,\"end\":7}]}\n", i, i)
		}
	}
	b.WriteString(`{"id":"cut`)
	return b.Bytes()
}

type readRecord struct {
	Example Example
	Err     string
}

func readRecords(r io.Reader) []readRecord {
	var out []readRecord
	for e, err := range ReadJSONL[Example](r, "f.jsonl") {
		out = append(out, readRecord{e, fmt.Sprint(err)})
	}
	return out
}

// TestReadAhead: a file that is read ahead gives the records and errors that a pipe gives,
// in its order, on any number of cores.
func TestReadAhead(t *testing.T) {
	text := manyLines()
	array := append(append([]byte("[\n"), bytes.Join(bytes.Fields([]byte(`{"id":1,"text":"x","call":{"name":"a"}} , {"id":2,"text":"y"}`)), nil)...), "]\n"...)
	for name, text := range map[string][]byte{"lines": text, "array": array, "empty": nil, "broken array": array[:len(array)-3], "binary": []byte("PK\x03\x04\x00\x00"), "BOM": append([]byte("\ufeff"), text...)} {
		path := filepath.Join(t.TempDir(), "f.jsonl")
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		want := readRecords(io.MultiReader(bytes.NewReader(text)))
		for _, cores := range []int{1, 2, 8} {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
			f, err := os.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			got := readRecords(f)
			for i := range max(len(got), len(want)) {
				if i >= len(got) || i >= len(want) || !reflect.DeepEqual(got[i], want[i]) {
					t.Fatalf("%s, %d cores: record %d of %d is another, %d are wanted", name, cores, i, len(got), len(want))
				}
			}
		}
	}
}

// TestReadAheadStops: a reader that stops is left alone, wherever it stops.
func TestReadAheadStops(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	text := manyLines()
	before := runtime.NumGoroutine()
	for _, stop := range []int{1, 2, 2500, 4900} {
		n := 0
		for range ReadJSONL[Example](bytes.NewReader(text), "f") {
			if n++; n == stop {
				break
			}
		}
	}
	for range 1000 { // a goroutine that has closed its channel takes a moment to end
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Errorf("%d goroutines are left", runtime.NumGoroutine()-before)
}

// TestPipeIsNotReadAhead: a record that came through a pipe is yielded before the next
// one is read.
func TestPipeIsNotReadAhead(t *testing.T) {
	r, w := io.Pipe()
	defer w.Close()
	go fmt.Fprintln(w, `{"id":"1","text":"x","call":{"name":"a"}}`)
	for e, err := range ReadJSONL[Example](r, "f") {
		if e.ID != "1" || err != nil {
			t.Error(e, err)
		}
		break
	}
}
