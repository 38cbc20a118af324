package lambda

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/slmkit/slmkit/inference/direct"
)

// reply is what APIs and load balancers take for an answer.
type reply struct {
	Status      int                 `json:"statusCode"`
	Description string              `json:"statusDescription,omitempty"` // of load balancers
	Headers     map[string]string   `json:"headers,omitempty"`
	Multi       map[string][]string `json:"multiValueHeaders,omitempty"`
	Cookies     []string            `json:"cookies,omitempty"`
	Body        string              `json:"body"`
	Base64      bool                `json:"isBase64Encoded"`
}

// replyTo puts an answer into the form of the event's source.
func replyTo(e *event, from source, a direct.Answer) reply {
	r := reply{Status: a.Status, Body: string(a.Body)}
	if !utf8.Valid(a.Body) {
		r.Body, r.Base64 = base64.StdEncoding.EncodeToString(a.Body), true
	}
	if from == balancer {
		r.Description = fmt.Sprint(a.Status, " ", http.StatusText(a.Status))
	}
	switch {
	case from == payload1, from == balancer && len(e.MultiHeader) > 0:
		r.Multi = a.Header
		return r
	case from == payload2:
		r.Cookies = a.Header.Values("Set-Cookie")
		a.Header.Del("Set-Cookie")
	}
	r.Headers = make(map[string]string, len(a.Header))
	for name, values := range a.Header {
		r.Headers[name] = strings.Join(values, ", ")
	}
	return r
}
