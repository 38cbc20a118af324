package report

// Selector picks a part out of what a report measured: all pairs must match.
type Selector []Pair

// Pair is one key=value of a selector, such as intent=pay_bill.
type Pair struct{ Key, Value string }

// Get returns the value of a key, "" where the selector does not have it.
func (s Selector) Get(key string) string {
	for _, p := range s {
		if p.Key == key {
			return p.Value
		}
	}
	return ""
}

// find returns a metric of the whole, nil where it has no value.
func (ms Metrics) find(name string) *Metric {
	if m, ok := ms[name]; ok && m.Value != nil {
		return &m
	}
	return nil
}

// part returns a metric of a part that a selector has found, nil where it was
// not measured.
func (ms Metrics) part(name string) *Metric {
	if m, ok := ms[name]; ok {
		return &m
	}
	return nil
}
