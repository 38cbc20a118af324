package triage_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/prompts/triage"
)

// readTraffic reads lines, and returns each message as id: text → action confidence.
func readTraffic(lines ...string) (out []string) {
	for m, err := range triage.Messages(dataset.ReadJSONL[triage.Record](strings.NewReader(strings.Join(lines, "\n")), "log")) {
		switch {
		case err != nil:
			out = append(out, "error: "+err.Error())
		case m.Answer == nil:
			out = append(out, fmt.Sprintf("%s: %s", m.ID, m.Text))
		case m.Answer.Confidence == nil:
			out = append(out, fmt.Sprintf("%s: %s → %s", m.ID, m.Text, m.Answer.Action))
		default:
			out = append(out, fmt.Sprintf("%s: %s → %s %v", m.ID, m.Text, m.Answer.Action, *m.Answer.Confidence))
		}
	}
	return out
}

// TestTraffic reads what hosts log of requests, in every form of request and answer.
func TestTraffic(t *testing.T) {
	capture := func(request, response string) string {
		return fmt.Sprintf(`{"captureData":{"endpointInput":{"observedContentType":"application/json","mode":"INPUT","data":%q,"encoding":"JSON"},"endpointOutput":{"mode":"OUTPUT","data":%q,"encoding":"JSON"}},"eventMetadata":{"eventId":"e1","inferenceTime":"2026-03-02T10:00:00Z"},"eventVersion":"0"}`, request, response)
	}
	encoded := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	tests := []struct {
		name  string
		lines []string
		want  []string
	}{
		{"own log", []string{`{"id":"1","text":"hi","output":"none()","confidence":0.4,"target":"none()","call":{"name":"none","arguments":{}},"slots":[],"time":"2026-03-02T10:00:00Z","model":"m@1"}`}, []string{"1: hi → none 0.4"}},
		{"one text", []string{capture(`{"text":"hi"}`, `{"id":"a","output":"greet()","confidence":0.5}`)}, []string{"a: hi → greet 0.5"}},
		{"several texts", []string{capture(`{"texts":["hi","bye"]}`, `{"answers":[{"output":"greet()"},{"output":"none()"}]}`)}, []string{"e1/1: hi → greet", "e1/2: bye → none"}},
		{"lines", []string{capture("{\"text\":\"hi\"}\n{\"text\":\"bye\"}\n", "{\"output\":\"greet()\"}\n{\"output\":\"none()\"}\n")}, []string{"e1/1: hi → greet", "e1/2: bye → none"}},
		{"base64", []string{`{"captureData":{"endpointInput":{"data":"` + encoded(`{"text":"hi"}`) + `","encoding":"BASE64"},"endpointOutput":{"data":"` + encoded(`{"output":"greet()"}`) + `","encoding":"BASE64"}},"eventMetadata":{"eventId":"e2"}}`},
			[]string{"e2: hi → greet"}},
		{"hugging face", []string{capture(`{"inputs":["hi"]}`, `[{"generated_text":"greet()"}]`)}, []string{"e1: hi → greet"}},
		{"vertex", []string{capture(`{"instances":[{"text":"hi"}]}`, `{"predictions":[{"output":"greet()"}]}`)}, []string{"e1: hi → greet"}},
		{"events", []string{
			`{"specversion":"1.0","id":"k1","type":"org.kubeflow.serving.inference.request","data":{"inputs":[{"name":"text","shape":[1],"datatype":"BYTES","data":["hi"]}]}}`,
			`{"specversion":"1.0","id":"k2","type":"org.kubeflow.serving.inference.response","data_base64":"` + encoded(`{"outputs":[{"name":"name","data":["greet"]}]}`) + `"}`,
			`{"specversion":"1.0","id":"k3","type":"org.kubeflow.serving.inference.request","data":"{\"text\":\"lost\"}"}`,
			`{"specversion":"1.0","id":"k1","type":"org.kubeflow.serving.inference.response","data":{"outputs":[{"name":"output","data":["greet()"]},{"name":"confidence","data":[0.25]}]}}`,
			`{"specversion":"1.0","id":"k2","type":"org.kubeflow.serving.inference.request","data":{"instances":["bye"]}}`,
		}, []string{"k1: hi → greet 0.25", "k2: bye → greet", "k3: lost"}},
		{"no answer", []string{capture(`hello there`, `{"error":{"code":"overloaded"}}`)}, []string{"e1: hello there"}},
		{"nothing asked", []string{capture(`{"n":1}`, `{}`)}, []string{"error: log:1: no text is found in the request"}},
		{"bad base64", []string{`{"captureData":{"endpointInput":{"data":"§","encoding":"BASE64"}}}`}, []string{"error: log:1: captureData: illegal base64 data at input byte 0"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, readTraffic(test.lines...)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
