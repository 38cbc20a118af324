package prompts

import (
	"context"
	"fmt"
	"math"
	"math/bits"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestPointsSpread: of the first 2ᵏ points one lies in each cell of width 2⁻ᵏ.
func TestPointsSpread(t *testing.T) {
	for _, seed := range []uint64{0, 1, 42, math.MaxUint64} {
		for k := range 11 {
			seen := map[uint64]bool{}
			for c := range uint64(1) << k {
				seen[points(seed).at(c).hi>>(63-k)>>1] = true
			}
			if len(seen) != 1<<k {
				t.Errorf("seed %d: %d points lie in %d cells", seed, 1<<k, len(seen))
			}
		}
	}
}

// TestPointsBefore: the search by cells finds the points that a scan finds.
func TestPointsBefore(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := points(rapid.Uint64().Draw(rt, "seed"))
		c := rapid.Uint64Range(0, 300).Draw(rt, "c")
		lo, hi := rapid.Uint64().Draw(rt, "lo"), rapid.Uint64().Draw(rt, "hi")
		if lo > hi {
			lo, hi = hi, lo
		}
		var want, got []uint64
		for i := range c {
			if at := bits.Reverse64(p.reversed(i)); lo <= at && at <= hi {
				want = append(want, i)
			}
		}
		p.before(c, lo, hi, func(i uint64) bool { got = append(got, i); return false })
		slices.Sort(got)
		if !slices.Equal(got, want) {
			rt.Fatalf("points below %d from %x to %x: %v, want %v", c, lo, hi, got, want)
		}
	})
}

// TestFraction: the digits of a fraction name the cell that it lies in.
func TestFraction(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		f := fraction{rapid.Uint64().Draw(rt, "hi"), rapid.Uint64().Draw(rt, "lo")}
		x := float64(f.hi) / (1 << 64)
		n := rapid.Uint64Range(1, 1<<20).Draw(rt, "n")
		i := f.take(n)
		if d := x*float64(n) - float64(i); d < -1e-6 || d >= 1+1e-6 || math.Abs(d-float64(f.hi)/(1<<64)) > 1e-6 {
			rt.Fatalf("%v of %d: digit %d, rest %v", x, n, i, float64(f.hi)/(1<<64))
		}
		rest := float64(f.hi) / (1 << 64)
		width := rapid.Uint64Range(1, 1<<20).Draw(rt, "width")
		at := rapid.Uint64Range(0, width-1).Draw(rt, "at")
		f.within(at, width)
		if want := (float64(at) + rest) / float64(width); math.Abs(want-float64(f.hi)/(1<<64)) > 1e-6 {
			rt.Fatalf("%d and %v of %d: %v", at, rest, width, float64(f.hi)/(1<<64))
		}
	})
}

func one(t testing.TB, files map[string]string) *template {
	t.Helper()
	return &load(t, files).templates[0].compiled
}

// TestFirst: every derivation comes first at one point, however unequal the
// weights are.
func TestFirst(t *testing.T) {
	for _, text := range []string{
		"(a|b|c)", "(1000: a|b) (x|500: y|z)", "(9: heads|tails) (1|2|3|4|5|6|7|8|9) [1%: rare]", "[a] [b] [c] [99.5%: d]",
	} {
		tmpl := one(t, map[string]string{"templates/t.yaml": "action: show\ntemplates: [" + fmt.Sprintf("%q", text) + "]\n"})
		for seed := range uint64(4) {
			var w walker
			seen, firsts := map[string]bool{}, 0
			for c := range uint64(3000) {
				w.draw(tmpl, points(seed), c)
				key := fmt.Sprint(w.out)
				if first := w.first(points(seed), c); first == seen[key] {
					t.Fatalf("%s, seed %d: point %d makes %s: first %v", text, seed, c, key, first)
				} else if first {
					firsts++
				}
				seen[key] = true
			}
			if firsts != len(seen) || firsts < 3 {
				t.Errorf("%s: %d derivations came first, of %d", text, firsts, len(seen))
			}
		}
	}
}

// TestDeep: derivations of more bits than a point has are drawn, each once.
func TestDeep(t *testing.T) {
	text := strings.Repeat("(a|b|c|d|e|f|g|h) ", 70) // 210 bits
	tmpl := one(t, map[string]string{"templates/t.yaml": "action: show\ntemplates: [" + fmt.Sprintf("%q", text) + "]\n"})
	if tmpl.root.size().BitLen() != 211 {
		t.Fatalf("%v derivations", tmpl.root.size())
	}
	var w walker
	seen := map[string]bool{}
	counts := make([][8]int, 70)
	const n = 4000
	for c := range uint64(n) {
		w.draw(tmpl, points(7), c)
		if !w.first(points(7), c) || seen[string(w.buf)] {
			t.Fatalf("point %d: %s is there twice", c, w.buf)
		}
		seen[string(w.buf)] = true
		for i, d := range w.out {
			counts[i][d]++
		}
	}
	for i, c := range counts {
		for d, k := range c {
			if math.Abs(float64(k)-n/8) > 6*math.Sqrt(n/8) {
				t.Errorf("choice %d is %d in %d of %d", i, d, k, n)
			}
		}
	}
}

func TestBitset(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		want := rapid.SliceOfN(rapid.Bool(), 1, 3000).Draw(rt, "bits")
		var b bitset
		var set []int
		for i, bit := range want {
			b.append(bit)
			if bit {
				set = append(set, i)
			}
		}
		for i, at := range set {
			if got := b.find(i); got != at {
				rt.Fatalf("bit %d is at %d, not at %d", i, at, got)
			}
		}
	})
}

// TestForms: what a form writes, it reads, and nothing else of what it writes.
func TestForms(t *testing.T) {
	for _, s := range []style{digits, commas, twoDigits, fourDigits, cents, decimals, ordinal, spelled, cardDigits, cardGroups} {
		f := form{s, "", ""}
		rapid.Check(t, func(rt *rapid.T) {
			v := rapid.Int64Range(0, 999_999).Draw(rt, "v")
			if s.name == spelled.name && v == 0 {
				v = 1
			}
			text := string(f.write(nil, v))
			found := false
			f.matches(text+" and", func(got int64, length int) bool {
				if string(f.write(nil, got)) != text[:min(length, len(text))] {
					rt.Fatalf("%s: %q is not %d", s.name, text[:length], got)
				}
				found = found || got == v && length == len(text)
				return true
			})
			if !found {
				rt.Fatalf("%s: %q is not read as %d", s.name, text, v)
			}
		})
	}
}

// TestStrategies: what each strategy makes of templates and alternatives.
func TestStrategies(t *testing.T) {
	p := load(t, map[string]string{
		"templates/t.yaml": "action: pay\ntemplates: [\"(3: send|wire) {to:names} <n>\", {text: \"z {to=:y} <n>\", weight: 3}]\n",
		"lexicons/l.yaml":  "names: [a, b, c, d]\n",
		"rules/r.yaml":     "n: [\"<d><d><d>\"]\nd: [\"0\", \"1\", \"2\", \"3\", \"4\", \"5\", \"6\", \"7\", \"8\", \"9\"]\n"})
	const n = 1000
	for strategy, want := range map[Strategy][3]int{ // rows of the first template, with send, with the first name
		Weighted: {250, 188, 62}, Even: {500, 250, 125}, Uniform: {889, 444, 222}, Zipf: {250, 188, 120}, Diverse: {667, 333, 167},
	} {
		splits, _ := rows(t, p, Options{N: n, Seed: 3, Fractions: [3]float64{1, 0, 0}, Strategy: string(strategy)}, 1)
		var got [3]int
		for _, e := range splits["train"] {
			if e.Origin.Template != "t.yaml:2" || strings.HasPrefix(e.Text, "z") {
				continue
			}
			got[0]++
			if strings.HasPrefix(e.Text, "send") {
				got[1]++
			}
			if e.Slots[0].Value == "a" {
				got[2]++
			}
		}
		for i := range got {
			if math.Abs(float64(got[i]-want[i])) > 25 {
				t.Errorf("%s: %v of %d rows, want about %v", strategy, got, n, want)
				break
			}
		}
	}
	_, err := NewPlan(p, Options{N: 1, Strategy: "zip"})
	if err == nil || err.Error() != `strategy "zip" is none of weighted, even, uniform, zipf, diverse, coverage, did you mean "zipf"?` {
		t.Error(err)
	}
}

// TestCoverage: rows chosen for it pair all parts with all values as soon as
// there can be enough of them, where rows drawn by weight do not.
func TestCoverage(t *testing.T) {
	p := load(t, map[string]string{
		"templates/t.yaml": "action: pay\ntemplates: [\"[v] [w] [x] [y] [z] (a|b|c|d|e|f) {to:names}\"]\n",
		"lexicons/l.yaml":  "names: [k, l, m, n, o, p]\n"})
	pairs := func(strategy string, n int) (int, *Coverage) {
		plan, err := NewPlan(p, Options{N: n, Strategy: strategy, Cover: 2, Seed: 4, SplitBy: "text", Fractions: [3]float64{1, 0, 0}})
		if err != nil {
			t.Fatal(err)
		}
		set, err := Draw(context.Background(), plan, 2)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for c, err := range set.ReusedChunks(context.Background(), "train", 1) {
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range c.Examples {
				seen[e.Text[len(e.Text)-3:]] = true
			}
		}
		return len(seen), set.Coverage
	}
	covered, report := pairs("coverage", 44)
	drawn, none := pairs("weighted", 44)
	if covered < 32 || covered < drawn+6 || none != nil {
		t.Errorf("44 rows of 36 pairs: %d covered, %d when drawn by weight, %v", covered, drawn, none)
	}
	if report.Times != 2 || report.Pairs < 84 || report.Often < 56 || report.Of != (6+10)*6 {
		t.Errorf("%+v", report)
	}
	if n, _ := pairs("coverage", 90); n != 36 {
		t.Errorf("90 rows cover %d pairs", n)
	}
}
