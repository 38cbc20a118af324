package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// TestBenchURL: every prompt is answered, also those that a busy server turned away, and
// answers that change are counted.
func TestBenchURL(t *testing.T) {
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q struct{ Text string }
		if b, err := io.ReadAll(r.Body); err != nil || json.Unmarshal(b, &q) != nil || q.Text == "" || r.URL.Path != "/v1/parse" {
			http.Error(w, "not so", http.StatusBadRequest)
			return
		}
		n := asked.Add(1)
		if n%7 == 0 {
			w.Header().Set("Retry-After-Ms", "1")
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		output := q.Text
		if n == 400 {
			output = "another"
		}
		_ = json.NewEncoder(w).Encode(map[string]string{"output": output})
	}))
	defer server.Close()
	var out, log bytes.Buffer
	code := run(t.Context(), []string{"bench", "--url", server.URL, "--rate", "5000", "--min-runs", "300"}, nil, &out, &log)
	if code != exitOK || !strings.Contains(out.String(), "server: 300 runs, open loop, 5000 arrivals") || !strings.Contains(out.String(), "latency p50") {
		t.Errorf("exit code %d: %s%s", code, out.String(), log.String())
	}
	for _, want := range []string{"answered 429 ", "1 prompt of 128 had another answer than at first"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("lacks %q: %s", want, log.String())
		}
	}
	for name, c := range map[string]struct {
		code  int
		flags []string
	}{
		"a server that refuses": {exitFailed, []string{"--url", server.URL + "/elsewhere"}},
		"no server":             {exitFailed, []string{"--url", "http://127.0.0.1:1"}},
		"no address":            {exitUsage, []string{"--url", "here"}},
		"a model, too":          {exitUsage, []string{"--url", server.URL, "--model", "m"}},
		"a folder, too":         {exitUsage, []string{"--url", server.URL, "m"}},
		"offline":               {exitUsage, []string{"--url", server.URL, "--scenario", "offline"}},
	} {
		if got := run(t.Context(), append([]string{"bench", "--min-runs", "20"}, c.flags...), nil, io.Discard, io.Discard); got != c.code {
			t.Errorf("%s: exit code %d, want %d", name, got, c.code)
		}
	}
}
