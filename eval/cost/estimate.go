package cost

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Estimate is what answering costs a month, at each place.
type Estimate struct {
	Date     string   `json:"prices_of"`
	Currency string   `json:"currency"`
	Workload Workload `json:"workload"`
	Gateway  string   `json:"gateway,omitempty"`            // that was chosen for all functions, "" for each function's own
	Options  []Option `json:"options"`                      // in the order of the prices
	Against  string   `json:"break_even_against,omitempty"` // the function that BreakEven compares with
	Cheapest string   `json:"cheapest,omitempty"`           // the option that fits and costs least
}

// Kind says how a place is paid for.
type Kind string

// The kinds of places.
const (
	ByRequest Kind = "function"
	ByHour    Kind = "endpoint"
	Owned     Kind = "machine"
)

// Option is what a month costs at one place. Costs are in the currency of the
// estimate.
type Option struct {
	Name       string   `json:"name"`
	About      string   `json:"about,omitempty"`
	Kind       Kind     `json:"kind"`
	Source     string   `json:"source"`
	Unverified bool     `json:"unverified,omitempty"`
	MemoryMB   float64  `json:"memory_mb"`            // of a function or a machine
	Count      int      `json:"count,omitempty"`      // of endpoints or machines
	Capacity   float64  `json:"capacity,omitempty"`   // requests a month that one endpoint or machine answers
	LatencyMS  float64  `json:"latency_ms,omitempty"` // mean, with that memory
	GBSeconds  float64  `json:"gb_seconds,omitempty"`
	Compute    float64  `json:"compute"`
	Requests   float64  `json:"requests,omitempty"`
	Transfer   float64  `json:"transfer,omitempty"`
	Gateway    float64  `json:"gateway,omitempty"`
	Total      float64  `json:"total"`
	InFreeTier *float64 `json:"in_free_tier,omitempty"` // Total with the requests and GB-seconds that cost nothing
	BreakEven  *float64 `json:"break_even,omitempty"`   // requests a month from which this is cheaper than the function that the estimate names
	Misfits    []string `json:"misfits,omitempty"`      // why the place cannot be used
	Notes      []string `json:"notes,omitempty"`
}

// Fits says whether the place can be used.
func (o *Option) Fits() bool { return len(o.Misfits) == 0 }

// New estimates what a workload costs at each place of the prices. Gateway is the
// name of the gateway before functions, "" for the one that each function names.
func New(w Workload, p *Prices, gateway string) (*Estimate, error) {
	if err := w.check(); err != nil {
		return nil, err
	}
	if gateway != "" && p.gateway(gateway) == nil {
		return nil, fmt.Errorf("there is no gateway %q in the prices", gateway)
	}
	w = w.withDefaults()
	e := &Estimate{Date: p.Date, Currency: p.Currency, Workload: w, Gateway: gateway}
	for i := range p.Functions {
		f := &p.Functions[i]
		sizes := f.MemoryMB
		if w.MeasuredMB > 0 {
			sizes = []float64{w.MeasuredMB}
		}
		g := Gateway{}
		if name := cmp.Or(gateway, f.Gateway); f.Gateway != "" {
			g = *p.gateway(name)
		}
		for _, m := range sizes {
			e.Options = append(e.Options, f.option(&w, m, &g))
		}
	}
	rented := len(e.Options)
	for i := range p.Endpoints {
		e.Options = append(e.Options, p.Endpoints[i].option(&w))
	}
	for i := range p.Machines {
		e.Options = append(e.Options, p.Machines[i].option(&w))
	}
	if f := reference(e.Options[:rented]); f != nil {
		e.Against = f.place()
		for i := rented; i < len(e.Options); i++ {
			e.Options[i].breakEven(f, &w)
		}
	}
	if o := cheapest(e.Options); o != nil {
		e.Cheapest = o.Name
	}
	return e, nil
}

// place names a function with its memory.
func (o *Option) place() string { return fmt.Sprintf("%s with %g MB", o.Name, o.MemoryMB) }

// isAgainst reports whether break-evens compare with an option.
func (e *Estimate) isAgainst(o *Option) bool { return o.Kind == ByRequest && o.place() == e.Against }

// cheapest returns the option that fits and costs least, nil if none fits.
func cheapest(options []Option) *Option {
	var best *Option
	for i := range options {
		if o := &options[i]; o.Fits() && (best == nil || o.Total < best.Total) {
			best = o
		}
	}
	return best
}

// reference returns the function with which machines are compared: the cheapest
// whose price was checked, else the cheapest.
func reference(functions []Option) *Option {
	verified := slices.DeleteFunc(slices.Clone(functions), func(o Option) bool { return o.Unverified })
	if f := cheapest(verified); f != nil {
		return f
	}
	return cheapest(functions)
}

const (
	daysAMonth    = 30
	secondsAMonth = daysAMonth * 24 * 3600
	million       = 1e6
)

// option is what a function costs with m MB of memory behind a gateway.
func (f *Function) option(w *Workload, m float64, g *Gateway) Option {
	slower := 1.0
	if w.MeasuredMB == 0 { // the time is that of a whole core
		slower = max(1, f.CoreMB/m)
	}
	o := Option{Name: f.Name, About: f.About, Kind: ByRequest, Source: f.Source, Unverified: f.Unverified, MemoryMB: m, LatencyMS: w.LatencyMS * slower}
	start := math.Ceil(w.ColdMS * slower)
	o.GBSeconds = w.Requests * m / 1024 * (math.Ceil(o.LatencyMS) + w.ColdShare*start) / 1000
	o.Compute = o.GBSeconds * f.GBSecond
	o.Requests = w.Requests / million * f.MillionRequests
	o.Transfer = w.Requests * w.TransferredKB / 1e6 * f.GBTransferred
	o.Gateway = w.Requests / million * g.MillionRequests * g.parts(w.TransferredKB)
	o.Total = o.Compute + o.Requests + o.Transfer + o.Gateway
	if f.FreeRequests > 0 || f.FreeGBSeconds > 0 {
		free := max(0, o.GBSeconds-f.FreeGBSeconds)*f.GBSecond + max(0, w.Requests-f.FreeRequests)/million*f.MillionRequests + o.Transfer + o.Gateway
		o.InFreeTier = &free
	}
	o.limits(f, w, g, start)
	return o
}

// parts is how many times a request of some KB is billed.
func (g *Gateway) parts(kb float64) float64 {
	if g.StepKB == 0 {
		return 1
	}
	return max(1, math.Ceil(kb/g.StepKB))
}

// limits says what of a function does not fit.
func (o *Option) limits(f *Function, w *Workload, g *Gateway, start float64) {
	l := f.Limits
	if least, most := slices.Min(f.MemoryMB), slices.Max(f.MemoryMB); o.MemoryMB < least || o.MemoryMB > l.memory(most) {
		o.Misfits = append(o.Misfits, fmt.Sprintf("has from %.0f to %.0f MB of memory", least, l.memory(most)))
	}
	if w.PeakMB > mebibytes(o.MemoryMB) {
		o.Misfits = append(o.Misfits, fmt.Sprintf("takes %.0f MB of memory", w.PeakMB))
	}
	longest := l.Seconds
	if g.Seconds > 0 && (longest == 0 || g.Seconds < longest) {
		longest = g.Seconds
	}
	if longest > 0 && o.LatencyMS+start > 1000*longest {
		o.Misfits = append(o.Misfits, fmt.Sprintf("a cold start takes more than %.0f s", longest))
	}
	switch {
	case l.ImageMB > 0 && w.SizeMB > mebibytes(l.ImageMB):
		o.Misfits = append(o.Misfits, fmt.Sprintf("%.0f MB are more than the image may have: %.0f MB", w.SizeMB, l.ImageMB))
	case l.PackageMB > 0 && w.SizeMB > mebibytes(l.PackageMB):
		note := fmt.Sprintf("%.0f MB do not fit an archive of %.0f MB: deploy an image", w.SizeMB, l.PackageMB)
		if w.SizeMB <= mebibytes(l.TemporaryMB) {
			note += fmt.Sprintf(", or fetch the model at the start into the %.0f MB of temporary space", l.TemporaryMB)
		}
		o.Notes = append(o.Notes, note)
	}
}

// memory is the most memory that a function may have, where tried is the most that
// the prices try.
func (l *Limits) memory(tried float64) float64 { return max(l.MemoryMB, tried) }

// mebibytes turns the MB of a limit, which are 2²⁰ bytes, into MB of 10⁶ bytes.
func mebibytes(mb float64) float64 { return mb * (1 << 20) / 1e6 }

// option is what endpoints cost that exist for some hours of each day.
func (e *Endpoint) option(w *Workload) Option {
	o := rented(e.Entry, ByHour, e.Cores, e.MemoryMB, w)
	o.Compute = float64(o.Count) * e.Hour * w.HoursADay * daysAMonth
	o.Total = o.Compute
	if w.HoursADay < 24 {
		o.Notes = append(o.Notes, fmt.Sprintf("%g hours a day need a schedule that deletes the endpoint and makes it again: it is billed while it exists", w.HoursADay))
	}
	return o
}

// option is what machines cost that are bought and run day and night.
func (m *Machine) option(w *Workload) Option {
	o := rented(m.Entry, Owned, m.Cores, m.MemoryMB, w)
	o.Compute = float64(o.Count) * (m.Price/(m.Years*12) + m.Watts/1000*24*daysAMonth*m.KWh)
	o.Total = o.Compute
	return o
}

// rented is an option without its costs, for as many machines as the busiest time
// needs. More cores than the rate was measured with count in proportion.
func rented(e Entry, kind Kind, cores, memory float64, w *Workload) Option {
	o := Option{Name: e.Name, About: e.About, Kind: kind, Source: e.Source, Unverified: e.Unverified, MemoryMB: memory, LatencyMS: w.LatencyMS}
	o.Capacity = w.RequestsPerSec * cores / w.Cores * secondsAMonth * w.HoursADay / 24 / w.Peak
	o.Count = int(max(1, math.Ceil(w.Requests/o.Capacity-1e-9)))
	if w.PeakMB > mebibytes(memory) {
		o.Misfits = append(o.Misfits, fmt.Sprintf("takes %.0f MB of memory", w.PeakMB))
	}
	return o
}

// breakEven finds from how many requests a month on the machines are cheaper than a
// function: fixed cost over cost of a request. There is no such number where a busy
// machine costs more for each request than the function.
func (o *Option) breakEven(f *Option, w *Workload) {
	machine, request := o.Total/float64(o.Count), f.Total/w.Requests
	if n := math.Ceil(machine / request); finite(n) && n <= o.Capacity {
		o.BreakEven = &n
	}
}
