package report

import (
	"strconv"

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
}

// Precision is what a benchmark measured of one precision of a model.
type Precision struct {
	Name      string     `json:"precision"`
	ModelHash string     `json:"model_hash"`
	Metrics   Metrics    `json:"metrics"` // of scenarios single-stream and offline, and of the files
	Batches   []Batch    `json:"batches"`
	Scenarios []Scenario `json:"scenarios,omitempty"` // the other scenarios
}

// Scenario is the latency of a precision where prompts come in another way than
// one at a time.
type Scenario struct {
	Name    string  `json:"scenario"`
	Loop    string  `json:"loop"`                 // closed: a prompt waits for the answer before; open: it does not
	Streams int     `json:"streams,omitempty"`    // callers at a time
	Rate    float64 `json:"rate_per_s,omitempty"` // arrivals a second
	Metrics Metrics `json:"metrics"`
}

// Batch is the throughput at one batch size.
type Batch struct {
	Size       int    `json:"batch"`
	Throughput Metric `json:"prompts_per_s"`
}

// Headline returns the metrics of the first precision.
func (b *Bench) Headline() Metrics { return b.Metrics }

// Basis is the machine and what it was asked, and the gold set where there is one.
func (b *Bench) Basis() Basis {
	return Basis{Gold: b.Gold, Signature: b.Signature, Machine: b.Machine, Workload: b.Workload}
}

// Find takes the selectors precision, batch and scenario.
func (b *Bench) Find(metric string, where Selector) (*Metric, []string) {
	switch {
	case len(where) == 0:
		return b.Metrics.find(metric), nil
	case where.Get("precision") == "" && where.Get("batch") == "" && where.Get("scenario") == "":
		return nil, nil
	}
	var names []string
	for i := range b.Precisions {
		p := &b.Precisions[i]
		if want := where.Get("precision"); want != "" && p.Name != want {
			names = append(names, p.Name)
			continue
		}
		if size := where.Get("batch"); size != "" {
			return p.findBatch(size)
		}
		if name := where.Get("scenario"); name != "" {
			return p.findScenario(name, metric)
		}
		return p.Metrics.part(metric), nil
	}
	return nil, names
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

func (p *Precision) findBatch(size string) (*Metric, []string) {
	var sizes []string
	for i := range p.Batches {
		b := &p.Batches[i]
		if sizes = append(sizes, strconv.Itoa(b.Size)); sizes[i] == size {
			return &b.Throughput, nil
		}
	}
	return nil, sizes
}
