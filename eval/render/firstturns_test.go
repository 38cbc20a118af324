package render

import (
	"slices"
	"testing"

	"github.com/slmkit/slmkit/eval/report"
)

// TestFirstTurns: the page can pick out the first turns of dialogues, where there are some.
func TestFirstTurns(t *testing.T) {
	x := NewExamples()
	x.Add(report.Example{ID: "a", Slices: []string{"split=test"}})
	if got := x.columns(x.limit, nil).Slices.Names.list; !slices.Equal(got, []string{"split=test"}) {
		t.Errorf("%q", got)
	}
	x.Add(report.Example{ID: "b", Slices: []string{"split=test", "turn=2"}})
	var all []string
	for _, names := range x.columns(x.limit, nil).Slices.Names.list {
		all = append(all, names)
	}
	if want := "split=test" + report.PartSeparator + "turn=1"; len(all) != 2 || !slices.Contains(all, want) {
		t.Errorf("%q, want one of %q", all, want)
	}
}
