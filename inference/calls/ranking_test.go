package calls

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/inference"
)

// TestRanking: the probabilities of the ranking are those of each name weighed in a request
// of its own, they sum to 1, and the answer is that of Answer.
func TestRanking(t *testing.T) {
	for dir, some := range map[string][]string{bundled: {"pay_bill", "pay_credit_card", "none", "transfer_money"}, "../../testdata/models/home": {"light_on", "light_off", "light_dim", "none"}} {
		m := open(t, dir, Options{Constrain: true, Confidence: true})
		s, err := m.Serve(100)
		if err != nil {
			t.Fatal(err)
		}
		testRanking(t, s, nil, len(m.Schema().Actions))
		testRanking(t, s, &Limits{Actions: some}, len(some))
		_ = s.Close()
	}
}

func testRanking(t *testing.T, s *Service, limits *Limits, actions int) {
	for _, text := range []string{"freeze my card", "send fifty bucks to my landlord", "pay it", "turn off the lights"} {
		p := Prompt{Text: text}
		got, err := s.AnswerRanked(t.Context(), p, limits)
		if err != nil {
			t.Fatal(err)
		}
		plain, err := s.Answer(t.Context(), p, limits)
		if err != nil || got.Output != plain.Output || *got.Signals != *plain.Signals {
			t.Errorf("%q: output %s, want %s: %v", text, got.Output, plain.Output, err)
		}
		only, err := s.Rank(t.Context(), p, limits)
		if err != nil || only.Output != "" || only.InputTokens != got.InputTokens {
			t.Errorf("%q: ranking alone: %+v, %v", text, only, err)
		}
		want, sum := map[string]float64{}, 0.
		for _, r := range got.Ranking {
			want[r.Name] = weighed(t, s, text, r.Name)
			sum += want[r.Name]
		}
		total, before := 0., 1.
		for i, r := range got.Ranking {
			if math.Abs(r.Probability-want[r.Name]/sum) > 1e-5 || math.Abs(only.Ranking[i].Probability-r.Probability) > 1e-6 {
				t.Errorf("%q: %v, want %v; alone %v", text, r, want[r.Name]/sum, only.Ranking[i])
			}
			if r.Probability > before {
				t.Errorf("%q: %v comes too late", text, r)
			}
			before = r.Probability
			total += r.Probability
		}
		if math.Abs(total-1) > 1e-9 || len(got.Ranking) != actions {
			t.Errorf("%q: %d actions sum to %v", text, len(got.Ranking), total)
		}
	}
}

// weighed is the probability of the tokens up to an action's parenthesis, in a request that
// weighs nothing else.
func weighed(t *testing.T, s *Service, text, name string) float64 {
	t.Helper()
	tokens := s.m.Tokenizer.Encode(nil, name+"()")
	last := slices.IndexFunc(tokens, func(id int32) bool { return strings.Contains(s.m.Tokenizer.Texts()[id], "(") })
	path, err := inference.NewPaths([][]int32{tokens[:last+1]})
	if err != nil {
		t.Fatal(err)
	}
	out, err := s.Service.Answer(t.Context(), inference.Request{Prompt: text, Paths: path, Unanswered: true})
	if err != nil {
		t.Fatal(err)
	}
	return math.Exp(out.Paths[0])
}

// TestAlternatives: other actions' best calls, in the order of the ranking.
func TestAlternatives(t *testing.T) {
	m := open(t, bundled, Options{Constrain: true, Confidence: true, AbstainBelow: 1})
	s, err := m.Serve(100)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	p := Prompt{Text: "send fifty bucks to my landlord"}
	a, err := s.AnswerRanked(t.Context(), p, nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Alternatives(t.Context(), p, nil, &a, 3)
	if err != nil || len(got) != 3 {
		t.Fatalf("%d alternatives: %v", len(got), err)
	}
	if got[0].Output != *a.Abstained || got[0].Call == nil || got[0].Call.Name != a.Ranking[0].Name || got[0].Probability < 0.5 {
		t.Errorf("withheld %s; the first alternative is %+v", *a.Abstained, got[0])
	}
	for i := range got[1:] {
		if got[i+1].Probability > got[0].Probability || got[i+1].Call == nil || got[i+1].Call.Name == "none" {
			t.Errorf("alternative %+v", got[i+1])
		}
	}
}
