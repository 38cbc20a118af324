package lambda_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/slmkit/slmkit/inference/lambda"
)

// echo answers with what it was asked.
var echo = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	w.Header().Set("Content-Type", "text/plain")
	w.Header().Add("Vary", "a")
	w.Header().Add("Vary", "b")
	w.Header().Add("Set-Cookie", "x=1")
	w.Header().Add("Set-Cookie", "y=2")
	w.WriteHeader(http.StatusCreated)
	fmt.Fprintf(w, "%s %s host=%s from=%s", r.Method, r.URL, r.Host, r.RemoteAddr)
	for _, name := range []string{"Host", "X-Myheader", "Header2", "Cookie", "Traceparent", "Authorization"} {
		if v := r.Header.Values(name); len(v) > 0 {
			fmt.Fprintf(w, " %s=%s", name, strings.Join(v, "|"))
		}
	}
	fmt.Fprintf(w, " body=%s", body)
})

func function() *lambda.Function {
	routed := func(path string) bool { return path == "/v1/parse" }
	return lambda.New(lambda.Options{HTTP: echo, Routed: routed, Direct: func(_ context.Context, event []byte) ([]byte, error) {
		return fmt.Appendf(nil, `{"direct":%s}`, event), nil
	}})
}

// fixtures is the folder of the events that AWS's own module is tested with.
func fixtures(t *testing.T) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", "github.com/aws/aws-lambda-go").Output()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(strings.TrimSpace(string(out)), "events", "testdata")
}

// strict decodes JSON into a type that must know all its members.
func strict(t *testing.T, data []byte, into any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		t.Errorf("%s: %v", data, err)
	}
}

// TestFixtures: each of AWS's example events becomes the request that it stands for.
func TestFixtures(t *testing.T) {
	dir := fixtures(t)
	api := "aaaaaaaaaa.execute-api.us-west-2.amazonaws.com"
	for _, c := range []struct{ file, want string }{
		{"apigw-request.json", "POST /hello/world?name=me host=gy415nuibc.execute-api.us-east-1.amazonaws.com from=192.168.196.186:0 body={\r\n\t\"a\": 1\r\n}"},
		{"apigw-restapi-openapi-request.json", ""},
		{"apigw-v2-request-no-authorizer.json", "GET / host=" + api + " from=1.2.3.4:0 body="},
		{"apigw-v2-request-iam.json", ""},
		{"apigw-v2-request-jwt-authorizer.json", ""},
		{"apigw-v2-request-lambda-authorizer.json", ""},
		{"lambda-urls-request.json", "POST /my/path?parameter1=value1&parameter1=value2&parameter2=value host=<url-id>.lambda-url.us-west-2.on.aws from=123.123.123.123:0 Header2=value1,value2 Cookie=cookie1; cookie2 body=Hello from client!"},
		{"alb-lambda-target-request-headers-only.json", "GET /?key=hello host=lambda-test-alb-1334523864.us-east-1.elb.amazonaws.com from= X-Myheader=123 body="},
		{"alb-lambda-target-request-multivalue-headers.json", "GET /?key=hello host=lambda-test-alb-1234567.us-east-1.elb.amazonaws.com from= X-Myheader=123 body="},
	} {
		t.Run(c.file, func(t *testing.T) {
			event, err := os.ReadFile(filepath.Join(dir, c.file))
			if err != nil {
				t.Fatal(err)
			}
			out, err := function().Answer(t.Context(), event, "")
			if err != nil {
				t.Fatal(err)
			}
			var got struct {
				StatusCode int    `json:"statusCode"`
				Body       string `json:"body"`
			}
			if err := json.Unmarshal(out, &got); err != nil || got.StatusCode != 201 {
				t.Errorf("%s: %v", out, err)
			}
			if c.want != "" && got.Body != c.want {
				t.Errorf("got  %q\nwant %q", got.Body, c.want)
			}
		})
	}
}

// TestReplies: answers have the forms of AWS's own types.
func TestReplies(t *testing.T) {
	dir := fixtures(t)
	answer := func(file string) []byte {
		event, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		out, err := function().Answer(t.Context(), event, "")
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	cookies := []string{"x=1", "y=2"}

	var v2 events.APIGatewayV2HTTPResponse
	strict(t, answer("apigw-v2-request-no-authorizer.json"), &v2)
	if v2.Headers["Vary"] != "a, b" || !slices.Equal(v2.Cookies, cookies) || v2.Headers["Set-Cookie"] != "" {
		t.Errorf("2.0: %+v", v2)
	}
	var url events.LambdaFunctionURLResponse
	strict(t, answer("lambda-urls-request.json"), &url)
	if url.StatusCode != 201 || !slices.Equal(url.Cookies, cookies) {
		t.Errorf("function URL: %+v", url)
	}
	var v1 events.APIGatewayProxyResponse
	strict(t, answer("apigw-request.json"), &v1)
	if !slices.Equal(v1.MultiValueHeaders["Set-Cookie"], cookies) {
		t.Errorf("1.0: %+v", v1)
	}
	var multi, single events.ALBTargetGroupResponse
	strict(t, answer("alb-lambda-target-request-multivalue-headers.json"), &multi)
	if multi.StatusDescription != "201 Created" || !slices.Equal(multi.MultiValueHeaders["Vary"], []string{"a", "b"}) || multi.Headers != nil {
		t.Errorf("load balancer with several values: %+v", multi)
	}
	strict(t, answer("alb-lambda-target-request-headers-only.json"), &single)
	if single.Headers["Vary"] != "a, b" || single.MultiValueHeaders != nil {
		t.Errorf("load balancer with one value: %+v", single)
	}
}

// TestEvents: what examples leave out.
func TestEvents(t *testing.T) {
	trace := "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"
	for _, c := range []struct{ name, event, trace, want string }{
		{"stage before the path", `{"version":"2.0","rawPath":"/dev/v1/parse","requestContext":{"stage":"dev","http":{"method":"POST"}},"body":"x"}`, "", "POST /v1/parse host= from= body=x"},
		{"stage that is the path", `{"version":"2.0","rawPath":"/dev","requestContext":{"stage":"dev","http":{"method":"GET"}}}`, "", "GET / host= from= body="},
		{"stage that begins the path", `{"version":"2.0","rawPath":"/devices","requestContext":{"stage":"dev","http":{"method":"GET"}}}`, "", "GET /devices host= from= body="},
		{"stage named as a route begins", `{"version":"2.0","rawPath":"/v1/v1/parse","requestContext":{"stage":"v1","http":{"method":"GET"}}}`, "", "GET /v1/parse host= from= body="},
		{"stage that is not in the path", `{"version":"2.0","rawPath":"/v1/parse","requestContext":{"stage":"v1","http":{"method":"GET"}}}`, "", "GET /v1/parse host= from= body="},
		{"stage before another route", `{"version":"2.0","rawPath":"/v1/readyz","requestContext":{"stage":"v1","http":{"method":"GET"}}}`, "", "GET /readyz host= from= body="},
		{"stage of a REST API", `{"httpMethod":"GET","path":"/prod/x","resource":"/x","requestContext":{"stage":"prod"}}`, "", "GET /prod/x host= from= body="},
		{"nulls", `{"version":"2.0","rawPath":"/","cookies":null,"headers":null,"requestContext":{"stage":"$default","accountId":null,"authorizer":null,"http":{"method":"GET"}},"body":null}`, "", "GET / host= from= body="},
		{"null of a load balancer", `{"httpMethod":"GET","path":"/","requestContext":{"elb":null}}`, "", "GET / host= from= body="},
		{"base64", `{"httpMethod":"POST","path":"/","body":"` + base64.StdEncoding.EncodeToString([]byte("grüß")) + `","isBase64Encoded":true}`, "", "POST / host= from= body=grüß"},
		{"encoded path", `{"version":"2.0","rawPath":"/v2/models/a%20b/infer","requestContext":{"http":{"method":"GET"}}}`, "", "GET /v2/models/a%20b/infer host= from= body="},
		{"query of a load balancer", `{"httpMethod":"GET","path":"/","queryStringParameters":{"a%20b":"c%26d"},"requestContext":{"elb":{"targetGroupArn":"x"}}}`, "", "GET /?a+b=c%26d host= from= body="},
		{"query of a REST API", `{"httpMethod":"GET","path":"/","multiValueQueryStringParameters":{"a":["1 2","3%"]}}`, "", "GET /?a=1+2&a=3%25 host= from= body="},
		{"several values", `{"httpMethod":"GET","path":"/","headers":{"header2":"b"},"multiValueHeaders":{"header2":["a","b"]}}`, "", "GET / host= from= Header2=a|b body="},
		{"trace", `{"httpMethod":"GET","path":"/"}`, trace, "GET / host= from= Traceparent=00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01 body="},
		{"trace of the caller", `{"httpMethod":"GET","path":"/","headers":{"traceparent":"00-1"}}`, trace, "GET / host= from= Traceparent=00-1 body="},
		{"trace without a parent", `{"httpMethod":"GET","path":"/"}`, "Root=1-5759e988-bd862e3fe1be46a994272793", "GET / host= from= body="},
		{"trace that is none", `{"httpMethod":"GET","path":"/"}`, "Root=1-x;Parent=y", "GET / host= from= body="},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, err := function().Answer(t.Context(), []byte(c.event), c.trace)
			var got events.APIGatewayProxyResponse
			if err != nil || json.Unmarshal(out, &got) != nil || got.Body != c.want {
				t.Errorf("%v\ngot  %q\nwant %q", err, got.Body, c.want)
			}
		})
	}
	for _, event := range []string{
		`{"httpMethod":"POST","path":"/","body":"%","isBase64Encoded":true}`,
		`{"httpMethod":"GET"}`,
		`{"httpMethod":"a b","path":"/"}`,
		`{"Records":[{"eventSource":"aws:s3"}]}`,
	} {
		if out, err := function().Answer(t.Context(), []byte(event), ""); err == nil {
			t.Errorf("%s: %s, want an error", event, out)
		}
	}
	for _, event := range []string{`{"text":"x"}`, `"x"`, `[1]`, `{"Records":[]}`} {
		out, err := function().Answer(t.Context(), []byte(event), "")
		if want := `{"direct":` + event + `}`; err != nil || string(out) != want {
			t.Errorf("%s, %v; want %s", out, err, want)
		}
	}
}

// TestBinary: a body that is no text is base64.
func TestBinary(t *testing.T) {
	f := lambda.New(lambda.Options{HTTP: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte{0xff, 0}) })})
	out, err := f.Answer(t.Context(), []byte(`{"httpMethod":"GET","path":"/"}`), "")
	var got events.APIGatewayProxyResponse
	if err != nil || json.Unmarshal(out, &got) != nil || !got.IsBase64Encoded || got.Body != "/wA=" {
		t.Errorf("%s, %v", out, err)
	}
}

// TestQueueAtOnce: messages of a batch are answered beside each other.
func TestQueueAtOnce(t *testing.T) {
	var all sync.WaitGroup
	all.Add(3) // each answer waits until the last message is there
	f := lambda.New(lambda.Options{Direct: func(context.Context, []byte) ([]byte, error) {
		all.Done()
		all.Wait()
		return []byte("1"), nil
	}})
	message := `{"eventSource":"aws:sqs","body":"a"}`
	ended := make(chan error, 1)
	go func() {
		_, err := f.Answer(t.Context(), []byte(`{"Records":[`+message+`,`+message+`,`+message+`]}`), "")
		ended <- err
	}()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Error("messages wait for each other")
	}
}

// TestQueue: messages without an answer are sent again, and those behind the first of them
// where the queue keeps an order.
func TestQueue(t *testing.T) {
	batch := func(queue string, bodies ...string) []byte {
		var e events.SQSEvent
		for i, body := range bodies {
			e.Records = append(e.Records, events.SQSMessage{MessageId: fmt.Sprint(i), Body: body, EventSource: "aws:sqs", EventSourceARN: "arn:aws:sqs:us-east-1:1:" + queue})
		}
		b, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for _, c := range []struct {
		name, queue string
		bodies      []string
		failed      []string
		answers     []string
	}{
		{"all are answered", "q", []string{"a", `{"text":"b"}`}, nil, []string{`{"messageId":"0","answer":["a"]}`, `{"messageId":"1","answer":[{"text":"b"}]}`}},
		{"one is not", "q", []string{"a", "bad", "c"}, []string{"1"}, []string{`{"messageId":"0","answer":["a"]}`, `{"messageId":"2","answer":["c"]}`}},
		{"in order", "q.fifo", []string{"a", "bad", "c"}, []string{"1", "2"}, []string{`{"messageId":"0","answer":["a"]}`}},
		{"many", "q", slices.Repeat([]string{"bad"}, 40), nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			var answers bytes.Buffer
			f := lambda.New(lambda.Options{Answers: &answers, Direct: func(_ context.Context, event []byte) ([]byte, error) {
				if string(event) == `"bad"` {
					return nil, errors.New("bad")
				}
				return fmt.Appendf(nil, "[%s]\n", event), nil
			}})
			out, err := f.Answer(t.Context(), batch(c.queue, c.bodies...), "")
			if err != nil {
				t.Fatal(err)
			}
			var got events.SQSEventResponse
			strict(t, out, &got)
			var failed []string
			for _, m := range got.BatchItemFailures {
				failed = append(failed, m.ItemIdentifier)
			}
			if c.failed == nil && c.answers == nil {
				if len(failed) != len(c.bodies) {
					t.Errorf("%d messages failed of %d", len(failed), len(c.bodies))
				}
				return
			}
			lines := strings.Fields(answers.String())
			slices.Sort(lines)
			if !slices.Equal(failed, c.failed) || !reflect.DeepEqual(lines, c.answers) {
				t.Errorf("failed %v, answers %q", failed, lines)
			}
			if !bytes.Contains(out, []byte(`"batchItemFailures":[`)) {
				t.Errorf("%s: a batch without failures has an empty list", out)
			}
		})
	}
}

// FuzzAnswer: no event ends the process, and every answer is JSON.
func FuzzAnswer(f *testing.F) {
	for _, seed := range []string{``, `[]`, `{"httpMethod":"GET","path":"//a"}`, `{"Records":[{"eventSource":"aws:sqs"}]}`, `{"rawPath":"/%zz","version":"2.0","requestContext":{"stage":"","http":{"method":"GET"}}}`, `{"httpMethod":"GET","path":"/","headers":{"a\nb":"c"}}`} {
		f.Add([]byte(seed))
	}
	fn := lambda.New(lambda.Options{HTTP: echo, Direct: func(context.Context, []byte) ([]byte, error) { return []byte("{}"), nil }})
	f.Fuzz(func(t *testing.T, event []byte) {
		out, err := fn.Answer(t.Context(), event, "")
		if err == nil && !json.Valid(out) {
			t.Errorf("%q is no JSON", out)
		}
	})
}
