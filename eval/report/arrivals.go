package report

// Arrivals finds the scenario that a selector picks out, which says how prompts come. It
// is nil where there is none.
func (b *Bench) Arrivals(where Selector) *Scenario {
	found, _ := b.matches(where)
	if len(found) == 0 {
		return nil
	}
	for i := range found[0].Scenarios {
		if s := &found[0].Scenarios[i]; s.Name == where.Get("scenario") {
			return s
		}
	}
	return nil
}
