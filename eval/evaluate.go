package eval

import (
	"cmp"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"iter"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// Options say how predictions are scored. The zero value compares words, counts
// amounts without a currency as USD and warns below 30.
type Options struct {
	Schema   *action.Schema
	Currency string // of amounts without one
	Seed     uint64 // of the bootstrap
	MinN     int    // a number from fewer than these gets a warning
	// Spare says, when gold has been read, how many predictions may be for no
	// example: as many as bad records of gold were passed over. Nil is none.
	Spare func() int
}

// Evaluate scores the predictions of one run. A missing prediction counts as
// wrong and is in the report's warnings. It returns ErrNoExamples where gold is
// empty and an *IncomparableError where ids do not line up.
func Evaluate(gold iter.Seq2[Gold, error], run Predictions, o Options) (*Report, error) {
	s := newScorer(o)
	var print fingerprint
	missing, err := join(gold, []Predictions{run}, o, true, func(g *Gold, found []*dataset.Prediction) {
		print.add(g)
		s.score(g, found[0])
	})
	if err != nil {
		return nil, err
	}
	r := s.report()
	r.Gold = &GoldInfo{Fingerprint: print.String(), N: s.t.n, Templates: len(s.clusters.templates)}
	if m := missing[0]; m.N > 0 {
		r.Warnings = append(r.Warnings, fmt.Sprintf("%d of %d examples have no prediction and count as wrong: %s", m.N, s.t.n, strings.Join(m.IDs, ", ")))
	}
	return r, nil
}

// scorer scores the predictions of one run as they come.
type scorer struct {
	o        Options
	judge    *Judge
	clusters clusterer
	t        *tally
}

func newScorer(o Options) *scorer {
	if o.MinN == 0 {
		o.MinN = smallN
	}
	return &scorer{o: o, judge: NewJudge(o.Schema, o.Currency), t: newTally()}
}

func (s *scorer) score(g *Gold, p *dataset.Prediction) Result {
	r := s.judge.Score(g, p)
	s.t.add(g, p, &r, s.clusters.of(&g.Example))
	return r
}

// fingerprint is the sum of the hashes of gold's records.
type fingerprint uint64

func (f *fingerprint) add(g *Gold) {
	h := fnv.New64a()
	want, err := json.Marshal(g.Want()) // keys are sorted
	if err != nil {
		want = []byte(err.Error()) // not from JSON, then: a NaN
	}
	fmt.Fprintf(h, "%s\x00%s\x00%s", g.ID, g.Text, want)
	*f += fingerprint(dataset.KeyHash(h.Sum64(), ""))
}

func (f fingerprint) String() string { return fmt.Sprintf("%016x", uint64(f)) }

// report turns what was counted into a report.
func (s *scorer) report() *Report {
	t := s.t
	d := t.bootstrap(s.o.Seed)
	r := &Report{SchemaVersion: SchemaVersion, Kind: "eval", Level: Level, Seed: s.o.Seed, Statuses: t.status, LeftOut: t.multi,
		Failures: t.failures, Metrics: t.metrics(d), Slices: map[string]Metric{}}
	r.Calibration = t.calibration.report(s.o.Seed, r.Metrics)
	for name, c := range t.slices {
		r.Slices[name] = c.proportion(t.byTemplate)
	}
	for _, name := range sortedKeys(t.intents) {
		r.Intents = append(r.Intents, t.intent(name, d))
	}
	for _, name := range sortedKeys(t.params) {
		r.Slots = append(r.Slots, t.slot(name, d))
	}
	r.Confusions, r.Kinds = t.matrix(), t.kindCounts()
	if s.o.Schema != nil {
		for _, name := range s.o.Schema.Names() {
			if c := t.intents[name]; c == nil || c.support == 0 {
				r.Untested = append(r.Untested, name)
			}
		}
	}
	t.addLatency(r)
	r.Warnings = t.warnings(s.o, len(t.failures))
	for name, m := range r.Metrics {
		if m.Value != nil && m.N < s.o.MinN {
			m.Warnings = append(m.Warnings, few(m.N, m.Of))
			r.Metrics[name] = m
		}
	}
	return r
}

// metrics are the headline numbers. Those that nothing was measured for have no
// value.
func (t *tally) metrics(d drawn) Metrics {
	m := Metrics{
		"exact_match":       t.exact.proportion(t.byTemplate),
		"exact_match_raw":   t.raw.proportion(t.byTemplate),
		"intent_accuracy":   t.action.proportion(t.byTemplate),
		"invalid_rate":      t.invalid.proportion(t.byTemplate),
		"in_scope_accuracy": t.inScope.proportion(t.byTemplate),
		"false_action_rate": t.falseAction.proportion(t.byTemplate),
	}
	counts := make([]delta, len(t.intentIndex))
	for _, c := range t.clusters {
		c.intents.addTo(counts)
	}
	m["macro_f1"] = withInterval(macroF1(counts), d.macro, t.n, "prompts", len(t.clusters))
	m["slot_f1"] = withInterval(t.slotAll.f1(), d.slot, int(t.slotAll.pos), "slots", len(t.clusters))
	m["slot_f1_given_action"] = withInterval(t.slotGiven.f1(), d.given, int(t.slotGiven.pos), "slots", len(t.clusters))
	return m
}

// intent scores one action. Precision, recall and F1 have no value where they
// would be 0/0.
func (t *tally) intent(name string, d drawn) Label {
	c := t.intents[name]
	l := Label{Name: name, Support: c.support, Predicted: c.predicted, Correct: c.tp}
	l.Precision, l.Recall = share(c.tp, c.predicted, "predictions"), share(c.tp, c.support, "prompts")
	f1 := delta{tp: float64(c.tp), fp: float64(c.predicted - c.tp), fn: float64(c.support - c.tp)}.f1()
	l.F1 = withInterval(f1, d.intents[t.intentIndex[name]], c.support, "prompts", len(t.clusters))
	return l
}

func (t *tally) slot(name string, d drawn) Label {
	c := t.params[name]
	cor, inc, mis, spu := c.counts[COR], c.counts[INC], c.counts[MIS], c.counts[SPU]
	l := Label{Name: name, Support: cor + inc + mis, Predicted: cor + inc + spu, Correct: cor, Wrong: c.worst()}
	l.Precision, l.Recall = share(cor, l.Predicted, "predictions"), share(cor, l.Support, "slots")
	f1 := delta{tp: float64(cor), fp: float64(inc + spu), fn: float64(inc + mis)}.f1()
	l.F1 = withInterval(f1, d.params[t.paramIndex[name]], l.Support, "slots", len(t.clusters))
	return l
}

// share is k of n with Wilson's interval, without a value for n = 0.
func share(k, n int, of string) Metric {
	m := Metric{N: n, Of: of}
	if n == 0 {
		return m
	}
	low, high := Wilson(float64(k), float64(n), z95)
	m.Value, m.Low, m.High = num(float64(k)/float64(n)), num(low), num(high)
	return m
}

// worst lists the most frequent wrong values of a parameter.
func (p *paramCount) worst() []string {
	pairs := sortedKeys(p.wrong)
	slices.SortStableFunc(pairs, func(a, b string) int { return cmp.Compare(p.wrong[b], p.wrong[a]) })
	return pairs[:min(len(pairs), maxIDs)]
}

func (t *tally) matrix() []Confusion {
	var out []Confusion
	for pair, c := range t.confusions {
		out = append(out, Confusion{pair[0], pair[1], c.n, c.ids})
	}
	slices.SortFunc(out, func(a, b Confusion) int { return cmp.Or(cmp.Compare(a.Want, b.Want), cmp.Compare(a.Got, b.Got)) })
	return out
}

func (t *tally) kindCounts() []KindCount {
	var out []KindCount
	for kind, c := range t.kinds {
		out = append(out, KindCount{kind, c.n, c.ids})
	}
	slices.SortFunc(out, func(a, b KindCount) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Kind, b.Kind)) })
	return out
}

// addLatency adds what predictions say of their own times. Prompts a second is
// what one after another would give.
func (t *tally) addLatency(r *Report) {
	if len(t.latencies) == 0 {
		return
	}
	for name, m := range Latency(t.latencies) {
		m.Of = "prompts"
		r.Metrics[name] = m
	}
	slices.Sort(t.latencies)
	sum := 0.0
	for _, l := range t.latencies {
		sum += l
	}
	n := len(t.latencies)
	r.Metrics["prompts_per_s"] = Metric{Value: num(1000 * float64(n) / sum), N: n, Of: "prompts", Unit: PerSec,
		Warnings: []string{"from the latencies added up, as of one prompt after another"}}
	for i := range 101 {
		r.Latencies = append(r.Latencies, t.latencies[i*(n-1)/100])
	}
}

// warnings says what makes the numbers less than they seem.
func (t *tally) warnings(o Options, listed int) []string {
	var out []string
	if o.Schema == nil {
		out = append(out, "no action schema: arguments are compared word for word (name one with --actions)")
	}
	if t.goldMisfits > 0 {
		out = append(out, fmt.Sprintf("%d gold examples do not fit the action schema: %s", t.goldMisfits, t.goldMisfit))
	}
	if n := t.n - listed - t.status[Correct]; listed > 0 && n > 0 {
		out = append(out, fmt.Sprintf("%d more errors are counted but not listed", n))
	}
	return out
}

func sortByCount(c []Confusion) {
	slices.SortStableFunc(c, func(a, b Confusion) int { return cmp.Compare(b.N, a.N) })
}
