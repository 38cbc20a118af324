package check_test

import (
	"math/rand/v2"
	"reflect"
	"runtime"
	"testing"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/check"
	"github.com/slmkit/slmkit/prompts"
)

// generated are rows of a built-in pack.
func generated(t *testing.T, pack string, n int) []dataset.Example {
	t.Helper()
	p, err := prompts.Open(pack)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := prompts.NewPlan(p, prompts.Options{N: n, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	set, err := prompts.Draw(t.Context(), plan, 2)
	if err != nil {
		t.Fatal(err)
	}
	var out []dataset.Example
	for _, split := range dataset.Splits {
		for e, err := range set.Examples(t.Context(), split) {
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, e)
		}
	}
	return out
}

// checked checks rows that have lost what their templates say of them, as rows of other
// tools.
func checked(t *testing.T, rows []dataset.Example) *check.Result {
	t.Helper()
	c := check.New(check.Options{Show: 10})
	for i := range rows {
		e := rows[i]
		e.Origin = nil
		c.Add(check.Row{File: "rows.jsonl", Line: i + 1, Example: &e})
	}
	r, err := c.Finish(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// plant gives one row in fifty the call of another one. It returns their labels by line.
func plant(rows []dataset.Example) map[int]string {
	r := rand.New(rand.NewPCG(1, 2))
	was := map[int]string{}
	for _, i := range r.Perm(len(rows))[:len(rows)/50] {
		label := rows[i].Intent()
		for rows[i].Intent() == label {
			from := &rows[r.IntN(len(rows))]
			rows[i].Call, rows[i].Calls, rows[i].Target = from.Call, from.Calls, from.Target
		}
		was[i+1] = label
	}
	return was
}

// TestSimulatedLabelNoise: of 2 % planted wrong labels, most of the most suspicious rows have one,
// and few rows are doubted where nothing is planted.
func TestSimulatedLabelNoise(t *testing.T) {
	for _, pack := range []string{"banking", "home"} {
		rows := generated(t, pack, 4000)
		clean := checked(t, rows).Statistics.Noise
		if share := float64(clean.N) / float64(clean.Judged); share > 0.015 {
			t.Errorf("%s: %.1f %% of the labels are doubted, and none is wrong", pack, 100*share)
		}
		was := plant(rows)
		noise := checked(t, rows).Statistics.Noise
		right, named := 0, 0
		for _, s := range noise.Suspects[:60] {
			if label, planted := was[s.Line]; planted {
				right++
				if s.Other == label {
					named++
				}
			}
		}
		t.Logf("%s: %d doubts of %d rows with %d wrong labels, %d without; of the first 60 %d are wrong, and %d named right", pack, noise.N, noise.Judged, len(was), clean.N, right, named)
		if right < 35 || named < 30 {
			t.Errorf("%s: of the 60 most suspicious rows %d have a wrong label, and the right one is named of %d", pack, right, named)
		}
	}
}

// TestSameOnAnyMachine: neither the number of cores nor the order of the rows changes what
// is suspected.
func TestSameOnAnyMachine(t *testing.T) {
	rows := generated(t, "banking", 1000)
	plant(rows)
	want := checked(t, rows).Statistics
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if got := checked(t, rows).Statistics; !reflect.DeepEqual(got, want) {
		t.Errorf("on one core:\n%+v\nand on several:\n%+v", got, want)
	}
}
