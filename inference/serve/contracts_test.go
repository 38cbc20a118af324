package serve

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestFields: a field that changes what an answer means is obeyed, or refused by its name.
// Others are named in a header.
func TestFields(t *testing.T) {
	_, h := start(t, options())
	const chat, parse, infer, face, vertex, systemOne, rasa = "/v1/chat/completions", "/v1/parse", "/v2/models/banking/infer", "/", "/predict", "/v1/systemone", "/model/parse"
	requests := map[string]string{
		chat:      `{"messages":[{"role":"user","content":"` + transfer + `"}],"tools":[{"type":"function","function":{"name":"transfer_money","description":"d","parameters":{"type":"object","properties":{"amount":{"type":"string"}},"required":["amount"],"additionalProperties":false}}}]%s}`,
		parse:     `{"text":"` + transfer + `"%s}`,
		infer:     `{"inputs":[{"name":"text","shape":[1],"datatype":"BYTES","data":["` + transfer + `"]}]%s}`,
		face:      `{"inputs":"` + transfer + `"%s}`,
		vertex:    `{"instances":[{"text":"` + transfer + `","title":"t"}]%s}`,
		systemOne: `{"state":"` + transfer + `","questions":{"transfer_money":{"type":"noul","instructions":"i"}}%s}`,
		rasa:      `{"text":"` + transfer + `"%s}`,
	}
	for _, c := range []struct {
		path    string
		more    string // members beside those of the request, or another request
		refused string // part of the answer
		ignored string
	}{
		{chat, ``, "", ""},
		{chat, `,"seed":1,"temperature":0.5,"top_p":1,"user":"u","metadata":{},"store":false,"reasoning_effort":"low","prediction":null`, "", "metadata, prediction, reasoning_effort, seed, store, temperature, top_p, user"},
		{chat, `,"n":1,"top_logprobs":0,"logprobs":false,"stop":null,"logit_bias":{},"functions":[],"function_call":null,"modalities":["text"],"response_format":{"type":"text"},"parallel_tool_calls":false`, "", ""},
		{chat, `,"n":2`, `"param":"n"`, ""},
		{chat, `,"logprobs":true`, `"param":"logprobs"`, ""},
		{chat, `,"top_logprobs":3`, `"param":"top_logprobs"`, ""},
		{chat, `,"stop":"x"`, `"param":"stop"`, ""},
		{chat, `,"logit_bias":{"1":2}`, `"param":"logit_bias"`, ""},
		{chat, `,"functions":[{"name":"f"}]`, `"param":"functions"`, ""},
		{chat, `,"function_call":"auto"`, `"param":"function_call"`, ""},
		{chat, `,"modalities":["audio"]`, `"param":"modalities"`, ""},
		{chat, `,"response_format":{"type":"json_object"}`, `"param":"response_format"`, ""},
		{chat, `,"max_completion_tokens":0`, `"param":"max_completion_tokens"`, ""},
		{chat, `,"tool_choice":"some"`, `"param":"tool_choice"`, ""},
		{chat, `,"model":null`, "", ""},
		{parse, `,"texts":["a"]`, `"param":"texts"`, ""},
		{parse, `{"texts":["a",null]}`, `is null`, ""},
		{parse, `,"alternatives":9`, `"param":"alternatives"`, ""},
		{parse, `,"history":[{"role":"nobody","text":"a"}]`, `"param":"history"`, ""},
		{parse, `,"history":[{"role":"user","text":"a","call":{},"when":1}]`, "", "history.call, history.when"},
		{parse, `,"explain":true`, `"param":"explain"`, ""},
		{parse, `,"explains":true,"Id":"7"`, "", "explains"},
		{infer, `,"model_name":"banking"`, "", "model_name"},
		{infer, `,"parameters":{"priority":1}`, `priority is not known`, ""},
		{infer, `,"outputs":[{"name":"call","parameters":{"classification":2}}]`, `classification is not known`, ""},
		{infer, `,"outputs":[{"name":"call","parameters":{"binary_data":true}}]`, "", ""},
		{infer, `{"inputs":[{"name":"text","shape":[-1,-1],"datatype":"BYTES","data":["a"]}]}`, `shape [-1 -1]`, ""},
		{infer, `{"inputs":[{"name":"text","shape":[1],"datatype":"BYTES","data":[null]}]}`, `list of texts`, ""},
		{infer, `{"inputs":[{"name":"text","shape":[null],"datatype":"BYTES","data":[]}]}`, `is null`, ""},
		{face, `,"parameters":{"details":false,"top_k":null},"options":{"use_cache":true}`, "", "options"},
		{face, `,"parameters":{"details":true}`, `details is not known`, ""},
		{face, `,"stream":true`, `stream`, ""},
		{face, `{"inputs":null}`, `inputs is missing`, ""},
		{vertex, ``, "", "instances.title"},
		{vertex, `,"parameters":{"confidenceThreshold":1}`, `confidenceThreshold is not known`, ""},
		{vertex, `{"instances":[{}]}`, `instances[0] has no text`, ""},
		{systemOne, ``, "", "questions.instructions"},
		{systemOne, `{"state":"a","questions":{"fly":{"type":"noul"}}}`, `"unsupported_tool"`, ""},
		{rasa, `,"message_id":null,"token":null,"lang":"en"`, "", "lang"},
	} {
		body := c.more
		if !strings.HasPrefix(body, "{") {
			body = fmt.Sprintf(requests[c.path], c.more)
		}
		status, headers, got := ask(t, h, c.path, body)
		want := http.StatusOK
		if c.refused != "" {
			want = http.StatusBadRequest
		}
		if status != want || !strings.Contains(got, c.refused) {
			t.Errorf("%s %s: status %d, want %d: %s\nlacks %s", c.path, c.more, status, want, got, c.refused)
		}
		if ignored := headers.Get("X-Slmkit-Ignored"); c.refused == "" && ignored != c.ignored {
			t.Errorf("%s %s: ignored %q, want %q", c.path, c.more, ignored, c.ignored)
		}
	}
	for _, path := range []string{chat, parse, infer, face, vertex, systemOne, rasa} {
		if status, _, got := ask(t, h, path, "null"); status != http.StatusBadRequest {
			t.Errorf("%s null: status %d: %s", path, status, got)
		}
	}
	var many strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&many, `,"x%d":1`, i)
	}
	_, headers, _ := ask(t, h, parse, fmt.Sprintf(requests[parse], many.String()))
	if ignored := headers.Get("X-Slmkit-Ignored"); !strings.HasSuffix(ignored, ", and 968 more") {
		t.Errorf("ignored: %s", ignored)
	}
	_, headers, _ = ask(t, h, parse, `{"text":"hi","mood":1}`+"\n"+`{"text":"hi","tone":1}`, "Content-Type", "application/jsonl")
	if ignored := headers.Get("X-Slmkit-Ignored"); ignored != "mood, tone" {
		t.Errorf("ignored of lines: %s", ignored)
	}
}

// TestStrictTools: the arguments of a strict tool are what its schema says.
func TestStrictTools(t *testing.T) {
	_, h := start(t, options())
	for _, c := range []struct{ name, text, parameters, want string }{
		{"what it requires", transfer, `"properties":{"amount":{"type":"string"},"recipient":{"type":"string"}},"required":["amount","recipient"]`, `"arguments":"{\"amount\":\"50 USD\",\"recipient\":\"my landlord\"}"`},
		{"null for what nobody said", transfer, `"properties":{"amount":{"type":"string"},"date":{"type":["string","null"]}},"required":["amount","date"]`, `"arguments":"{\"amount\":\"50 USD\",\"date\":null}"`},
		{"the same with anyOf", transfer, `"properties":{"amount":{"type":"string"},"date":{"anyOf":[{"type":"string"},{"type":"null"}]}},"required":["amount","date"]`, `\"date\":null`},
		{"no words for what it requires", "hm", `"properties":{"amount":{"type":"string"}},"required":["amount"]`, `"message":"no call that the request allows`},
		{"another type", transfer, `"properties":{"amount":{"type":"number"}},"required":["amount"]`, `takes amount as number, the model writes it as string`},
		{"no parameters", transfer, ``, `"arguments":"{}"`},
	} {
		parameters := ""
		if c.parameters != "" {
			parameters = `,"parameters":{"type":"object",` + c.parameters + `,"additionalProperties":false}`
		}
		_, _, got := ask(t, h, "/v1/chat/completions", `{"messages":[{"role":"user","content":"`+c.text+`"}],"tool_choice":"required","tools":[{"type":"function","function":{"name":"transfer_money","strict":true`+parameters+`}}]}`)
		if !strings.Contains(got, c.want) {
			t.Errorf("%s: %s\nlacks %s", c.name, got, c.want)
		}
	}
}

// TestFaults: each contract says in its form that the server is busy, and when to come again.
func TestFaults(t *testing.T) {
	s := &Server{o: Options{Version: "test"}}
	for _, c := range []struct {
		speech speech
		want   string
	}{
		{plain, `{"error":{"code":"overloaded","message":"m"}}`},
		{openAI, `{"error":{"message":"m","type":"rate_limit_error","param":null,"code":"overloaded"}}`},
		{systemOne, `{"error":{"message":"m","type":"rate_limit_error","param":null,"code":"overloaded"}}`},
		{inferenceV, `{"error":"m"}`},
		{sageMaker, `{"error":{"code":"overloaded","message":"m"}}`},
		{rasa, `{"version":"test","status":"failure","reason":"overloaded","message":"m","code":429}`},
		{face, `{"error":"m","error_type":"overloaded"}`},
		{vertex, `{"error":"m"}`},
	} {
		for after, wait := range map[time.Duration][2]string{time.Microsecond: {"1", "1"}, 2300 * time.Millisecond: {"3", "2300"}} {
			w := httptest.NewRecorder()
			c.speech.fail(s, w, &fault{status: http.StatusTooManyRequests, code: "overloaded", message: "m", retry: after})
			got := [2]string{w.Header().Get("Retry-After"), w.Header().Get("Retry-After-Ms")}
			if w.Code != http.StatusTooManyRequests || strings.TrimSpace(w.Body.String()) != c.want || got != wait {
				t.Errorf("%s after %v: status %d, %v: %s", c.speech.contract, after, w.Code, got, w.Body)
			}
		}
	}
}

// TestRasaToken: an assistant of Rasa puts its key into the body.
func TestRasaToken(t *testing.T) {
	o := options()
	var err error
	if o.Keys, err = ReadKeys([]byte("0123456789abcdef"), "keys"); err != nil {
		t.Fatal(err)
	}
	o.MaxBody = 1000
	_, h := start(t, o)
	for body, want := range map[string]int{
		`{"text":"freeze my card","token":"0123456789abcdef"}`:                                         200,
		`{"text":"freeze my card","token":"0123456789abcdeF"}`:                                         401,
		`{"text":"freeze my card","token":null}`:                                                       401,
		`{"text":"` + strings.Repeat("a", 2000) + `","token":"0123456789abcdef"}`:                      401,
		`{"text":"` + strings.Repeat(`\u0061`, 100) + `","token":"0123456789abcdef","message_id":"m"}`: 200,
	} {
		if status, _, got := ask(t, h, "/model/parse", body); status != want || want == 200 && !strings.Contains(got, `"text":"`) {
			t.Errorf("%s: status %d, want %d: %s", body, status, want, got)
		}
	}
	if status, _, _ := ask(t, h, "/v1/parse", `{"text":"a","token":"0123456789abcdef"}`); status != http.StatusUnauthorized {
		t.Errorf("a token in another contract: status %d", status)
	}
}

// TestTraceparent: a trace goes on with its flags, and what is none begins one.
func TestTraceparent(t *testing.T) {
	const trace = "4bf92f3577b34da6a3ce929d0e0e4736"
	for from, want := range map[string]string{
		"00-" + trace + "-00f067aa0ba902b7-00": "00-" + trace + "-|-00",
		"00-" + trace + "-00f067aa0ba902b7-01": "00-" + trace + "-|-01",
		"":                                     "00-|-01", "00-" + strings.Repeat("0", 32) + "-00f067aa0ba902b7-01": "00-|-01", "00-x-y-01": "00-|-01",
	} {
		got := traceparent(from)
		begin, end, _ := strings.Cut(want, "|")
		if len(got) != 55 || !strings.HasPrefix(got, begin) || !strings.HasSuffix(got, end) || strings.Contains(got, "00f067aa0ba902b7") {
			t.Errorf("%q: %s, want %s", from, got, want)
		}
	}
}

// TestExchanges: the document says of each route what it reads and writes.
func TestExchanges(t *testing.T) {
	n := named{models: []any{"m"}, versions: []any{"v"}, actions: []any{"a"}}
	all, errs := n.exchanges(), errorForms()
	for _, r := range allRoutes {
		e, has := all[r.pattern]
		if delete(all, r.pattern); !has || e.out == nil || (e.in != nil) != strings.HasPrefix(r.pattern, "POST ") || errs[r.speech.contract] == nil {
			t.Errorf("%s is not described", r.pattern)
		}
	}
	for pattern := range all {
		t.Errorf("%s is no route", pattern)
	}
}

// TestModelIsNamed: an answer of a model says which, and how long its stages took.
func TestModelIsNamed(t *testing.T) {
	s, h := start(t, options())
	name := s.slots[0].now.named()
	for path, body := range map[string]string{
		"/v1/parse": `{"text":"hi"}`, "/v1/chat/completions": `{"messages":[{"role":"user","content":"hi"}]}`, "/v1/systemone": `{"state":"hi","questions":{"check_balance":{"type":"noul"}}}`,
		"/v2/models/banking/infer": `{"inputs":[{"name":"text","shape":[1],"datatype":"BYTES","data":["hi"]}]}`, "/model/parse": `{"text":"hi"}`, "/": `{"inputs":"hi"}`,
		"/predict": `{"instances":[{"text":"hi"}]}`, "/v1/actions": "", "/v1/models/banking": "", "/v2/models/banking": "", "/v2/models/banking/ready": "", "/status": "",
	} {
		status, headers, got := ask(t, h, path, body)
		if status != http.StatusOK || headers.Get("X-Slmkit-Model") != name || !json.Valid([]byte(got)) {
			t.Errorf("%s: status %d, model %q: %s", path, status, headers.Get("X-Slmkit-Model"), got)
		}
		if timed := strings.HasPrefix(headers.Get("Server-Timing"), "queue;dur="); timed != (body != "") {
			t.Errorf("%s: Server-Timing %q", path, headers.Get("Server-Timing"))
		}
	}
}
