package cost

import "math"

// Curve is what a place costs a month with more and more requests.
type Curve struct {
	Name     string    `json:"name"`
	Kind     Kind      `json:"kind"`
	MemoryMB float64   `json:"memory_mb"`
	Requests []float64 `json:"requests"` // a month
	Totals   []float64 `json:"totals"`   // in the currency of the estimate
}

// Curves are from how many requests a month they begin, and where they end, in powers of
// ten; each has pointsOfTen steps.
const (
	firstPower  = 3
	lastPower   = 9
	pointsOfTen = 20
)

// Curves returns what the best place of each kind costs by the requests a month, from a
// thousand to a billion: the option of that kind that fits and costs least with the
// requests of the workload. The busier, the more endpoints and machines there are. Where
// the curve of a function crosses that of a machine is the break-even of the two.
func Curves(w Workload, p *Prices, gateway string) ([]Curve, error) {
	at, err := New(w, p, gateway)
	if err != nil {
		return nil, err
	}
	var out []Curve
	var index []int // of each curve's option
	for _, kind := range []Kind{ByRequest, ByHour, Owned} {
		if i := at.best(kind); i >= 0 {
			o := &at.Options[i]
			out, index = append(out, Curve{Name: o.Name, Kind: kind, MemoryMB: o.MemoryMB}), append(index, i)
		}
	}
	for step := firstPower * pointsOfTen; step <= lastPower*pointsOfTen; step++ {
		w.Requests = math.Round(math.Pow(10, float64(step)/pointsOfTen))
		e, err := New(w, p, gateway)
		if err != nil {
			return nil, err
		}
		for c, i := range index {
			out[c].Requests, out[c].Totals = append(out[c].Requests, w.Requests), append(out[c].Totals, e.Options[i].Total)
		}
	}
	return out, nil
}

// best is the index of the option of a kind that curves show, -1 where none fits: the
// cheapest, and of functions the one that break-evens compare with.
func (e *Estimate) best(kind Kind) int {
	found := -1
	for i := range e.Options {
		o := &e.Options[i]
		if o.Kind != kind || !o.Fits() {
			continue
		}
		if e.isAgainst(o) {
			return i
		}
		if found < 0 || o.Total < e.Options[found].Total {
			found = i
		}
	}
	return found
}
