package lambda

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"unicode/utf8"
)

// event is what all sources send, of which each fills a part.
type event struct {
	Version         string              `json:"version"`
	Method          string              `json:"httpMethod"`
	Resource        string              `json:"resource"`
	Path            string              `json:"path"`
	RawPath         string              `json:"rawPath"`
	RawQuery        string              `json:"rawQueryString"`
	Query           map[string]string   `json:"queryStringParameters"`
	QueryLists      map[string][]string `json:"multiValueQueryStringParameters"`
	Headers         map[string]string   `json:"headers"`
	HeaderLists     map[string][]string `json:"multiValueHeaders"`
	Cookies         []string            `json:"cookies"`
	Body            string              `json:"body"`
	IsBase64Encoded bool                `json:"isBase64Encoded"`
	Records         []message           `json:"Records"`
	Context         struct {
		Stage string `json:"stage"`
		HTTP  *struct {
			Method string `json:"method"`
		} `json:"http"`
		ELB *struct{} `json:"elb"`
	} `json:"requestContext"`
}

// message is one of a queue.
type message struct {
	ID     string `json:"messageId"`
	Source string `json:"eventSource"`
	Body   string `json:"body"`
}

// answer answers an event.
func (f *function) answer(ctx context.Context, data []byte, trace string) (any, error) {
	var e event
	if err := json.Unmarshal(data, &e); err != nil { // another shape than any source has
		return f.direct(ctx, data, trace)
	}
	switch {
	case len(e.Records) > 0 && e.Records[0].Source == "aws:sqs":
		return f.queue(ctx, e.Records, trace), nil
	case len(e.Records) > 0:
		return nil, fmt.Errorf("records of %q are not read: send messages of SQS, HTTP events, or {\"text\": \"…\"}", e.Records[0].Source)
	case e.Version == "2.0" && e.Context.HTTP != nil:
		return f.gateway2(ctx, &e, trace)
	case e.Context.ELB != nil && e.Method != "":
		return f.balancer(ctx, &e, trace)
	case e.Method != "" && e.Resource != "":
		return f.gateway1(ctx, &e, trace)
	}
	return f.direct(ctx, data, trace)
}

// response is what HTTP sources take.
type response struct {
	StatusCode        int                 `json:"statusCode"`
	StatusDescription string              `json:"statusDescription,omitempty"`
	Headers           map[string]string   `json:"headers,omitempty"`
	HeaderLists       map[string][]string `json:"multiValueHeaders,omitempty"`
	Cookies           []string            `json:"cookies,omitempty"`
	Body              string              `json:"body"`
	IsBase64Encoded   bool                `json:"isBase64Encoded"`
}

// gateway2 answers payload 2.0, of an HTTP API or a Function URL.
func (f *function) gateway2(ctx context.Context, e *event, trace string) (any, error) {
	path := e.RawPath
	if stage := "/" + e.Context.Stage; e.Context.Stage != "" && e.Context.Stage != "$default" {
		if rest, ok := strings.CutPrefix(path, stage); ok && (rest == "" || rest[0] == '/') {
			path = "/" + strings.TrimPrefix(rest, "/")
		}
	}
	header := http.Header{}
	for name, value := range e.Headers {
		header.Set(name, value)
	}
	if len(e.Cookies) > 0 {
		header.Set("Cookie", strings.Join(e.Cookies, "; "))
	}
	got, err := f.serve(ctx, e, e.Context.HTTP.Method, path, e.RawQuery, header, trace)
	if err != nil {
		return nil, err
	}
	out := got.response()
	out.Cookies = got.header.Values("Set-Cookie")
	out.Headers = map[string]string{}
	for name, values := range got.header {
		if name != "Set-Cookie" {
			out.Headers[strings.ToLower(name)] = strings.Join(values, ",")
		}
	}
	return out, nil
}

// gateway1 answers payload 1.0, of a REST API.
func (f *function) gateway1(ctx context.Context, e *event, trace string) (any, error) {
	query := url.Values(e.QueryLists)
	if len(query) == 0 {
		query = url.Values{}
		for name, value := range e.Query {
			query.Set(name, value)
		}
	}
	got, err := f.serve(ctx, e, e.Method, e.Path, query.Encode(), e.header(), trace)
	if err != nil {
		return nil, err
	}
	out := got.response()
	out.HeaderLists = got.header
	return out, nil
}

// balancer answers an application load balancer, with lists of values where it sends
// lists. The names and values of its query are escaped already.
func (f *function) balancer(ctx context.Context, e *event, trace string) (any, error) {
	var query []string
	for name, values := range e.QueryLists {
		for _, value := range values {
			query = append(query, name+"="+value)
		}
	}
	for name, value := range e.Query {
		query = append(query, name+"="+value)
	}
	got, err := f.serve(ctx, e, e.Method, e.Path, strings.Join(query, "&"), e.header(), trace)
	if err != nil {
		return nil, err
	}
	out := got.response()
	out.StatusDescription = fmt.Sprintf("%d %s", out.StatusCode, http.StatusText(out.StatusCode))
	if e.HeaderLists != nil {
		out.HeaderLists = got.header
		return out, nil
	}
	out.Headers = map[string]string{}
	for name, values := range got.header {
		out.Headers[name] = strings.Join(values, ",")
	}
	return out, nil
}

// header is that of an event which may have lists of values.
func (e *event) header() http.Header {
	header := http.Header{}
	for name, value := range e.Headers {
		header.Set(name, value)
	}
	for name, values := range e.HeaderLists {
		header[http.CanonicalHeaderKey(name)] = values
	}
	return header
}

// serve lets the handler answer a request.
func (f *function) serve(ctx context.Context, e *event, method, path, query string, header http.Header, trace string) (*recorder, error) {
	body := []byte(e.Body)
	if e.IsBase64Encoded {
		var err error
		if body, err = base64.StdEncoding.DecodeString(e.Body); err != nil {
			return nil, fmt.Errorf("the event's body is not base64: %w", err)
		}
	}
	return f.request(ctx, method, path, query, header, body, trace)
}

// request makes a request and returns what the handler answers.
func (f *function) request(ctx context.Context, method, path, query string, header http.Header, body []byte, trace string) (*recorder, error) {
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	r, err := http.NewRequestWithContext(ctx, method, "/", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.URL = &url.URL{Path: path, RawQuery: query}
	if plain, err := url.PathUnescape(path); err == nil {
		r.URL.Path, r.URL.RawPath = plain, path
	}
	r.RequestURI = r.URL.RequestURI()
	r.Header, r.Host = header, header.Get("Host")
	if trace != "" && header.Get("X-Amzn-Trace-Id") == "" {
		header.Set("X-Amzn-Trace-Id", trace)
	}
	out := &recorder{header: http.Header{}}
	f.handler.ServeHTTP(out, r)
	if err := ctx.Err(); err != nil && out.status == 0 {
		return nil, err
	}
	return out, nil
}

// direct answers a bare event: {"text": "…"}, {"texts": […]}, or a list of texts or of
// such objects.
func (f *function) direct(ctx context.Context, data []byte, trace string) (json.RawMessage, error) {
	kind := "application/json"
	list := bytes.HasPrefix(bytes.TrimSpace(data), []byte("["))
	if list {
		var items []json.RawMessage
		if err := json.Unmarshal(data, &items); err != nil {
			return nil, err
		}
		var lines bytes.Buffer
		for _, item := range items {
			lines.Write(asRequest(item))
			lines.WriteByte('\n')
		}
		kind, data = "application/jsonl", lines.Bytes()
	}
	header := http.Header{"Content-Type": {kind}, "Accept": {"application/json"}}
	got, err := f.request(ctx, http.MethodPost, f.Direct, "", header, data, trace)
	if err != nil {
		return nil, err
	}
	if got.status >= 400 {
		return nil, errors.New(strings.TrimSpace(got.body.String()))
	}
	if !list {
		return got.body.Bytes(), nil
	}
	var several struct {
		Answers json.RawMessage `json:"answers"`
	}
	if err := json.Unmarshal(got.body.Bytes(), &several); err != nil {
		return nil, err
	}
	return several.Answers, nil
}

// asRequest makes a text a request. Other values are left to the handler.
func asRequest(item json.RawMessage) []byte {
	item = bytes.TrimSpace(item)
	if bytes.HasPrefix(item, []byte(`"`)) {
		return fmt.Appendf(nil, `{"text":%s}`, item)
	}
	var line bytes.Buffer
	if err := json.Compact(&line, item); err != nil {
		return item
	}
	return line.Bytes()
}

// failures are the messages of a queue that were not answered, which come again.
type failures struct {
	Items []failed `json:"batchItemFailures"`
}

type failed struct {
	ID string `json:"itemIdentifier"`
}

// queue answers messages side by side, so that they share batches. A message is JSON as a
// bare event has it, or else the text itself.
func (f *function) queue(ctx context.Context, messages []message, trace string) failures {
	errs := make([]error, len(messages))
	var all sync.WaitGroup
	for i, m := range messages {
		all.Go(func() {
			body := []byte(m.Body)
			if !json.Valid(body) || !bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) {
				body, _ = json.Marshal(map[string]string{"text": m.Body}) // strings can be written as JSON
			}
			answer, err := f.direct(ctx, body, trace)
			if err == nil {
				err = f.write(m.ID, answer)
			}
			errs[i] = err
		})
	}
	all.Wait()
	out := failures{Items: []failed{}}
	for i, err := range errs {
		if err != nil {
			f.Log.Error("message", "id", messages[i].ID, "error", err.Error())
			out.Items = append(out.Items, failed{messages[i].ID})
		}
	}
	return out
}

// write hands on the answer to a message.
func (f *function) write(id string, answer json.RawMessage) error {
	if f.Answers == nil {
		return nil
	}
	line, err := json.Marshal(struct {
		ID     string          `json:"messageId"`
		Answer json.RawMessage `json:"answer"`
	}{id, answer})
	if err != nil {
		return err
	}
	f.writing.Lock()
	defer f.writing.Unlock()
	_, err = f.Answers.Write(append(line, '\n'))
	return err
}

// recorder is an http.ResponseWriter that keeps the answer.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
}

func (r *recorder) Write(b []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	return r.body.Write(b)
}

// Flush lets handlers stream, though nothing leaves before the end.
func (r *recorder) Flush() { r.WriteHeader(http.StatusOK) }

// response is the part that all HTTP sources take.
func (r *recorder) response() *response {
	r.WriteHeader(http.StatusOK) // an empty answer
	out := &response{StatusCode: r.status, Body: r.body.String()}
	if !utf8.ValidString(out.Body) {
		out.Body, out.IsBase64Encoded = base64.StdEncoding.EncodeToString(r.body.Bytes()), true
	}
	return out
}
