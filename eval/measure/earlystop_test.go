package measure

import "testing"

// The counts are those of LoadGen.
func TestFewestForUpper(t *testing.T) {
	for p, want := range map[float64]int{0.9: 64, 0.95: 130, 0.99: 662, 0.999: 6636} {
		if got := FewestForUpper(p); got != want {
			t.Errorf("p%v needs %d runs, want %d", 100*p, got, want)
		}
	}
}

// The bound leaves out as many slow runs as it may: one of 64 by p90, and with each more
// runs as a binomial distribution says.
func TestUpperPercentile(t *testing.T) {
	for _, c := range []struct {
		p    float64
		n    int
		want float64 // 0: none
	}{{0.9, 63, 0}, {0.9, 64, 63}, {0.95, 130, 129}, {0.99, 661, 0}, {0.99, 662, 661}, {0.9, 1000, 922}} {
		var ms []float64
		for i := range c.n {
			ms = append(ms, float64(i+1))
		}
		m := UpperPercentile(ms, c.p)
		if (m.Value == nil) != (c.want == 0) || m.Value != nil && *m.Value != c.want || m.Value == nil && len(m.Warnings) != 1 {
			t.Errorf("p%v of %d: %+v, want %v", 100*c.p, c.n, m, c.want)
		}
	}
}
