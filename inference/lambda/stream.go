package lambda

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/slmkit/slmkit/inference/direct"
)

// Names of the Runtime API for answers in pieces.
const (
	responseMode = "Lambda-Runtime-Function-Response-Mode"
	errorType    = "Lambda-Runtime-Function-Error-Type" // of an error, and a trailer of an answer that breaks off
	errorTrailer = "Lambda-Runtime-Function-Error-Body"
	httpResponse = "application/vnd.awslambda.http-integration-response"
	endOfPrelude = "\x00\x00\x00\x00\x00\x00\x00\x00"
	functionURL  = ".lambda-url."
	piecesAtMost = 1 << 16 // bytes that wait to be sent
)

// streamed returns the request of a Function URL, whose answer goes out in pieces. It
// returns nil for other events and for functions that do not stream. An API in front of the
// function takes whole answers alone.
func (f *Function) streamed(ctx context.Context, in *invocation) *http.Request {
	if !f.o.Stream {
		return nil
	}
	e, from := decode(in.event)
	if from != payload2 || !strings.Contains(e.Context.Domain, functionURL) {
		return nil
	}
	r, err := e.request(ctx, from, f.o.Routed)
	if err != nil {
		return nil // Answer says why
	}
	return traced(r, in.trace)
}

// stream answers a request in pieces.
func (r *Runtime) stream(ctx context.Context, f *Function, path string, of *http.Request) error {
	body, to := io.Pipe()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, r.at+path, body)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", httpResponse)
	req.Header.Set(responseMode, "streaming")
	req.Trailer = http.Header{errorType: nil, errorTrailer: nil}
	req.Close = true // the API wants no other request over the connection
	go func() {
		w := &pieces{to: bufio.NewWriterSize(to, piecesAtMost), header: http.Header{}}
		if fault := w.answer(f.o.HTTP, of); fault != nil {
			w.Flush() // the API has read what is there, and nobody reads the trailers yet
			f.o.Log.Error("stream", "path", path, "error", fault.Message)
			text, _ := json.Marshal(fault) // has strings alone
			req.Trailer.Set(errorType, fault.Type)
			req.Trailer.Set(errorTrailer, base64.StdEncoding.EncodeToString(text))
		}
		_ = to.CloseWithError(w.finish()) // a writer that failed was closed by the reader
	}()
	res, err := r.do(req, path, http.StatusAccepted)
	_ = body.CloseWithError(errors.New("nobody reads the answer")) // what is still written
	if err != nil {
		return err
	}
	return res.Body.Close()
}

// pieces writes an answer as it is made: status and headers as JSON, zeros, the body.
type pieces struct {
	to     *bufio.Writer
	header http.Header
	begun  bool
}

// prelude is what comes before the body.
type prelude struct {
	Status  int               `json:"statusCode"`
	Headers map[string]string `json:"headers,omitempty"`
	Cookies []string          `json:"cookies,omitempty"`
}

// answer asks a handler. One that gives up leaves half an answer and a fault.
func (w *pieces) answer(h http.Handler, r *http.Request) (f *fault) {
	defer func() {
		if p := recover(); p != nil {
			f = &fault{Message: fmt.Sprint(p), Type: "Error", Trace: []string{}}
		}
	}()
	h.ServeHTTP(w, r)
	return nil
}

func (w *pieces) Header() http.Header { return w.header }

func (w *pieces) WriteHeader(status int) {
	if w.begun || status < http.StatusOK {
		return
	}
	w.begun = true
	r := replyTo(nil, payload2, direct.Answer{Status: status, Header: w.header.Clone()})
	text, _ := json.Marshal(prelude{status, r.Headers, r.Cookies}) // has strings alone
	_, _ = w.to.Write(append(text, endOfPrelude...))               // the writer keeps its error
}

func (w *pieces) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.to.Write(b)
}

// Flush sends what waits.
func (w *pieces) Flush() {
	w.WriteHeader(http.StatusOK)
	_ = w.to.Flush() // the writer keeps its error
}

// finish sends the rest.
func (w *pieces) finish() error {
	w.WriteHeader(http.StatusOK)
	return w.to.Flush()
}
