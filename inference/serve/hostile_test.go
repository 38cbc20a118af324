package serve

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
)

// bomb is a small gzip file of many bytes.
func bomb(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(make([]byte, 16<<20)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestHostileBodies: whatever a client sends to any route, it gets a short error in JSON,
// and the next client its answer.
func TestHostileBodies(t *testing.T) {
	o := options()
	o.Feedback = io.Discard
	s, h := start(t, o)
	packed := bomb(t)
	if len(packed) >= 1<<20 {
		t.Fatalf("%d bytes are no bomb", len(packed))
	}
	deep := strings.Repeat(`{"text":[`, 50_000)
	whole := `{"text":` + strings.Repeat(`[`, 200_000) + strings.Repeat(`]`, 200_000) + `}`
	for _, r := range allRoutes {
		method, path, _ := strings.Cut(r.pattern, " ")
		if method != http.MethodPost {
			continue
		}
		path = strings.NewReplacer("{$}", "", "{model}", "banking", "{version}", s.slots[0].now.version()).Replace(path)
		for _, c := range []struct {
			name, body string
			headers    []string
			want       int
		}{
			{"2 MiB", `{"text":"` + strings.Repeat("a", 2<<20) + `"}`, nil, 413},
			{"cut off and deep", deep, nil, 400},
			{"deep", whole, nil, 400},
			{"compressed", packed, []string{"Content-Encoding", "gzip"}, 415},
			{"compressed without saying so", packed, nil, 400},
			{"not UTF-8", "{\"text\":\"\xc3\x28\"}", nil, 400},
			{"half a pair", "{\"text\":\"\xed\xa0\x80\"}", nil, 400},
			{"nothing", " ", nil, 400},
			{"a list", "[]", nil, 400},
			{"two values", "{}{}", nil, 400},
		} {
			status, headers, got := ask(t, h, path, c.body, c.headers...)
			if status != c.want || !json.Valid([]byte(got)) || len(got) > 1000 || !strings.HasPrefix(headers.Get("Content-Type"), "application/json") {
				t.Errorf("%s: %s: status %d, want %d: %.200s", path, c.name, status, c.want, got)
			}
		}
		if status, _, got := ask(t, h, "/v1/parse", `{"text":"freeze my card"}`); status != http.StatusOK {
			t.Errorf("after %s: status %d: %s", path, status, got)
		}
	}
	status, _, got := ask(t, h, "/v1/parse", whole+"\n"+`{"text":"freeze my card"}`, "Content-Type", "application/jsonl")
	if lines := strings.Split(strings.TrimSpace(got), "\n"); status != http.StatusOK || len(lines) != 2 || !strings.Contains(lines[0], `"error"`) || !strings.Contains(lines[1], "freeze_account()") {
		t.Errorf("a deep line: status %d: %.300s", status, got)
	}
	for _, text := range []string{`\u0000`, `\ud800`, `\u202e freeze my card`, strings.Repeat("a ", 200_000)} {
		if status, _, got := ask(t, h, "/v1/parse", `{"text":"`+text+`"}`); status != http.StatusOK && status != http.StatusUnprocessableEntity || len(got) > 2_000 {
			t.Errorf("%.20s: status %d: %.200s", text, status, got)
		}
	}
}
