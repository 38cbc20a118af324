package eval

// exampleCost is what the answer to an example costs by a table of costs.
type exampleCost struct {
	total     float64
	limited   bool // the table says from which cost on an answer is dangerous
	dangerous bool
}
