package serve

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/inference"
	"github.com/slmkit/slmkit/inference/calls"
)

const bundled = "../../testdata/models/banking"

// day is what relative dates count from.
var day = time.Date(2025, time.June, 16, 0, 0, 0, 0, time.UTC)

func options() Options {
	return Options{Calls: calls.Options{Model: inference.Options{Precision: "int8", Threads: 2}, Constrain: true, Reference: day}, Version: "test"}
}

// start serves the bundled model.
func start(t *testing.T, o Options) (*Server, *httptest.Server) {
	t.Helper()
	s, err := New(t.Context(), []Source{{Name: "banking", Dir: bundled}}, o)
	if err != nil {
		t.Fatal(err)
	}
	h := httptest.NewServer(s.Handler())
	t.Cleanup(func() { h.Close(); s.Close() })
	return s, h
}

// ask posts JSON, or gets where there is none, and returns the status and the answer.
func ask(t *testing.T, h *httptest.Server, path, body string, headers ...string) (int, http.Header, string) {
	t.Helper()
	method := http.MethodPost
	if body == "" {
		method = http.MethodGet
	}
	req, err := http.NewRequestWithContext(t.Context(), method, h.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
		if headers[i] == "Host" {
			req.Host = headers[i+1]
		}
	}
	res, err := h.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Header, string(b)
}

const transfer = "send fifty bucks to my landlord"

// TestContracts: each contract answers in its own form.
func TestContracts(t *testing.T) {
	o := options()
	o.Calls.LogProbs = true
	_, h := start(t, o)
	tools := `"tools":[{"type":"function","function":{"name":"transfer_money","parameters":{"type":"object","properties":{"amount":{"type":"string"},"recipient":{"type":"string"}},"required":["amount"]}}},{"type":"function","function":{"name":"check_balance"}}]`
	chat := func(more string) string {
		return `{"model":"banking","messages":[{"role":"system","content":"help"},{"role":"user","content":[{"type":"text","text":"` + transfer + `"}]}]` + more + `}`
	}
	for _, c := range []struct {
		name, path, body string
		status           int
		want             []string // parts of the answer
	}{
		{"parse", "/v1/parse", `{"text":"` + transfer + `","id":"7"}`, 200, []string{`"id":"7"`, `"call":{"name":"transfer_money","arguments":{"amount":"50 USD","recipient":"my landlord"}}`, `"slots":[{"name":"amount","value":"fifty bucks","start":5,"end":16}`, `"confidence":0.9`}},
		{"texts", "/v1/parse", `{"texts":["freeze my card","","hi"]}`, 200, []string{`"answers":[`, `"output":"freeze_account()"`, `"error":"prompt is empty"`}},
		{"actions", "/v1/parse", `{"text":"freeze my card","actions":["check_balance"]}`, 200, []string{`"output":"check_balance(`}},
		{"ranking", "/v1/parse", `{"text":"freeze my card","alternatives":0}`, 200, []string{`"ranking":[{"name":"freeze_account","probability":0.9`, `"timing_ms":{"queue":`, `"output":"freeze_account()"`}},
		{"alternatives", "/v1/parse", `{"text":"freeze my card","alternatives":2,"actions":["freeze_account","check_balance","none"]}`, 200, []string{`"alternatives":[{"output":"`, `"call":{"name":"check_balance","arguments":{`, `"probability":`}},
		{"fewer than no alternatives", "/v1/parse", `{"text":"a","alternatives":-1}`, 400, []string{`"param":"alternatives"`}},
		{"empty", "/v1/parse", `{"text":""}`, 422, []string{`"code":"prompt"`}},
		{"no text", "/v1/parse", `{}`, 400, []string{`text is missing`}},
		{"both", "/v1/parse", `{"text":"a","texts":["b"]}`, 400, []string{`not with both`}},
		{"unknown action", "/v1/parse", `{"text":"a","actions":["fly"]}`, 400, []string{`"unsupported_tool"`, `fly`}},
		{"unknown model", "/v1/parse", `{"text":"a","model":"x"}`, 404, []string{`model_not_found`}},
		{"bad day", "/v1/parse", `{"text":"a","reference_date":"tomorrow"}`, 400, []string{`YYYY-MM-DD`}},
		{"not JSON", "/v1/parse", `{"text":`, 400, []string{`not JSON`}},
		{"number", "/v1/parse", `{"text":7}`, 400, []string{`text: a JSON number`}},
		{"no route", "/v1/nothing", "", 404, []string{`/openapi.json`}},
		{"wrong method", "/v1/parse", "", 405, []string{`takes POST`}},
		{"list of actions", "/v1/actions", "", 200, []string{`"check_balance"`, `"parameters"`}},
		{"ready", "/readyz?verbose", "", 200, []string{`"status":"ready"`, `"precision":"int8"`, `"calibrated":true`}},

		{"chat", "/v1/chat/completions", chat("," + tools), 200, []string{`"tool_calls":[{"id":"call_`, `"arguments":"{\"amount\":\"50 USD\",\"recipient\":\"my landlord\"}"`, `"finish_reason":"tool_calls"`, `"content":null`, `"refusal":null`, `"logprobs":null`, `"prompt_tokens":14`}},
		{"named tool", "/v1/chat/completions", chat("," + tools + `,"tool_choice":{"type":"function","function":{"name":"check_balance"}}`), 200, []string{`"name":"check_balance","arguments":"{`}},
		{"results of tools", "/v1/chat/completions", `{"messages":[{"role":"user","content":"freeze my card"},{"role":"assistant","tool_calls":[]},{"role":"tool","content":"frozen"},{"role":"tool","content":[{"type":"text","text":"sent"}]}],` + tools + `}`, 200, []string{`"content":"frozen\nsent"`, `"finish_reason":"stop"`}},
		{"results of tools before the prompt", "/v1/chat/completions", `{"messages":[{"role":"user","content":"hi"},{"role":"tool","content":"x"},{"role":"user","content":"what do I have in my account"}],` + tools + `}`, 200, []string{`"name":"check_balance"`}},
		{"no tool", "/v1/chat/completions", chat("," + tools + `,"tool_choice":"none"`), 200, []string{`"content":""`, `"finish_reason":"stop"`}},
		{"allowed tools", "/v1/chat/completions", chat("," + tools + `,"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[{"type":"function","function":{"name":"check_balance"}}]}}`), 200, []string{`"name":"check_balance"`}},
		{"auto may refuse", "/v1/chat/completions", `{"model":"b","messages":[{"role":"user","content":"who won the world cup in 1998"}],` + tools + `}`, 200, []string{`"content":""`, `"finish_reason":"stop"`}},
		{"required may not", "/v1/chat/completions", `{"model":"b","messages":[{"role":"user","content":"who won the world cup in 1998"}],` + tools + `,"tool_choice":"required"}`, 200, []string{`"finish_reason":"tool_calls"`}},
		{"fewer parameters", "/v1/chat/completions", chat(`,"tools":[{"type":"function","function":{"name":"transfer_money","parameters":{"type":"object","properties":{"amount":{"type":"string"}}}}}]`), 200, []string{`"arguments":"{\"amount\":\"50 USD\"}"`}},
		{"no tools", "/v1/chat/completions", chat(""), 200, []string{`"content":"transfer_money(amount=\"fifty bucks\"`}},
		{"logprobs", "/v1/chat/completions", chat("," + tools + `,"logprobs":true`), 200, []string{`"logprobs":{"content":[{"token":"`, `"bytes":[`}},
		{"stream", "/v1/chat/completions", chat("," + tools + `,"stream":true,"stream_options":{"include_usage":true}`), 200, []string{"data: {", `"object":"chat.completion.chunk"`, `"index":0,"id":"call_`, `"choices":[],"usage":{`, "data: [DONE]\n"}},
		{"short", "/v1/chat/completions", chat("," + tools + `,"max_completion_tokens":3`), 200, []string{`"finish_reason":"length"`, `"content":null`}},
		{"unknown tool", "/v1/chat/completions", chat(`,"tools":[{"type":"function","function":{"name":"fly"}}]`), 400, []string{`"code":"unsupported_tool"`, `"param":"tools"`, `"type":"invalid_request_error"`}},
		{"unknown parameter", "/v1/chat/completions", chat(`,"tools":[{"type":"function","function":{"name":"transfer_money","parameters":{"properties":{"memo":{}},"required":["memo"]}}}]`), 400, []string{`requires \"memo\"`}},
		{"fewer values", "/v1/chat/completions", chat(`,"tools":[{"type":"function","function":{"name":"check_balance","parameters":{"properties":{"account":{"enum":["savings"]}}}}}]`), 400, []string{`account does not allow`}},
		{"several answers", "/v1/chat/completions", chat("," + tools + `,"n":2`), 400, []string{`"param":"n"`}},
		{"JSON answers", "/v1/chat/completions", chat(`,"response_format":{"type":"json_object"}`), 400, []string{`response_format`}},
		{"functions", "/v1/chat/completions", chat(`,"functions":[{"name":"f"}]`), 400, []string{`send tools`}},
		{"an image", "/v1/chat/completions", `{"messages":[{"role":"user","content":[{"type":"image_url"}]}]}`, 400, []string{`image_url`}},
		{"after a tool", "/v1/chat/completions", `{"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"what?"}]}`, 400, []string{`nothing to answer`}},
		{"content null", "/v1/chat/completions", `{"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"check_balance","arguments":"{}"}}]},{"role":"tool","content":"5"},{"role":"user","content":"freeze my card"}],` + tools + `}`, 200, []string{`"finish_reason"`}},
		{"models", "/v1/models", "", 200, []string{`"object":"list","data":[{"id":"banking"`}},
		{"a model", "/v1/models/x", "", 404, []string{`"code":"model_not_found"`}},

		{"choice", "/v1/systemone", `{"state":"freeze my card","questions":{"q":{"type":"choice","criteria":{"freeze_account":null,"check_balance":null}}}}`, 200, []string{`"choice":"freeze_account"`, `"probabilities":{"check_balance":`, `"output_tokens":0`}},
		{"noul", "/v1/systemone", `{"state":{"text":"freeze my card"},"questions":{"freeze_account":{"type":"noul"}}}`, 200, []string{`"noul":0.`}},
		{"score", "/v1/systemone", `{"state":"a","questions":{"q":{"type":"score","criteria":["a","b"]}}}`, 501, []string{`not_supported`}},
		{"no question", "/v1/systemone", `{"state":"a"}`, 400, []string{`questions`}},

		{"v2", "/v2/models/banking/infer", `{"id":"7","inputs":[{"name":"text","shape":[2],"datatype":"BYTES","data":["` + transfer + `","hm"]}],"outputs":[{"name":"call"},{"name":"confidence"}]}`, 200,
			[]string{`"id":"7"`, `{"name":"call","shape":[2],"datatype":"BYTES","data":["{\"name\":\"transfer_money\",\"arguments\":{\"amount\":\"50 USD\"`, `"datatype":"FP64"`}},
		{"v2 shape", "/v2/models/banking/infer", `{"inputs":[{"name":"text","shape":[3],"datatype":"BYTES","data":["hm"]}]}`, 400, []string{`{"error":"inputs: shape [3]`}},
		{"v2 as Triton asks", "/v2/models/banking/infer", `{"inputs":[{"name":"text","shape":[1],"datatype":"BYTES","data":["hm"]}],"parameters":{"binary_data_output":true}}`, 200, []string{`"confidence"`}},
		{"v2 parameters", "/v2/models/banking/infer", `{"inputs":[{"name":"text","shape":[1],"datatype":"BYTES","data":["hm"]}],"parameters":{"priority":1}}`, 400, []string{`priority is not known`}},
		{"v2 no model", "/v2/models/x/infer", `{}`, 404, []string{`no model`}},
		{"v2 input", "/v2/models/banking/infer", `{"inputs":[]}`, 400, []string{`one input`}},
		{"v2 model", "/v2/models/banking", "", 200, []string{`"platform":"slmkit"`, `"datatype":"BYTES"`}},
		{"v2 version", "/v2/models/banking/versions/0/ready", "", 404, []string{`version`}},
		{"v2 live", "/v2/health/live", "", 200, []string{`{"live":true}`}},
		{"v2 server", "/v2", "", 200, []string{`"name":"slmkit"`}},

		{"ping", "/ping", "", 200, []string{"ready"}},
		{"execution", "/execution-parameters", "", 200, []string{`"BatchStrategy":"MULTI_RECORD"`}},
		{"rasa", "/model/parse", `{"text":"` + transfer + `","message_id":"m"}`, 200, []string{`"intent":{"name":"transfer_money","confidence":0.9`, `{"entity":"amount","value":"50 USD","start":5,"end":16}`, `"message_id":"m"`}},
		{"rasa ranking", "/model/parse", `{"text":"freeze my card"}`, 200, []string{`"intent_ranking":[{"name":"freeze_account","confidence":0.9`, `{"name":"none","confidence":`}},
		{"as LUIS", "/model/parse?emulation_mode=luis", `{"text":"` + transfer + `"}`, 200, []string{`"topIntent":"transfer_money","intents":{"`, `"$instance":{"amount":[{"type":"amount","text":"fifty bucks","startIndex":5,"length":11,`, `"amount":["50 USD"]`}},
		{"as wit", "/model/parse?emulation_mode=WIT", `{"text":"` + transfer + `"}`, 200, []string{`"intents":[{"name":"transfer_money"`, `"amount:amount":[{"name":"amount","role":"amount","value":"50 USD","body":"fifty bucks","start":5,"end":16,`}},
		{"as Dialogflow", "/model/parse?emulation_mode=DIALOGFLOW", `{"text":"` + transfer + `"}`, 200, []string{`"queryText":"` + transfer + `","action":"transfer_money","parameters":{"amount":["50 USD"],"recipient":["my landlord"]}`, `"intentDetectionConfidence":0.9`}},
		{"as nobody", "/model/parse?emulation_mode=X", `{"text":"a"}`, 400, []string{`"status":"failure"`, "none of WIT"}},
		{"rasa without text", "/model/parse", `{"text":""}`, 200, []string{`"intent":{"name":"","confidence":0},"entities":[],"intent_ranking":[]`}},
		{"rasa version", "/version", "", 200, []string{`"version":"test"`}},
		{"face", "/", `{"inputs":["freeze my card"]}`, 200, []string{`[{"generated_text":"freeze_account()"}]`}},
		{"face parameters", "/", `{"inputs":"a","parameters":{"num_beams":4}}`, 400, []string{`"error_type"`}},
		{"vertex", "/predict", `{"instances":[{"text":"freeze my card"}]}`, 200, []string{`"predictions":[{`, `freeze_account`}},
	} {
		status, _, got := ask(t, h, c.path, c.body)
		if status != c.status {
			t.Errorf("%s: status %d, want %d: %s", c.name, status, c.status, got)
		}
		for _, want := range c.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s: %s\nlacks %s", c.name, got, want)
			}
		}
	}
}

// TestLines: as many lines come back, in order, bad ones with their error.
func TestLines(t *testing.T) {
	_, h := start(t, options())
	var in strings.Builder
	for i := range 300 {
		if i%43 == 7 {
			in.WriteString("{broken\n")
			continue
		}
		fmt.Fprintf(&in, `{"id":"%d","text":"freeze my card number %d"}`+"\n", i, i%5)
	}
	status, headers, out := ask(t, h, "/invocations", in.String(), "Content-Type", "application/jsonlines")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if status != 200 || len(lines) != 300 || headers.Get("Content-Type") != "application/jsonl" {
		t.Fatalf("status %d, %d lines: %s", status, len(lines), out)
	}
	for i, line := range lines {
		var p dataset.Prediction
		if err := json.Unmarshal([]byte(line), &p); err != nil {
			t.Fatalf("line %d: %v", i, err)
		}
		if broken := i%43 == 7; broken != (p.Error != "") || !broken && p.ID != fmt.Sprint(i) {
			t.Errorf("line %d: %s", i, line)
		}
	}
}

// TestTooManyLines: JSON Lines are bounded as other prompts are.
func TestTooManyLines(t *testing.T) {
	o := options()
	o.MaxPrompts = 2
	_, h := start(t, o)
	line := `{"text":"freeze my card"}` + "\n"
	for lines, want := range map[int]int{2: 200, 3: 400} {
		if status, _, got := ask(t, h, "/v1/parse", strings.Repeat(line, lines), "Content-Type", "application/jsonl"); status != want {
			t.Errorf("%d lines: status %d: %s", lines, status, got)
		}
	}
}

// TestGuard: who may ask.
func TestGuard(t *testing.T) {
	o := options()
	keys, err := ReadKeys([]byte("# of tests\nci 0123456789abcdef\n"), "keys")
	if err != nil {
		t.Fatal(err)
	}
	o.Keys, o.Hosts, o.Origins, o.MaxBody = keys, []string{"127.0.0.1"}, []string{"https://good.example"}, 1000
	o.Metrics = true
	_, h := start(t, o)
	key := []string{"Authorization", "Bearer 0123456789abcdef"}
	with := func(more ...string) []string { return append(slices.Clone(key), more...) }
	body := `{"text":"freeze my card"}`
	for _, c := range []struct {
		name, path, body string
		headers          []string
		want             int
	}{
		{"key", "/v1/parse", body, key, 200},
		{"other header", "/v1/parse", body, []string{"X-Api-Key", "0123456789abcdef"}, 200},
		{"Rasa's token", "/model/parse?token=0123456789abcdef", body, nil, 200},
		{"no key", "/v1/parse", body, nil, 401},
		{"wrong key", "/v1/parse", body, []string{"Authorization", "Bearer 0123456789abcdeF"}, 401},
		{"a token elsewhere", "/v1/parse?token=0123456789abcdef", body, nil, 401},
		{"a probe", "/livez", "", nil, 200},
		{"metrics", "/metrics", "", key, 200},
		{"metrics without a key", "/metrics", "", nil, 401},
		{"metrics of another host", "/metrics", "", with("Host", "evil.example"), 403},
		{"another host", "/v1/parse", body, with("Host", "evil.example"), 403},
		{"a probe of another host", "/livez", "", []string{"Host", "evil.example"}, 403},
		{"a page", "/v1/parse", body, with("Origin", "https://evil.example"), 403},
		{"a page that may", "/v1/parse", body, with("Origin", "https://good.example"), 200},
		{"large", "/v1/parse", `{"text":"` + strings.Repeat("a", 2000) + `"}`, key, 413},
		{"compressed", "/v1/parse", body, with("Content-Encoding", "gzip"), 415},
		{"not UTF-8", "/v1/parse", "{\"text\":\"\xff\"}", key, 400},
		{"deep", "/v1/parse", `{"text":` + strings.Repeat("[", 900) + `}`, key, 400},
	} {
		status, headers, got := ask(t, h, c.path, c.body, c.headers...)
		if status != c.want {
			t.Errorf("%s: status %d, want %d: %s", c.name, status, c.want, got)
		}
		if cross := headers.Get("Access-Control-Allow-Origin"); cross != "" && c.name != "a page that may" {
			t.Errorf("%s: pages of %s may read it", c.name, cross)
		}
	}
	for _, bad := range []string{"", "# none", "short", "a b c"} {
		if _, err := ReadKeys([]byte(bad), "keys"); err == nil {
			t.Errorf("%q has keys", bad)
		}
	}
	if _, headers, _ := ask(t, h, "/v1/parse", `{"text":"hi","temperature":1,"seed":2}`, key...); headers.Get("X-Slmkit-Ignored") != "seed, temperature" {
		t.Errorf("ignored: %q", headers.Get("X-Slmkit-Ignored"))
	}
}

// TestDescription: the OpenAPI document names every route and no other.
func TestDescription(t *testing.T) {
	o := options()
	o.Contracts = []Contract{OpenAI}
	_, h := start(t, o)
	status, _, got := ask(t, h, "/openapi.json", "")
	var doc struct {
		Paths map[string]map[string]any
	}
	if err := json.Unmarshal([]byte(got), &doc); err != nil || status != 200 {
		t.Fatal(status, err)
	}
	n := 0
	for _, r := range allRoutes {
		if r.speech.contract == Native || r.speech.contract == OpenAI {
			n++
			_, path, _ := strings.Cut(r.pattern, " ")
			if doc.Paths[path] == nil {
				t.Errorf("%s is missing", path)
			}
		}
	}
	if total := 0; true {
		for _, p := range doc.Paths {
			total += len(p)
		}
		if total != n {
			t.Errorf("%d routes, want %d", total, n)
		}
	}
	if status, _, _ := ask(t, h, "/v2", ""); status != 404 {
		t.Errorf("a contract that is off: status %d", status)
	}
}
