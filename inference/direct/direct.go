// Package direct asks an HTTP handler without a network.
package direct

import (
	"bytes"
	"net/http"
)

// Answer is what a handler answers.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Do asks a handler and returns its whole answer.
func Do(h http.Handler, r *http.Request) Answer {
	w := &writer{header: http.Header{}}
	h.ServeHTTP(w, r)
	w.WriteHeader(http.StatusOK) // where the handler wrote nothing
	return Answer{Status: w.status, Header: w.sent, Body: w.body.Bytes()}
}

// writer keeps an answer.
type writer struct {
	header, sent http.Header
	status       int
	body         bytes.Buffer
}

func (w *writer) Header() http.Header { return w.header }

func (w *writer) WriteHeader(status int) {
	if w.status == 0 && status >= http.StatusOK {
		w.status, w.sent = status, w.header.Clone()
	}
}

func (w *writer) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(b)
}

// Flush does nothing: the answer is handed over whole.
func (w *writer) Flush() {}
