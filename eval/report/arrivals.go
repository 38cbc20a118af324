package report

// Arrivals finds the scenario that a selector picks out, which says how prompts come. It
// is nil where there is none.
func (b *Bench) Arrivals(where Selector) *Scenario {
	p := b.Matching(where)
	if p == nil {
		return nil
	}
	for i := range p.Scenarios {
		if s := &p.Scenarios[i]; s.Name == where.Get("scenario") {
			return s
		}
	}
	return nil
}
