package cost

// checked is an entry with its numbers, for check.
type checked struct {
	Entry
	numbers []number
}

// entries lists all entries with their numbers.
func (p *Prices) entries() []checked {
	var out []checked
	for _, f := range p.Functions {
		c := checked{f.Entry, []number{positive("gb_second", f.GBSecond), notNegative("million_requests", f.MillionRequests),
			notNegative("gb_transferred", f.GBTransferred), notNegative("free_gb_seconds", f.FreeGBSeconds),
			notNegative("free_requests", f.FreeRequests), positive("core_mb", f.CoreMB), notNegative("package_mb", f.Limits.PackageMB),
			notNegative("temporary_mb", f.Limits.TemporaryMB), notNegative("image_mb", f.Limits.ImageMB), notNegative("seconds", f.Limits.Seconds),
			notNegative("limits.memory_mb", f.Limits.MemoryMB)}}
		for _, m := range f.MemoryMB {
			c.numbers = append(c.numbers, positive("memory_mb", m))
		}
		out = append(out, c)
	}
	for _, g := range p.Gateways {
		out = append(out, checked{g.Entry, []number{notNegative("million_requests", g.MillionRequests), notNegative("seconds", g.Seconds), notNegative("step_kb", g.StepKB)}})
	}
	for _, e := range p.Endpoints {
		out = append(out, checked{e.Entry, []number{positive("hour", e.Hour), positive("cores", e.Cores), positive("memory_mb", e.MemoryMB)}})
	}
	for _, m := range p.Machines {
		out = append(out, checked{m.Entry, []number{notNegative("price", m.Price), positive("years", m.Years), notNegative("watts", m.Watts),
			notNegative("kwh", m.KWh), positive("cores", m.Cores), positive("memory_mb", m.MemoryMB)}})
	}
	return out
}
