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
}

// Precision is what a benchmark measured of one precision of a model.
type Precision struct {
	Name      string  `json:"precision"`
	ModelHash string  `json:"model_hash"`
	Metrics   Metrics `json:"metrics"`
	Batches   []Batch `json:"batches"`
}

// Batch is the throughput at one batch size.
type Batch struct {
	Size       int    `json:"batch"`
	Throughput Metric `json:"prompts_per_s"`
}

// Headline returns the metrics of the first precision.
func (b *Bench) Headline() Metrics { return b.Metrics }

// Basis is the machine.
func (b *Bench) Basis() Basis { return Basis{Machine: b.Machine} }

// Find takes the selectors precision and batch.
func (b *Bench) Find(metric string, where Selector) (*Metric, []string) {
	switch {
	case len(where) == 0:
		return b.Metrics.find(metric), nil
	case where.Get("precision") == "" && where.Get("batch") == "":
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
		return p.Metrics.part(metric), nil
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
