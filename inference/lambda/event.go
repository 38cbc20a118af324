package lambda

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// event has the fields of all events that are read. A missing field and null are the same.
type event struct {
	Version     string              `json:"version"`
	HTTPMethod  string              `json:"httpMethod"`
	Path        string              `json:"path"`
	RawPath     string              `json:"rawPath"`
	RawQuery    string              `json:"rawQueryString"`
	Cookies     []string            `json:"cookies"`
	Headers     map[string]string   `json:"headers"`
	MultiHeader map[string][]string `json:"multiValueHeaders"`
	Query       map[string]string   `json:"queryStringParameters"`
	MultiQuery  map[string][]string `json:"multiValueQueryStringParameters"`
	Body        string              `json:"body"`
	Base64      bool                `json:"isBase64Encoded"`
	Context     struct {
		Stage  string          `json:"stage"`
		Domain string          `json:"domainName"`
		ELB    json.RawMessage `json:"elb"`
		HTTP   struct {
			Method   string `json:"method"`
			SourceIP string `json:"sourceIp"`
		} `json:"http"`
		Identity struct {
			SourceIP string `json:"sourceIp"`
		} `json:"identity"`
	} `json:"requestContext"`
	Records []message `json:"Records"`
}

// source is where an event comes from.
type source int

const (
	caller   source = iota // from a caller of the function
	payload1               // of an API, in the form 1.0
	payload2               // of an API or a Function URL, in the form 2.0
	balancer               // of an Application Load Balancer
	queue                  // of SQS
	unread                 // of another service
)

// source tells where the event comes from.
func (e *event) source() source {
	switch {
	case len(e.Context.ELB) > 0 && !bytes.Equal(e.Context.ELB, []byte("null")):
		return balancer
	case e.Context.HTTP.Method != "":
		return payload2
	case e.HTTPMethod != "":
		return payload1
	case len(e.Records) > 0 && e.Records[0].Source == "aws:sqs":
		return queue
	case len(e.Records) > 0:
		return unread
	}
	return caller
}

// decode reads an event. One that is no JSON object is the direct caller's.
func decode(data []byte) (*event, source) {
	e := new(event)
	if err := json.Unmarshal(data, e); err != nil {
		return e, caller
	}
	return e, e.source()
}

// request is an event of an API or a load balancer as the request that it stands for.
func (e *event) request(ctx context.Context, from source, routed func(path string) bool) (*http.Request, error) {
	body := []byte(e.Body)
	if e.Base64 {
		var err error
		if body, err = base64.StdEncoding.DecodeString(e.Body); err != nil {
			return nil, fmt.Errorf("the body is not base64: %w", err)
		}
	}
	header := e.header()
	u := &url.URL{Path: e.path(from, routed), RawQuery: e.query(from)}
	if !strings.HasPrefix(u.Path, "/") {
		return nil, errors.New("the event has no path")
	}
	r, err := http.NewRequestWithContext(ctx, cmp.Or(e.Context.HTTP.Method, e.HTTPMethod), u.String(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header, r.RequestURI = header, u.RequestURI()
	r.Host = cmp.Or(header.Get("Host"), e.Context.Domain)
	header.Del("Host")
	if ip := cmp.Or(e.Context.HTTP.SourceIP, e.Context.Identity.SourceIP); ip != "" {
		r.RemoteAddr = net.JoinHostPort(ip, "0")
	}
	return r, nil
}

// header returns the headers, in whichever form they came.
func (e *event) header() http.Header {
	h := http.Header{}
	for name, value := range e.Headers {
		h.Set(name, value)
	}
	for name, values := range e.MultiHeader {
		h[http.CanonicalHeaderKey(name)] = values
	}
	if len(e.Cookies) > 0 {
		h.Set("Cookie", strings.Join(e.Cookies, "; "))
	}
	return h
}

// path returns the path as a route has it: decoded, and without the stage that HTTP APIs
// put before it. Where the API has a domain of its own they do not, so what is a route as it
// stands, such as /v1/parse in the stage v1, stays.
func (e *event) path(from source, routed func(path string) bool) string {
	path := e.Path
	if from == payload2 {
		path = e.RawPath
	}
	if rest, ok := strings.CutPrefix(path, "/"+e.Context.Stage); ok && !routed(path) && e.Version != "" && e.Context.Stage != "" && (rest == "" || rest[0] == '/') {
		path = cmp.Or(rest, "/")
	}
	if decoded, err := url.PathUnescape(path); err == nil {
		return decoded
	}
	return path
}

// query returns the query. Load balancers hand over names and values as the URL has them,
// REST APIs decoded ones.
func (e *event) query(from source) string {
	if from == payload2 {
		return e.RawQuery
	}
	values := url.Values(e.MultiQuery)
	if len(values) == 0 {
		values = url.Values{}
		for name, value := range e.Query {
			values.Set(name, value)
		}
	}
	if from != balancer {
		return values.Encode()
	}
	decoded := url.Values{}
	for name, many := range values {
		for _, value := range many {
			decoded.Add(unescaped(name), unescaped(value))
		}
	}
	return decoded.Encode()
}

func unescaped(s string) string {
	if decoded, err := url.QueryUnescape(s); err == nil {
		return decoded
	}
	return s
}
