package cost

// Sum is an item of a published sum: what it writes, and what the prices make it.
// Amounts are in USD a month.
type Sum struct {
	Item    string  `json:"item"`
	Formula string  `json:"formula"`
	Written float64 `json:"written"`
	Is      float64 `json:"is"`
	Remark  string  `json:"remark,omitempty"`
}

// WhitePaper works through the sum of the white paper that slmkit began with:
// 10,000 requests a month that take one second and 2 GB each in a function, and an
// endpoint of $0.086 an hour for eight hours a day. It pays the price of a million
// requests for 10,000, and an endpoint is billed while it exists.
func WhitePaper() []Sum {
	const (
		requests, gb, seconds  = 10_000, 2, 1
		gbSecond, millionPrice = 0.0000166667, 0.20
		hour, hours            = 0.086, 8
	)
	compute := requests * gb * seconds * gbSecond
	paid := float64(requests) / million * millionPrice
	return []Sum{
		{"compute", "10,000 × 2 GB × 1 s × $0.0000166667", compute, compute, ""},
		{"requests", "10,000 ÷ 1,000,000 × $0.20", millionPrice, paid, "$0.20 is the price of a million requests, not of 10,000"},
		{"function", "compute + requests", compute + millionPrice, compute + paid, "0 in the free tier"},
		{"endpoint", "8 h × 30 d × $0.086", hours * daysAMonth * hour, hours * daysAMonth * hour, "if a schedule deletes it for the other 16 hours"},
		{"endpoint, all day", "24 h × 30 d × $0.086", hours * daysAMonth * hour, 24 * daysAMonth * hour, "an endpoint is billed while it exists"},
	}
}
