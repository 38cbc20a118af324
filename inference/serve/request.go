package serve

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
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

// identified is a prompt with an id: its own or else that of its request, with a number where the
// request has several. Answers, logs and feedback name it by it.
func identified(ctx context.Context, p calls.Prompt, number, of int) calls.Prompt {
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
		return nil, &fault{status: http.StatusRequestEntityTooLarge, code: "too_large", message: fmt.Sprintf("the body has more than %d bytes: send fewer prompts, or start the server with --max-body", large.Limit)}
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
	nameIgnored(w, unread(data, into))
	return nil
}

// mostIgnored bounds the members that an answer names.
const mostIgnored = 32

// nameIgnored names members of the request that were not read in a header of the answer.
func nameIgnored(w http.ResponseWriter, names set) {
	some := slices.Sorted(maps.Keys(names))
	if n := len(some) - mostIgnored; n > 0 {
		some = append(some[:mostIgnored], fmt.Sprintf("and %d more", n))
	}
	if len(some) > 0 {
		w.Header().Set("X-Slmkit-Ignored", strings.Join(some, ", "))
	}
}

// unmarshal decodes JSON, or says which field is wrong.
func unmarshal(data []byte, into any) error {
	switch string(bytes.TrimSpace(data)) {
	case "":
		return refused("", "the body is empty: send a JSON object")
	case "null": // package json would leave the fields as they are
		return refused("", "the body is null: send a JSON object")
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

// list is a list none of whose elements is null, which package json would read as zero.
type list[T any] []T

// texts are several prompts.
type texts = list[string]

// UnmarshalJSON implements [json.Unmarshaler].
func (l *list[T]) UnmarshalJSON(data []byte) error {
	var all []*T
	if err := json.Unmarshal(data, &all); err != nil {
		return err
	}
	if i := slices.Index(all, nil); i >= 0 {
		return refused("", "element %d of a list is null", i)
	}
	*l = nil
	for _, one := range all {
		*l = append(*l, *one)
	}
	return nil
}

// note is a member that says something to people, and nothing that an answer depends on.
type note = json.RawMessage

type set map[string]bool

// unread are the members of a JSON object that a struct has no field for, at any depth:
// messages.name is that of a message, whichever it is.
func unread(data []byte, of any) set {
	names := set{}
	names.add("", data, reflect.TypeOf(of))
	return names
}

func (names set) add(path string, data []byte, t reflect.Type) {
	switch t.Kind() {
	case reflect.Pointer:
		names.add(path, data, t.Elem())
	case reflect.Slice, reflect.Map:
		if hasStruct(t) {
			for _, item := range elements(data) {
				names.add(path, item, t.Elem())
			}
		}
	case reflect.Struct:
		names.addMembers(path, data, t)
	}
}

func (names set) addMembers(path string, data []byte, t reflect.Type) {
	var members map[string]json.RawMessage
	if json.Unmarshal(data, &members) != nil {
		return
	}
	fields := map[string]reflect.Type{}
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		fields[strings.ToLower(name)] = f.Type // package json does not look at the case
	}
	for name, value := range members {
		if t := fields[strings.ToLower(name)]; t != nil {
			names.add(path+name+".", value, t)
		} else if token(name) {
			names[path+name] = true
		}
	}
}

// elements are the values of a JSON list or object.
func elements(data []byte) []json.RawMessage {
	var list []json.RawMessage
	if json.Unmarshal(data, &list) == nil {
		return list
	}
	var object map[string]json.RawMessage
	_ = json.Unmarshal(data, &object) // decoding the request has already found what is wrong
	return slices.Collect(maps.Values(object))
}

// hasStruct reports whether the values of a list or map can have members.
func hasStruct(t reflect.Type) bool {
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Map || t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Kind() == reflect.Struct
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
