package serve

import (
	"strings"
	"testing"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/inference/calls"
)

// TestExplain: an explanation is asked for with the day and the turns of the prompt, names
// what the model cannot see, and is in no answer that did not ask for it.
func TestExplain(t *testing.T) {
	o := options()
	_, bare := start(t, o)
	if status, _, body := ask(t, bare, "/v1/parse", `{"text":"hi","explain":true}`); status != 400 || !strings.Contains(body, "start it with --pack PACK") || !strings.Contains(body, `"param":"explain"`) {
		t.Errorf("without a pack: %d %s", status, body)
	}
	o.Explain = func(p calls.Prompt) *Explanation {
		return &Explanation{Pack: "shop@1", Read: true, Templates: []ReadBy{{Template: "t.yaml:3", Text: p.Text, Action: p.Day.Format("2006-01-02"), Nearness: float64(len(p.History)), Call: &dataset.Call{Name: "none"}}}}
	}
	_, h := start(t, o)
	const prompt = `"text":"5 € to my mom","history":[{"role":"user","text":"hi"}]`
	const want = `"explanation":{"pack":"shop@1","read":true,"templates":[{"template":"t.yaml:3","text":"5 € to my mom","action":"2025-06-16","nearness":1,"call":{"name":"none","arguments":null}}],"unseen":["€"]}`
	for _, c := range []struct{ kind, body, want string }{
		{"application/json", `{"explain":true,` + prompt + `}`, want},
		{"application/json", `{"explain":true,"texts":["5 € to my mom"],"history":[{"role":"user","text":"hi"}]}`, want},
		{"application/jsonl", `{"explain":true,` + prompt + `}`, want},
		{"application/json", `{"explain":true,"text":"hi","reference_date":"2024-02-29"}`, `"action":"2024-02-29"`},
	} {
		if _, _, body := ask(t, h, "/v1/parse", c.body, "Content-Type", c.kind); !strings.Contains(body, c.want) {
			t.Errorf("%s: %s", c.body, body)
		}
	}
	if _, _, body := ask(t, h, "/v1/parse", "{"+prompt+"}"); !strings.Contains(body, "slots") || strings.Contains(body, "explanation") {
		t.Errorf("unasked: %s", body)
	}
	for path, want := range map[string]string{"/readyz?verbose": `"explains":true`, "/openapi.json": `"explanation":{`} {
		if _, _, body := ask(t, h, path, ""); !strings.Contains(body, want) {
			t.Errorf("%s: %s", path, body)
		}
	}
}
