package cost

import (
	"math"
	"testing"
)

// A curve has the totals of estimates, and those of a function and a machine cross where
// the machine breaks even.
func TestCurves(t *testing.T) {
	w := Workload{Requests: 1e5, LatencyMS: 20, PeakMB: 60, SizeMB: 30, ColdShare: 0.01, ColdMS: 100, Peak: 10}
	curves, err := Curves(w, Builtin(), "")
	if err != nil || len(curves) != 3 {
		t.Fatalf("%d curves, %v", len(curves), err)
	}
	e, err := New(w, Builtin(), "")
	if err != nil {
		t.Fatal(err)
	}
	function, machine := curves[0], curves[2]
	if function.Kind != ByRequest || machine.Kind != Owned || function.Requests[0] != 1e3 || function.Requests[len(function.Requests)-1] != 1e9 {
		t.Fatalf("%+v", curves)
	}
	var breakEven float64
	for i := range e.Options {
		if o := &e.Options[i]; o.Name == machine.Name {
			breakEven = *o.BreakEven
		}
	}
	for i, n := range function.Requests {
		if n > 0.9*breakEven && n < 1.1*breakEven {
			continue
		}
		if machine.Totals[0] < machine.Totals[i] {
			break // several machines
		}
		if cheaper := machine.Totals[i] < function.Totals[i]; cheaper != (n > breakEven) {
			t.Errorf("%v requests: machine %v, function %v, and break-even at %v", n, machine.Totals[i], function.Totals[i], breakEven)
		}
	}
	at := 2 * pointsOfTen // 100,000 requests
	if function.Requests[at] != w.Requests {
		t.Fatalf("%v requests", function.Requests[at])
	}
	for _, c := range curves {
		found := false
		for i := range e.Options {
			o := &e.Options[i]
			found = found || o.Name == c.Name && o.MemoryMB == c.MemoryMB && math.Abs(o.Total-c.Totals[at]) < 1e-9
		}
		if !found {
			t.Errorf("%s with %v MB costs %v, and no option does", c.Name, c.MemoryMB, c.Totals[at])
		}
	}
	if _, err := Curves(Workload{}, Builtin(), ""); err == nil {
		t.Error("a workload without a latency, and no error")
	}
}
