package measure

import (
	"math"
	"testing"
	"time"

	"github.com/slmkit/slmkit/eval/report"
)

// staged is an answer of some tokens: 1 ms of tokenizing, 4 of the encoder, 2 of the first
// step, one for each other token, and one that no stage has.
func staged(tokens int) Timing {
	const ms = time.Millisecond
	rest := time.Duration(tokens-1) * ms
	return Timing{Took: 8*ms + rest, Tokenize: ms, Encode: 4 * ms, First: 2 * ms, Rest: rest, Parse: ms, Tokens: tokens}
}

func TestStages(t *testing.T) {
	var ts []Timing
	for range 100 {
		ts = append(ts, staged(3))
	}
	want := map[string]float64{report.StageTokenize: 1, report.StageEncode: 4, report.StageFirst: 2, report.StageRest: 2, report.StageOther: 1, report.StageParse: 1}
	sum := 0.0
	for _, s := range Stages(ts) {
		if *s.Mean.Value != want[s.Name] || *s.P50.Value != want[s.Name] || s.P95.Value != nil {
			t.Errorf("%s: mean %v, p50 %v, p95 %v, want %v and no p95 of 100 runs", s.Name, *s.Mean.Value, *s.P50.Value, s.P95.Value, want[s.Name])
		}
		if delete(want, s.Name); s.Name != report.StageParse {
			sum += *s.Share
		}
	}
	if len(want) > 0 || !near(sum, 1) {
		t.Errorf("stages are missing: %v, or their shares do not add up: %v", want, sum)
	}
	if got := Stages(Took(1, 2)); got != nil {
		t.Errorf("nothing is known of stages, and %+v", got)
	}
}

// An answer of one token has no time for each output token.
func TestTokenTimes(t *testing.T) {
	var one, three []Timing
	for range 20 {
		one, three = append(one, staged(1)), append(three, staged(3))
	}
	got := tokenTimes(one)
	if m := got["ttft_p50_ms"]; *m.Value != 7 || m.N != 20 {
		t.Errorf("time to first token %+v, want 7 ms", m)
	}
	if m := got["tpot_p50_ms"]; m.Value != nil || m.N != 0 || len(m.Warnings) == 0 {
		t.Errorf("time for each token of answers of one token: %+v", m)
	}
	got = tokenTimes(append(one, three...))
	if m := got["tpot_p50_ms"]; *m.Value != 1 || m.N != 20 {
		t.Errorf("time for each token %+v, want 1 ms of the 20 answers of three tokens", m)
	}
	// 20 answers of one token in 2 ms, and 20 of three in 4 ms of decoding.
	if m := got["tokens_per_s"]; !near(*m.Value, 80/0.12) {
		t.Errorf("tokens a second %+v", m)
	}
	if got := tokenTimes(Took(time.Second)); got != nil {
		t.Errorf("nothing is known of stages, and %+v", got)
	}
}

// The numbers are those of scipy.stats.linregress([1, 2, 3, 4, 5]*2, y), with Student's
// quantile for the intervals.
func TestLengths(t *testing.T) {
	var ts []Timing
	for i, ms := range []float64{8.5, 9, 9.9, 11.2, 12.4, 8.1, 9.3, 10.2, 10.8, 11.9} {
		ts = append(ts, Timing{Took: time.Duration(ms * float64(time.Millisecond)), Tokens: 1 + i%5})
	}
	l := Lengths(ts)
	for name, c := range map[string][2]float64{"slope": {*l.PerToken.Value, 0.955}, "intercept": {*l.Fixed.Value, 7.265}, "R²": {l.R2, 0.9764198918687437},
		"half width": {*l.PerToken.High - *l.PerToken.Value, 0.12099656655847771}, "of the intercept": {*l.Fixed.Value - *l.Fixed.Low, 0.40130021219573475}} {
		if math.Abs(c[0]-c[1]) > 1e-6 {
			t.Errorf("%s %v, want %v", name, c[0], c[1])
		}
	}
	if Lengths(ts[:9]) != nil || Lengths(Took(1, 2)) != nil {
		t.Error("a line through nine runs, or without lengths")
	}
}

func TestQuantiles(t *testing.T) {
	var ms []float64
	for i := range 1000 {
		ms = append(ms, float64(1000-i))
	}
	q := Quantiles(ms)
	if len(q) != 101 || q[0] != 1 || q[50] != 500 || q[99] != 990 || q[100] != 1000 || Quantiles(nil) != nil {
		t.Errorf("%v", q)
	}
}
