package direct

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestDo(t *testing.T) {
	for _, c := range []struct {
		name    string
		handler http.HandlerFunc
		status  int
		body    string
		header  string // X
	}{
		{"nothing", func(http.ResponseWriter, *http.Request) {}, 200, "", ""},
		{"a body", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.URL.Path) }, 200, "/a", ""},
		{"the first status counts", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(404); w.WriteHeader(200) }, 404, "", ""},
		{"no hint is a status", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(103); w.WriteHeader(404) }, 404, "", ""},
		{"headers", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X", "1"); fmt.Fprint(w, "b") }, 200, "b", "1"},
		{"headers after the status are too late", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(201); w.Header().Set("X", "1") }, 201, "", ""},
		{"flushed", func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, "a")
			if err := http.NewResponseController(w).Flush(); err != nil {
				t.Error(err)
			}
			fmt.Fprint(w, "b")
		}, 200, "ab", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := Do(c.handler, httptest.NewRequest("GET", "/a", nil))
			if a.Status != c.status || string(a.Body) != c.body || a.Header.Get("X") != c.header {
				t.Errorf("%d %q %v", a.Status, a.Body, a.Header)
			}
		})
	}
}
