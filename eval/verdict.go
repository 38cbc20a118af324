package eval

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Outcomes of a rule and of a gate.
const (
	Pass         = "pass"
	Fail         = "fail"
	Inconclusive = "inconclusive"
)

// Verdict is what a gate decides.
type Verdict struct {
	SchemaVersion int       `json:"schema_version"`
	Status        string    `json:"status"`
	Rules         string    `json:"rules"`
	Outcomes      []Outcome `json:"outcomes"`
}

// Outcome is what became of one rule.
type Outcome struct {
	Rule   string   `json:"rule"`
	Line   int      `json:"line"`
	Status string   `json:"status"`
	Metric *Metric  `json:"metric,omitempty"` // nil where it was not measured
	Bound  *float64 `json:"bound,omitempty"`
	Detail string   `json:"detail"`
}

// MismatchError says that two reports cannot be compared. Line is that of a
// rule, 0 where there is none.
type MismatchError struct {
	File string
	Line int
	Why  string
}

func (e *MismatchError) Error() string {
	if e.Line == 0 {
		return e.File + ": " + e.Why
	}
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Why)
}

// ReadReport reads a report of eval, bench or compare, or one that has nothing
// but "metrics".
func ReadReport(data []byte, name string) (*Report, error) {
	r := Report{Name: name}
	if err := json.Unmarshal(data, &r); err != nil {
		line := 1
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			line += bytes.Count(data[:min(int(syntax.Offset), len(data))], []byte("\n"))
		}
		return nil, fmt.Errorf("%s:%d: not a report: %w", name, line, err)
	}
	switch {
	case r.Metrics == nil:
		return nil, fmt.Errorf(`%s: not a report: it has no "metrics": write one with slmkit eval --json`, name)
	case r.SchemaVersion > SchemaVersion:
		return nil, fmt.Errorf("%s: schema_version %d is newer than this slmkit, which knows %d", name, r.SchemaVersion, SchemaVersion)
	}
	return &r, nil
}

// UnmarshalJSON also takes a bare number as the value.
func (m *Metric) UnmarshalJSON(data []byte) error {
	type plain Metric
	if v, err := strconv.ParseFloat(string(data), 64); err == nil {
		*m = Metric{Value: num(v)}
		return nil
	}
	return json.Unmarshal(data, (*plain)(m))
}

// Judge checks the rules against reports, which complete each other: the first
// that has a metric counts. It returns a *ConfigError where a rule cannot be
// meant for them and a *MismatchError where a baseline is of something else.
func (rs *Rules) Judge(reports, baselines []*Report) (*Verdict, error) {
	v := &Verdict{SchemaVersion: SchemaVersion, Status: Pass, Rules: rs.File}
	var mismatch error
	for i := range rs.List {
		r := &rs.List[i]
		o, err := r.judge(reports, baselines)
		var m *MismatchError
		switch {
		case errors.As(err, &m): // configuration faults of later rules go first
			mismatch = cmpErr(mismatch, err)
		case err != nil:
			return nil, &ConfigError{r.File, r.Line, err}
		}
		v.Outcomes = append(v.Outcomes, o)
		if o.Status == Fail || o.Status == Inconclusive && v.Status == Pass {
			v.Status = o.Status
		}
	}
	if mismatch != nil {
		return nil, mismatch
	}
	return v, nil
}

func (r *Rule) judge(reports, baselines []*Report) (Outcome, error) {
	o := Outcome{Rule: r.String(), Line: r.Line, Status: Inconclusive}
	m, from, err := r.find(reports)
	if err != nil {
		return o, err
	}
	bound := r.Number
	if r.Baseline {
		if len(baselines) == 0 {
			return o, errors.New("the rule needs a baseline: name its report after the first one")
		}
		base, of, err := r.find(baselines)
		if err != nil || base == nil {
			o.Detail = "the baseline has no " + r.Metric.Name
			return o, nil
		}
		if m != nil {
			if err := r.comparable(from, of, m, base); err != nil {
				return o, err
			}
		}
		bound = r.Factor**base.Value + r.Number
	}
	o.Bound = &bound
	if m == nil {
		o.Detail = "not measured: no report has it"
		return o, nil
	}
	o.Metric = m
	r.decide(&o, bound)
	return o, nil
}

// decide compares the metric with the bound.
func (r *Rule) decide(o *Outcome, bound float64) {
	m := o.Metric
	near, far := m.Value, m.Value
	switch r.End {
	case "low":
		near, far = m.Low, m.High
	case "high":
		near, far = m.High, m.Low
	}
	switch {
	case near == nil || far == nil:
		o.Detail = "there is no interval: " + strings.Join(append(slices.Clone(m.Warnings), "too little data"), ", ")
	case r.holds(*near, bound):
		o.Status, o.Detail = Pass, r.reserve(m)
	case !r.holds(*far, bound):
		o.Status, o.Detail = Fail, r.gap(*near, bound)
	default:
		o.Detail = fmt.Sprintf("%s to %s: the interval holds %s, more examples are needed", short(*m.Low), short(*m.High), short(bound))
	}
}

func (r *Rule) holds(v, bound float64) bool {
	const eps = 1e-12 // baseline − 0.01 is not exact
	eq := math.Abs(v-bound) <= eps*max(1, math.Abs(bound))
	switch r.Op {
	case ">=":
		return v > bound || eq
	case "<=":
		return v < bound || eq
	case ">":
		return v > bound && !eq
	case "<":
		return v < bound && !eq
	}
	return eq
}

// reserve says how sure a pass is.
func (r *Rule) reserve(m *Metric) string {
	switch {
	case m.Low == nil || m.High == nil || *m.Low == *m.High:
		return ""
	case r.Op[0] == '>':
		return "at least " + short(*m.Low)
	case r.Op[0] == '<':
		return "at most " + short(*m.High)
	}
	return short(*m.Low) + " to " + short(*m.High)
}

func (r *Rule) gap(v, bound float64) string {
	switch {
	case v > bound:
		return "+" + short(v-bound) + " over"
	case v < bound:
		return short(bound-v) + " short"
	}
	return "equal to the bound"
}

// short writes a number with three digits or so.
func short(v float64) string {
	a := math.Abs(v)
	switch {
	case a >= 100:
		return strconv.FormatFloat(v, 'f', 0, 64)
	case a >= 10:
		return strconv.FormatFloat(v, 'f', 1, 64)
	case a >= 1:
		return trimZeros(strconv.FormatFloat(v, 'f', 2, 64))
	}
	return trimZeros(strconv.FormatFloat(v, 'f', 4, 64))
}

func trimZeros(s string) string {
	if s = strings.TrimRight(strings.TrimRight(s, "0"), "."); s == "" || s == "-" || s == "-0" {
		return "0"
	}
	return s
}

// comparable reports whether a metric means the same in two reports: the same
// gold, or for times the same machine.
func (r *Rule) comparable(a, b *Report, m, base *Metric) error {
	why := ""
	switch counted := r.Metric.Name == "exact_match" || r.Metric.Name == "intent_accuracy"; {
	case a.Machine != nil && b.Machine != nil && *a.Machine != *b.Machine && (r.Metric.Unit == Millis || r.Metric.Unit == PerSec):
		why = fmt.Sprintf("%s on %d threads is not %s on %d", a.Machine.CPU, a.Machine.Threads, b.Machine.CPU, b.Machine.Threads)
	case r.Metric.Unit != Fraction:
		return nil
	case a.Gold != nil && b.Gold != nil:
		if a.Gold.Fingerprint == b.Gold.Fingerprint {
			return nil
		}
		why = fmt.Sprintf("scored on different gold sets, %s (%d examples) and %s (%d)", a.Gold.Path, a.Gold.N, b.Gold.Path, b.Gold.N)
	case counted && m.N > 0 && base.N > 0 && m.N != base.N:
		why = fmt.Sprintf("scored on %d and on %d examples", m.N, base.N)
	}
	if why == "" {
		return nil
	}
	return &MismatchError{r.File, r.Line, fmt.Sprintf("%s and %s cannot be compared: %s: make the baseline again", a.Name, b.Name, why)}
}

// find returns the metric a rule is about and the report it is in; nil where
// it was not measured. A selector that matches nothing is an error.
func (r *Rule) find(reports []*Report) (*Metric, *Report, error) {
	var choices []string
	for _, rep := range reports {
		m, names := r.in(rep)
		if m != nil && m.Value != nil {
			return m, rep, nil
		}
		if m != nil { // named but without a value
			return nil, rep, nil
		}
		choices = append(choices, names...)
	}
	if len(choices) > 0 {
		last := r.Selector[len(r.Selector)-1]
		return nil, nil, fmt.Errorf("rule %q: no %s %q%s", r, last.Key, last.Value, suggest(last.Value, choices))
	}
	return nil, nil, nil
}

// in looks a rule's metric up in one report. Where its selector matches
// nothing it returns what could have been selected.
func (r *Rule) in(rep *Report) (*Metric, []string) {
	switch {
	case len(r.Selector) == 0:
		if m, ok := rep.Metrics[r.Metric.Name]; ok && m.Value != nil {
			return &m, nil
		}
		return nil, nil
	case r.get("intent") != "":
		return label(rep.Intents, r)
	case r.get("slot") != "":
		return label(rep.Slots, r)
	case r.get("precision") != "" || r.get("batch") != "":
		return r.inPrecisions(rep)
	case r.get("pair") != "":
		return r.inPairs(rep)
	}
	s := r.Selector[0]
	if m, ok := rep.Slices[s.Key+"="+s.Value]; ok {
		return &m, nil
	}
	var values []string
	for _, name := range sortedKeys(rep.Slices) {
		if key, value, _ := strings.Cut(name, "="); key == s.Key {
			values = append(values, value)
		}
	}
	return nil, values
}

func (r *Rule) inPairs(rep *Report) (*Metric, []string) {
	var names []string
	for i := range rep.Pairs {
		if p := &rep.Pairs[i]; p.Pair == r.get("pair") {
			m, ok := p.Metrics[r.Metric.Name]
			if !ok {
				return nil, nil
			}
			return &m, nil
		}
		names = append(names, rep.Pairs[i].Pair)
	}
	return nil, names
}

func label(labels []Label, r *Rule) (*Metric, []string) {
	var names []string
	for i := range labels {
		l := &labels[i]
		if l.Name != r.Selector[0].Value {
			names = append(names, l.Name)
			continue
		}
		switch r.Metric.Name {
		case "precision":
			return &l.Precision, nil
		case "recall":
			return &l.Recall, nil
		}
		return &l.F1, nil
	}
	return nil, names
}

func (r *Rule) inPrecisions(rep *Report) (*Metric, []string) {
	var names []string
	for i := range rep.Precisions {
		p := &rep.Precisions[i]
		if want := r.get("precision"); want != "" && p.Name != want {
			names = append(names, p.Name)
			continue
		}
		size := r.get("batch")
		if size == "" {
			m, ok := p.Metrics[r.Metric.Name]
			if !ok {
				return nil, nil
			}
			return &m, nil
		}
		var sizes []string
		for _, b := range p.Batches {
			if sizes = append(sizes, strconv.Itoa(b.Size)); sizes[len(sizes)-1] == size {
				return &b.Throughput, nil
			}
		}
		return nil, sizes
	}
	return nil, names
}
