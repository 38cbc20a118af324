package cost

import (
	"fmt"
	"slices"
	"strings"
)

// Only returns the functions, endpoints and machines whose names are listed. A name
// may be the beginning of several, such as lambda. The gateways stay.
func (p *Prices) Only(names []string) (*Prices, error) {
	used := make([]bool, len(names))
	without := func(e Entry) bool {
		i := slices.IndexFunc(names, func(n string) bool { return n != "" && strings.HasPrefix(e.Name, n) })
		if i >= 0 {
			used[i] = true
		}
		return i < 0
	}
	out := &Prices{Date: p.Date, Currency: p.Currency, Gateways: p.Gateways}
	out.Functions = slices.DeleteFunc(slices.Clone(p.Functions), func(f Function) bool { return without(f.Entry) })
	out.Endpoints = slices.DeleteFunc(slices.Clone(p.Endpoints), func(e Endpoint) bool { return without(e.Entry) })
	out.Machines = slices.DeleteFunc(slices.Clone(p.Machines), func(m Machine) bool { return without(m.Entry) })
	if i := slices.Index(used, false); i >= 0 {
		return nil, fmt.Errorf("no place %q in the prices: there are %s", names[i], strings.Join(p.places(), ", "))
	}
	return out, nil
}

// places lists the names of all places.
func (p *Prices) places() []string {
	var out []string
	for _, e := range p.entries() {
		if p.gateway(e.Name) == nil {
			out = append(out, e.Name)
		}
	}
	return out
}
