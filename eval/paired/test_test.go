package paired

import (
	"math"
	"math/rand/v2"
	"testing"
)

// design is a population of clusters in which examples change between two runs.
type design struct {
	clusters, size int
	losses, gains  float64 // shares of examples
	together       float64 // share of a cluster's examples that change if any does
}

func (d design) draw(rng *rand.Rand) Test {
	var pairs []Pair
	for c := range d.clusters {
		loses, gains := rng.Float64() < d.losses/d.together, rng.Float64() < d.gains/d.together
		for range d.size {
			p := Pair{Cluster: c, Base: true, New: true}
			if rng.Float64() < d.together {
				first := rng.IntN(2) == 0
				p.New = !loses || gains && first
				p.Base = !gains || loses && !first
			}
			pairs = append(pairs, p)
		}
	}
	return New(pairs)
}

// The test holds its level with and without clusters: it rarely passes a loss at the
// margin, and rarely fails a run compared with itself, or one that loses the margin.
func TestSimulatedLevel(t *testing.T) {
	const runs, alpha = 1000, 0.05
	most := alpha*runs + 3*math.Sqrt(alpha*(1-alpha)*runs) // three standard errors
	rng := rand.New(rand.NewPCG(18, 2))
	for _, shape := range []struct{ clusters, size int }{{600, 1}, {120, 5}, {20, 20}, {5, 40}} {
		for _, together := range []float64{1, 0.3} {
			for _, gains := range []float64{0, 0.02} {
				const margin = 0.03
				if shape.size == 1 && together < 1 {
					continue
				}
				itself := design{shape.clusters, shape.size, gains, gains, together}
				lossy := design{shape.clusters, shape.size, gains + margin, gains, together}
				passes, fails, falls := 0.0, 0.0, 0.0
				for range runs {
					atMargin, same := lossy.draw(rng), itself.draw(rng)
					within, beyond := atMargin.NoWorse(margin)
					_, wrongly := same.NoWorse(margin)
					for p, n := range map[*float64]*float64{&within: &passes, &beyond: &fails, &wrongly: &falls} {
						if *p <= alpha {
							*n++
						}
					}
				}
				if passes > most || fails > most || falls > most {
					t.Errorf("%+v: of %d runs %.0f pass and %.0f fail at the margin, and %.0f fail without a loss", lossy, runs, passes, fails, falls)
				}
			}
		}
	}
}

// With as many examples as Needed asks for, the test decides about as often as wanted.
func TestSimulatedPower(t *testing.T) {
	const runs, margin = 400, 0.03
	rng := rand.New(rand.NewPCG(18, 3))
	for _, d := range []design{{200, 1, 0.03, 0.03, 1}, {60, 5, 0.03, 0.03, 0.5}, {200, 1, 0, 0, 1}, {100, 1, 0.1, 0.02, 1}} {
		pilot := Test{N: d.clusters * d.size, Clusters: d.clusters, DesignEffect: 1 + float64(d.size-1)*d.together}
		pilot.Losses, pilot.Gains = int(d.losses*float64(pilot.N)), int(d.gains*float64(pilot.N))
		large := d
		large.clusters = int(math.Ceil(pilot.Needed(margin, d.gains-d.losses, 0.05, 0.8) / float64(d.size)))
		decided := 0.0
		for range runs {
			s := large.draw(rng)
			if within, beyond := s.NoWorse(margin); min(within, beyond) <= 0.05 {
				decided++
			}
		}
		if share := decided / runs; share < 0.7 {
			t.Errorf("%+v: %d clusters decide in %.2f of runs, want about 0.8", d, large.clusters, share)
		}
	}
}

func independent(both, losses, gains, neither int) Test {
	var pairs []Pair
	for i, n := range []int{both, losses, gains, neither} {
		for range n {
			pairs = append(pairs, Pair{Cluster: len(pairs), Base: i < 2, New: i%2 == 0})
		}
	}
	return New(pairs)
}

// Where nothing changes, the bound is that of the binomial, 1 − 0.05^(1/300). With many
// changes it is the normal one, ±1.645·√60/600.
func TestBounds(t *testing.T) {
	for _, c := range []struct {
		both, losses, gains, neither int
		alpha, low, high             float64
	}{
		{0, 0, 0, 300, 0.05, -0.01, 0.01},
		{500, 30, 30, 40, 0.05, -0.0213, 0.0213},
	} {
		s := independent(c.both, c.losses, c.gains, c.neither)
		low, high := s.Bounds(c.alpha)
		if math.Abs(low-c.low) > 1e-3 || math.Abs(high-c.high) > 1e-3 {
			t.Errorf("%+v: %.4f to %.4f", c, low, high)
		}
		if within, _ := s.NoWorse(-low); math.Abs(within-c.alpha) > 1e-6 {
			t.Errorf("%+v: the chance at the lower bound is %v", c, within)
		}
	}
}

// All examples of a template change together: they count as one.
func TestDesignEffect(t *testing.T) {
	var pairs []Pair
	for i := range 400 {
		pairs = append(pairs, Pair{Cluster: i / 10, Base: i/10 != 1, New: i/10 != 0})
	}
	if s := New(pairs); math.Abs(s.DesignEffect-10) > 0.5 || s.Losses != 10 || s.Gains != 10 || s.Clusters != 40 {
		t.Errorf("%+v", s)
	}
	if s := independent(90, 5, 5, 0); math.Abs(s.DesignEffect-1) > 0.05 {
		t.Errorf("%+v", s)
	}
	one := New(make([]Pair, 10))
	if within, beyond := one.NoWorse(0.01); !math.IsNaN(within) || !math.IsNaN(beyond) {
		t.Errorf("one template: %v %v", within, beyond)
	}
}

func TestDetectable(t *testing.T) {
	s := independent(900, 20, 20, 60)
	m := s.Detectable(0.05, 0.8)
	if n := s.Needed(m, 0, 0.05, 0.8); math.Abs(n-1000) > 2 {
		t.Errorf("margin %v needs %v examples, want 1000", m, n)
	}
	if want := 2.487 * math.Sqrt(0.04/1000); math.Abs(m-want) > 5e-4 {
		t.Errorf("margin %v, want %v", m, want)
	}
	if n := s.Needed(0.02, -0.02, 0.05, 0.8); !math.IsInf(n, 1) {
		t.Errorf("a loss that is the margin needs %v examples", n)
	}
}

// Tango's closed form is the score statistic at the constrained maximum of the
// likelihood, which this test finds by search.
func TestTango(t *testing.T) {
	for _, c := range []struct{ n, b, c, margin float64 }{{100, 5, 2, 0.05}, {44, 1, 0, 0.1}, {1000, 30, 12, 0.01}, {200, 0, 7, 0.02}, {300, 9, 9, 0.03}} {
		likelihood := func(gain float64) float64 {
			loss := gain + c.margin
			return c.b*math.Log(loss) + c.c*math.Log(max(gain, 1e-300)) + (c.n-c.b-c.c)*math.Log(1-loss-gain)
		}
		low, high := 0.0, (1-c.margin)/2
		for range 200 { // the likelihood has one maximum
			a, b := low+(high-low)/3, high-(high-low)/3
			if likelihood(a) < likelihood(b) {
				low = a
			} else {
				high = b
			}
		}
		gain := (low + high) / 2
		want := (c.b - c.c - c.n*c.margin) / math.Sqrt(c.n*(2*gain+c.margin-c.margin*c.margin))
		if got := tango(c.n, c.b, c.c, c.margin); math.Abs(got-want) > 1e-5 {
			t.Errorf("%+v: %v, want %v", c, got, want)
		}
	}
}

// P agrees with the bounds about whether there is a change.
func TestPAgreesWithBounds(t *testing.T) {
	rng := rand.New(rand.NewPCG(18, 4))
	for range 300 {
		d := design{2 + rng.IntN(30), 1 + rng.IntN(20), 0.1 * rng.Float64(), 0.1 * rng.Float64(), 0.2 + 0.8*rng.Float64()}
		s := d.draw(rng)
		low, high := s.Bounds(0.025)
		if p := s.P(); p <= 0.0499 && low <= 0 && high >= 0 || p >= 0.0501 && (low > 1e-9 || high < -1e-9) {
			t.Errorf("%+v: p = %v, %v to %v", s, p, low, high)
		}
	}
}
