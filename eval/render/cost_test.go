package render

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/slmkit/slmkit/eval/cost"
)

// The table of costs keeps within 80 columns and in one block, and without verbose
// it has a row for each place.
func TestCostFits(t *testing.T) {
	e, err := cost.New(cost.Workload{Requests: 12_345_678, LatencyMS: 2.5, PeakMB: 300, SizeMB: 300, ColdShare: 0.01, ColdMS: 400, Peak: 10}, cost.Builtin(), "")
	if err != nil {
		t.Fatal(err)
	}
	for verbose, rows := range map[bool]int{false: 8, true: 25} {
		var b strings.Builder
		if err := CostText(&b, e, verbose, 80); err != nil {
			t.Fatal(err)
		}
		table, _, _ := strings.Cut(b.String(), "12,345,678 requests")
		lines := strings.Split(strings.TrimSuffix(table, "\n"), "\n")
		if len(lines) != rows+1 {
			t.Errorf("verbose %v: %d lines, want %d", verbose, len(lines), rows+1)
		}
		for _, l := range lines {
			if utf8.RuneCountInString(l) > 80 {
				t.Errorf("%d columns: %s", utf8.RuneCountInString(l), l)
			}
		}
	}
}
