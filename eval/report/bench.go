package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/dataset"
)

// Bench is the report of bench: times, size and memory of the precisions of one
// model. Its Metrics are those of the first precision.
type Bench struct {
	Header
	Run        *dataset.RunInfo `json:"run,omitempty"`
	Level      float64          `json:"level,omitempty"`
	Seed       uint64           `json:"seed"` // always 0: it is kept for readers of older reports
	Metrics    Metrics          `json:"metrics"`
	Warnings   []string         `json:"warnings,omitempty"`
	Precisions []Precision      `json:"precisions,omitempty"`
	Machine    *Machine         `json:"machine,omitempty"`
	Gold       *GoldInfo        `json:"gold,omitempty"`      // on which exact match was scored
	Signature  *Signature       `json:"signature,omitempty"` // of the scores
	Workload   *Workload        `json:"workload,omitempty"`  // of the times
	Pareto     []ParetoRow      `json:"pareto,omitempty"`
	Noise      *Noise           `json:"noise,omitempty"`      // of ratios of times
	Conditions []string         `json:"conditions,omitempty"` // of the machine, which may disturb times
}

// Precision is what a benchmark measured of one way to run a model: of a precision, or
// of a precision of one of several models, with one of several runtimes and numbers of
// threads.
type Precision struct {
	Name      string      `json:"precision"`         // unique: int8, or new/int8/2-threads where others differ in that
	Format    string      `json:"format,omitempty"`  // the precision alone, where Name says more
	Model     string      `json:"model,omitempty"`   // label of the model, where there are several
	Threads   int         `json:"threads,omitempty"` // workers
	Runtime   string      `json:"runtime,omitempty"` // that ran the model
	ModelHash string      `json:"model_hash"`
	Metrics   Metrics     `json:"metrics"` // of scenarios single-stream and offline, and of the files
	Batches   []Batch     `json:"batches"`
	Scenarios []Scenario  `json:"scenarios,omitempty"` // the other scenarios
	Stages    []Stage     `json:"stages,omitempty"`    // of single-stream
	Lengths   *LengthLine `json:"lengths,omitempty"`   // of single-stream
	Latencies []float64   `json:"latencies,omitempty"` // of single-stream in ms: the fastest run, the percentiles 1 to 99, and the slowest
	WarmUp    *WarmUp     `json:"warm_up,omitempty"`
	Broken    []Flip      `json:"broken,omitempty"` // answers to gold that the first precision gave right and this one wrong
	Fixed     []Flip      `json:"fixed,omitempty"`  // and the other way round
}

// Labels are the labels that tell precisions apart, in their order. Those that are not
// known are empty.
func (p *Precision) Labels() [][2]string {
	threads := ""
	if p.Threads > 0 {
		threads = strconv.Itoa(p.Threads)
	}
	return [][2]string{{"model", p.Model}, {"precision", cmp.Or(p.Format, p.Name)}, {"runtime", p.Runtime}, {"threads", threads}}
}

// Scenario is the latency of a precision where prompts come in another way than
// one at a time.
type Scenario struct {
	Name    string  `json:"scenario"`
	Loop    string  `json:"loop"`                 // closed: a prompt waits for the answer before; open: it does not
	Streams int     `json:"streams,omitempty"`    // callers at a time
	Rate    float64 `json:"rate_per_s,omitempty"` // arrivals a second
	Metrics Metrics `json:"metrics"`
	Stages  []Stage `json:"stages,omitempty"`
}

// Batch is the throughput at one batch size.
type Batch struct {
	Size       int     `json:"batch"`
	Throughput Metric  `json:"prompts_per_s"`
	Metrics    Metrics `json:"metrics,omitempty"` // latency from the start of a prompt's batch to its answer, and what was scored
}

// Headline returns the metrics of the first precision.
func (b *Bench) Headline() Metrics { return b.Metrics }

// Basis is the machine and what it was asked, and the gold set where there is one.
func (b *Bench) Basis() Basis {
	return Basis{Gold: b.Gold, Signature: b.Signature, Machine: b.Machine, Workload: b.Workload}
}

// Find takes the selectors precision, model, runtime, threads, batch and scenario. A
// selector that several precisions of the report match finds none of them.
func (b *Bench) Find(metric string, where Selector) (*Metric, []string) {
	size, scenario := where.Get("batch"), where.Get("scenario")
	found, names := b.matches(where)
	switch {
	case len(where) == 0:
		return b.Metrics.find(metric), nil
	case size == "" && scenario == "" && !where.namesPrecision():
		return nil, nil
	case len(found) == 0:
		return nil, names
	case len(found) > 1 && where.namesPrecision():
		return nil, nameAll(found)
	}
	p := found[0]
	switch {
	case size != "":
		return p.findBatch(size, metric)
	case scenario != "":
		return p.findScenario(scenario, metric)
	}
	return p.Metrics.part(metric), nil
}

// Matching returns the first precision that a selector picks out, nil where there is none.
func (b *Bench) Matching(where Selector) *Precision {
	if found, _ := b.matches(where); len(found) > 0 {
		return found[0]
	}
	return nil
}

// matches returns the precisions that a selector picks out, and for the last of its keys
// that none has the values that they do have.
func (b *Bench) matches(where Selector) (found []*Precision, choices []string) {
	for i := range b.Precisions {
		found = append(found, &b.Precisions[i])
	}
	for _, pair := range where {
		value, ok := precisionKeys[pair.Key]
		if !ok {
			continue
		}
		var kept []*Precision
		choices = nil
		for _, p := range found {
			if v := value(p); v == pair.Value || pair.Key == "precision" && p.Name == pair.Value {
				kept = append(kept, p)
			} else if !slices.Contains(choices, v) {
				choices = append(choices, v)
			}
		}
		if found = kept; len(found) == 0 {
			return nil, choices
		}
	}
	return found, nil
}

// precisionKeys are the keys of selectors that pick out a precision.
var precisionKeys = map[string]func(p *Precision) string{
	"precision": func(p *Precision) string { return cmp.Or(p.Format, p.Name) },
	"model":     func(p *Precision) string { return p.Model },
	"runtime":   func(p *Precision) string { return p.Runtime },
	"threads":   func(p *Precision) string { return strconv.Itoa(p.Threads) },
}

// threads names the numbers of threads of the precisions.
func (b *Bench) threads() string {
	numbers := []string{FormatCount(b.Machine.Threads, "threads")}
	for i := range b.Precisions {
		if n := b.Precisions[i].Threads; n > 0 && n != b.Machine.Threads && !slices.Contains(numbers, FormatCount(n, "threads")) {
			numbers = append(numbers, FormatCount(n, "threads"))
		}
	}
	return strings.Join(numbers, " and ")
}

// runtimes names the runtimes of the precisions.
func (b *Bench) runtimes() string {
	names := []string{b.Machine.Runtime}
	for i := range b.Precisions {
		if r := b.Precisions[i].Runtime; r != "" && !slices.Contains(names, r) {
			names = append(names, r)
		}
	}
	return strings.Join(names, " and ")
}

func (s Selector) namesPrecision() bool {
	return slices.ContainsFunc(s, func(p Pair) bool { return precisionKeys[p.Key] != nil })
}

func nameAll(ps []*Precision) []string {
	var out []string
	for _, p := range ps {
		out = append(out, p.Name)
	}
	return out
}

// plainScenarios are the scenarios whose numbers are those of the precision itself,
// with a metric that each of them has.
var plainScenarios = [][2]string{{"single-stream", "latency_p50_ms"}, {"offline", "prompts_per_s"}}

func (p *Precision) findScenario(name, metric string) (*Metric, []string) {
	var names []string
	for _, plain := range plainScenarios {
		if _, measured := p.Metrics[plain[1]]; measured {
			if names = append(names, plain[0]); plain[0] == name {
				return p.Metrics.part(metric), nil
			}
		}
	}
	for i := range p.Scenarios {
		if s := &p.Scenarios[i]; s.Name == name {
			return s.Metrics.part(metric), nil
		}
		names = append(names, p.Scenarios[i].Name)
	}
	return nil, names
}

func (p *Precision) findBatch(size, metric string) (*Metric, []string) {
	var sizes []string
	for i := range p.Batches {
		b := &p.Batches[i]
		if sizes = append(sizes, strconv.Itoa(b.Size)); sizes[i] != size {
			continue
		}
		if metric == "prompts_per_s" {
			return &b.Throughput, nil
		}
		return b.Metrics.part(metric), nil
	}
	return nil, sizes
}
