package serve

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/slmkit/slmkit/inference/calls"
)

// requestID is the key of a request's id in its context.
type requestID struct{}

// named is a prompt with an id: its own or else that of its request, with a number where the
// request has several. Answers, logs and feedback name it by it.
func named(ctx context.Context, p calls.Prompt, number, of int) calls.Prompt {
	id, _ := ctx.Value(requestID{}).(string)
	if of > 1 && id != "" {
		id = fmt.Sprintf("%s/%d", id, number)
	}
	p.ID = cmp.Or(p.ID, id)
	return p
}

// body reads a request's body.
func body(r *http.Request) ([]byte, error) {
	if e := r.Header.Get("Content-Encoding"); e != "" && e != "identity" {
		return nil, &fault{status: http.StatusUnsupportedMediaType, code: "encoding", message: fmt.Sprintf("content-encoding %s is not read: send the body as it is", e)}
	}
	data, err := io.ReadAll(r.Body)
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return nil, &fault{status: http.StatusRequestEntityTooLarge, code: "too_large", message: fmt.Sprintf("the body has more than %d bytes", large.Limit)}
	}
	if err != nil {
		return nil, refused("", "the body could not be read: %v", err)
	}
	if !utf8.Valid(data) {
		return nil, refused("", "the body is not UTF-8")
	}
	return data, nil
}

// readJSON decodes a body that is one JSON object into the fields of a struct. Members of
// other names are named in a header of the answer.
func readJSON(w http.ResponseWriter, r *http.Request, into any) error {
	data, err := body(r)
	if err != nil {
		return err
	}
	if err := unmarshal(data, into); err != nil {
		return err
	}
	if ignored := unknown(data, into); len(ignored) > 0 {
		w.Header().Set("X-Slmkit-Ignored", strings.Join(ignored, ", "))
	}
	return nil
}

// unmarshal decodes JSON, or says which field is wrong.
func unmarshal(data []byte, into any) error {
	if len(bytes.TrimSpace(data)) == 0 {
		return refused("", "the body is empty: send a JSON object")
	}
	err := json.Unmarshal(data, into)
	var kind *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	var ours *fault
	switch {
	case err == nil:
		return nil
	case errors.As(err, &ours):
		return ours
	case errors.As(err, &kind):
		return refused(kind.Field, "%s: a JSON %s is not what belongs here", cmp.Or(kind.Field, "the body"), kind.Value)
	case errors.As(err, &syntax):
		return refused("", "the body is not JSON: byte %d: %v", syntax.Offset, err)
	}
	return refused("", "the body is not JSON: %v", err)
}

// unknown lists the members of a JSON object that a struct has no field for.
func unknown(data []byte, of any) []string {
	var members map[string]json.RawMessage
	if json.Unmarshal(data, &members) != nil {
		return nil
	}
	t := reflect.TypeOf(of).Elem()
	if t.Kind() != reflect.Struct {
		return nil
	}
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		delete(members, name)
	}
	var names []string
	for name := range members {
		if token(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// token reports whether a name may stand in a header.
func token(s string) bool {
	return s != "" && len(s) < 100 && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' || r == ',' })
}

// isLines reports whether a body is JSON Lines.
func isLines(r *http.Request) bool { return linesType(r.Header.Get("Content-Type")) }

// wantsLines reports whether the answer is to be JSON Lines, as the request is unless it
// says otherwise.
func wantsLines(r *http.Request) bool {
	accept := r.Header.Get("Accept")
	return linesType(accept) || isLines(r) && !strings.Contains(accept, "application/json,") && accept != "application/json"
}

func linesType(header string) bool {
	kind, _, _ := mime.ParseMediaType(header)
	return slices.Contains([]string{"application/jsonl", "application/jsonlines", "application/x-ndjson", "application/x-jsonlines"}, kind)
}

// writeJSON writes an answer.
func writeJSON(w http.ResponseWriter, status int, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(append(b, '\n')) // a client that has gone needs no answer
	return nil
}
