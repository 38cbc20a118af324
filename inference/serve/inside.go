package serve

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/slmkit/slmkit/inference/direct"
)

// insider marks the context of a request of this process.
type insider struct{}

// inside reports whether a request comes from this process, and not from a client that has
// to show a key.
func inside(ctx context.Context) bool { return ctx.Value(insider{}) != nil }

// Ask answers requests of /v1/parse without a network: an object as it is, a string as
// {"text": …}, and a list of both with a list of answers, of which a bad one is a record
// with its error. It asks for no key. Its errors have a method Code, one word that tells
// them apart.
func (s *Server) Ask(ctx context.Context, request []byte) ([]byte, error) {
	request = bytes.TrimSpace(request)
	if !bytes.HasPrefix(request, []byte("[")) {
		return s.askInside(ctx, asObject(request), "application/json")
	}
	var many []json.RawMessage
	if err := json.Unmarshal(request, &many); err != nil {
		return nil, refused("", "the request is not JSON: %v", err)
	}
	if len(many) == 0 {
		return []byte("[]"), nil
	}
	var lines bytes.Buffer
	for _, one := range many {
		if err := json.Compact(&lines, asObject(one)); err != nil {
			return nil, err
		}
		lines.WriteByte('\n')
	}
	b, err := s.askInside(ctx, lines.Bytes(), "application/jsonl")
	if err != nil {
		return nil, err
	}
	var answers struct {
		Answers json.RawMessage `json:"answers"`
	}
	if err := json.Unmarshal(b, &answers); err != nil {
		return nil, err
	}
	return answers.Answers, nil
}

// asObject is a JSON string as the request whose text it is.
func asObject(request []byte) []byte {
	var text string
	if !bytes.HasPrefix(request, []byte(`"`)) || json.Unmarshal(request, &text) != nil {
		return request
	}
	b, _ := json.Marshal(parseRequest{Text: &text}) // strings can be written as JSON
	return b
}

// askInside posts a body to /v1/parse, and returns the JSON of its answer.
func (s *Server) askInside(ctx context.Context, body []byte, kind string) ([]byte, error) {
	r, err := http.NewRequestWithContext(context.WithValue(ctx, insider{}, true), http.MethodPost, "/v1/parse", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Accept", "application/json")
	a := direct.Do(s.Handler(), r)
	if a.Status < http.StatusBadRequest {
		return bytes.TrimSuffix(a.Body, []byte("\n")), nil
	}
	var out failure
	if err := json.Unmarshal(a.Body, &out); err != nil {
		return nil, &fault{status: a.Status, code: "internal", message: strings.TrimSpace(string(a.Body))}
	}
	return nil, &fault{status: a.Status, code: out.Error.Code, param: out.Error.Param, message: out.Error.Message}
}
