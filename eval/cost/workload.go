package cost

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/slmkit/slmkit/eval/report"
)

// Workload is what was measured of a model, and how it is used.
type Workload struct {
	Requests       float64 `json:"requests"`                 // a month
	LatencyMS      float64 `json:"latency_ms"`               // mean time of a request
	MeasuredMB     float64 `json:"measured_mb,omitempty"`    // memory of the function at which LatencyMS holds; 0: on a whole core
	PeakMB         float64 `json:"peak_mb,omitempty"`        // memory that the process takes, in MB; 0: not known
	SizeMB         float64 `json:"size_mb,omitempty"`        // program and model, unpacked, in MB; 0: not known
	ColdMS         float64 `json:"cold_ms,omitempty"`        // from the start of the process to its first answer
	ColdShare      float64 `json:"cold_share"`               // of the requests, 0 to 1
	RequestsPerSec float64 `json:"requests_per_s,omitempty"` // that Cores answer; 0: as many as LatencyMS allows
	Cores          float64 `json:"cores,omitempty"`          // on which RequestsPerSec was measured; 0: one
	Peak           float64 `json:"peak_to_mean"`             // rate of the busiest time over the mean rate; 0: 1
	HoursADay      float64 `json:"hours_a_day"`              // that an endpoint exists; 0: 24
	TransferredKB  float64 `json:"transferred_kb"`           // request and answer together
}

// mostRequests are more requests a month than anybody has.
const mostRequests = 1e15

// check refuses a workload with which an estimate would mislead.
func (w *Workload) check() error {
	for _, n := range []number{positive("requests a month", w.Requests), positive("latency", w.LatencyMS), notNegative("memory", w.MeasuredMB),
		notNegative("peak memory", w.PeakMB), notNegative("size", w.SizeMB), notNegative("cold start", w.ColdMS),
		notNegative("share of cold starts", w.ColdShare), notNegative("requests a second", w.RequestsPerSec), notNegative("cores", w.Cores),
		notNegative("peak to mean", w.Peak), notNegative("hours a day", w.HoursADay), notNegative("KB transferred", w.TransferredKB)} {
		switch {
		case n.positive && n.value == 0:
			return fmt.Errorf("%s is not known: give it", n.name)
		case n.value < 0 || !finite(n.value):
			return fmt.Errorf("%s is %v: it must be a number above 0", n.name, n.value)
		}
	}
	switch {
	case w.Requests > mostRequests:
		return fmt.Errorf("%g requests a month: at most %g can be estimated", w.Requests, mostRequests)
	case w.ColdShare > 1:
		return fmt.Errorf("share of cold starts is %v: it is from 0 to 1", w.ColdShare)
	case w.HoursADay > 24:
		return fmt.Errorf("%v hours a day: a day has 24", w.HoursADay)
	case w.Peak > 0 && w.Peak < 1:
		return fmt.Errorf("peak to mean is %v: the busiest time is not below the mean", w.Peak)
	}
	return nil
}

// withDefaults puts what a zero means.
func (w Workload) withDefaults() Workload {
	w.Cores, w.Peak, w.HoursADay = cmp.Or(w.Cores, 1), cmp.Or(w.Peak, 1), cmp.Or(w.HoursADay, 24)
	w.RequestsPerSec = cmp.Or(w.RequestsPerSec, 1000/w.LatencyMS)
	return w
}

// programMB is the size of the statically linked slmkit, in MB.
const programMB = 24

// FromBench fills in what a benchmark measured of a precision, "" for the first:
// the latency, memory, size, cold start and throughput that w does not have yet.
func (w Workload) FromBench(b *report.Bench, precision string) (Workload, error) {
	if len(b.Precisions) == 0 {
		return w, errors.New("no precision in it: write one with slmkit bench --json")
	}
	i := 0
	if precision != "" {
		if i = slices.IndexFunc(b.Precisions, func(p report.Precision) bool { return p.Name == precision }); i < 0 {
			return w, fmt.Errorf("no precision %q in it", precision)
		}
	}
	value := func(names ...string) float64 {
		for _, name := range names {
			if m, ok := b.Precisions[i].Metrics[name]; ok && m.Value != nil {
				return *m.Value
			}
		}
		return 0
	}
	if w.LatencyMS == 0 {
		w.LatencyMS = value("latency_mean_ms", "latency_p50_ms")
		if rate := value("prompts_per_s"); w.RequestsPerSec == 0 && rate > 0 {
			w.RequestsPerSec = rate
			if b.Machine != nil {
				w.Cores = float64(b.Machine.Threads)
			}
		}
	}
	w.PeakMB = cmp.Or(w.PeakMB, value("peak_memory_mb"))
	w.ColdMS = cmp.Or(w.ColdMS, coldStart(&b.Precisions[i]), value("load_ms"))
	if size := value("size_mb"); w.SizeMB == 0 && size > 0 {
		w.SizeMB = size + programMB
	}
	return w, nil
}

// coldStart is the mean of the cold starts that were measured, 0 if none were.
func coldStart(p *report.Precision) float64 {
	for _, s := range p.Scenarios {
		if m := s.Metrics["latency_mean_ms"]; s.Name == "cold-start" && m.Value != nil {
			return *m.Value
		}
	}
	return 0
}
