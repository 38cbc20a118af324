package report

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Scores that do not go together are no report.
func TestTriageScoresAreChecked(t *testing.T) {
	for want, s := range map[string]TriageScores{
		"":                                     {High: Packed{1, 2}, Low: Packed{3, 4}, Covered: Packed{0, 1}, Right: Packed{2, 2}},
		"there are 2, 1, 2 and 2 numbers":      {High: Packed{1, 2}, Low: Packed{3}, Covered: Packed{0, 1}, Right: Packed{2, 2}},
		"scores: 3 is no outcome":              {High: Packed{1}, Low: Packed{3}, Covered: Packed{3}, Right: Packed{2}},
		"there are 0, 0, 0 and 1 numbers, not": {Right: Packed{1}},
	} {
		data, err := json.Marshal(Triage{Header: NewHeader(KindTriage), Metrics: Metrics{}, Looked: Metrics{}, States: []TriageState{}, Actions: []TriageShare{}, Items: []TriageItem{}, Scores: s})
		if err != nil {
			t.Fatal(err)
		}
		if _, err = Decode(data, "t.json"); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%v: error %v, want %q", s, err, want)
		}
	}
}

func TestTriageFind(t *testing.T) {
	half := 0.5
	r := &Triage{Metrics: Metrics{MetricIntent: {Value: &half}}, Actions: []TriageShare{{Name: "a", Right: Metric{N: 1}}, {Name: "b", Right: Metric{N: 2}}}}
	of := func(action string) Selector { return Selector{{"intent", action}} }
	if m, _ := r.Find(MetricIntent, nil); m == nil || *m.Value != 0.5 {
		t.Errorf("of all: %+v", m)
	}
	if m, _ := r.Find(MetricIntent, of("b")); m == nil || m.N != 2 {
		t.Errorf("of b: %+v", m)
	}
	if m, choices := r.Find(MetricIntent, of("c")); m != nil || !cmp.Equal(choices, []string{"a", "b"}) {
		t.Errorf("of c: %+v %q", m, choices)
	}
}

func TestMoved(t *testing.T) {
	var c TriageChange
	c.Moved([]TriageItem{{Key: "gone", N: 5, Action: "a", Phrase: "x"}, {Key: "half", N: 6}, {Key: "same", N: 6}}, []TriageItem{{Key: "half", N: 3}, {Key: "same", N: 4}, {Key: "new", N: 2}})
	if len(c.Gone) != 1 || c.Gone[0] != (Moved{"gone", "a: x", 5, 0}) || len(c.Smaller) != 1 || c.Smaller[0].Is != 3 || len(c.New) != 1 || c.New[0].Key != "new" {
		t.Errorf("%+v", c)
	}
}
