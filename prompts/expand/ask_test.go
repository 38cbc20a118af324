package expand

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/prompts"
	"github.com/slmkit/slmkit/prompts/pack"
)

// TestAsk: what a writer gets, and what becomes of its answers.
func TestAsk(t *testing.T) {
	var requests []Request
	r := propose(t, "testdata/library", Options{N: 5, Seed: 1, Action: "renew_loan", Writer: func(_ context.Context, data []byte) ([]byte, error) {
		for line := range bytes.Lines(data) {
			var q Request
			if err := json.Unmarshal(line, &q); err != nil {
				t.Error(err)
			}
			requests = append(requests, q)
		}
		return []byte(`{"action": "renew_loan", "template": "<open> one more week (for|with) my book <close>"}
{"action": "renew_loan", "text": "not done (yet), is Friday ok", "slots": {"day": "friday"}}

{"action": "renew_loan", "template": "renew my book"}
{"action": "cancel_room", "template": "drop it"}
{"action": "renew_loan", "template": "keep {room}"}
nonsense
null
{"action": "renew_loan", "text": "no day here", "slots": {"day": "friday"}}
`), nil
	}})
	if len(requests) != 1 || len(requests[0].Templates) != 3 || requests[0].N != 5 || len(requests[0].Templates[0].Prompts) != 3 ||
		!strings.Contains(string(requests[0].Action), `"name":"renew_loan"`) {
		t.Errorf("requests: %+v", requests)
	}
	if r.Answers != 8 || len(r.Failed) != 6 {
		t.Errorf("%d answers, failed: %+v", r.Answers, r.Failed)
	}
	var own []string
	for _, p := range r.Proposals {
		if p.Kind == Written {
			own = append(own, p.Template)
		}
	}
	slices.Sort(own)
	if !slices.Equal(own, []string{"<open> one more week (for|with) my book <close>", `not done \(yet\), is {day} ok`}) {
		t.Errorf("proposals: %q", own)
	}
}

// TestAnnotated: slots are where the words are, though lower case has other lengths.
func TestAnnotated(t *testing.T) {
	for _, test := range []struct{ text, day, want string }{
		{"is Friday ok", "friday", "is {day} ok"},
		{"İİİ is Friday ok", "friday", "İİİ is {day} ok"},
		{"ȺȺȺ is Friday", "FRIDAY", "ȺȺȺ is {day}"},
		{"am Ⱥbend", "ⱥbend", "am {day}"},
	} {
		if got, err := annotated(test.text, map[string]string{"day": test.day}); got != test.want || err != nil {
			t.Errorf("%q: %q, %v, want %q", test.text, got, err, test.want)
		}
	}
}

// FuzzAnswer: whatever a writer answers, it is refused with a reason or is a template that
// the pack loads with, in the file and on the line that it is said to be in.
func FuzzAnswer(f *testing.F) {
	fsys, name, err := prompts.Find("testdata/library")
	if err != nil {
		f.Fatal(err)
	}
	content, err := pack.Read(fsys, name)
	if err != nil {
		f.Fatal(err)
	}
	base, err := prompts.Load(fsys, name)
	if err != nil {
		f.Fatal(err)
	}
	docs, files, err := layout(fsys)
	if err != nil {
		f.Fatal(err)
	}
	m := newMaker(content, base, docs, 1)
	for _, s := range []string{
		`{"action": "renew_loan", "template": "one more week"}`, `{"action": "renew_loan", "text": "keep it\u2028 \"now\" : # 'x' friday", "slots": {"day": "friday"}}`,
		`{"action": "none", "template": "(a|b) \\{", "kind": "near_miss"}`, `{"action": "renew_loan", "template": "{day}\\\\"}`, `[]`, `"x"`, `{"action": 1}`, `{"action": "cancel_room", "template": "İ <x"}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		p, err := m.answer(line, func(string) bool { return true })
		if err != nil {
			return
		}
		v := &prover{fsys: fsys, name: name, seed: 1, base: base, files: files, habits: map[string]bool{}, Refused: map[*Proposal]string{}}
		tr, err := v.load([]*Proposal{p})
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if err := v.read(context.Background(), tr, false); err != nil {
			t.Fatal(err)
		}
		if tr.templates[p] == nil && v.Refused[p] == "" {
			t.Fatalf("%s: %q is not in the pack", line, p.Template)
		}
	})
}
