package report

// ExampleOutcome is what became of one example.
type ExampleOutcome struct {
	ID         string
	Text       string
	Split      string
	Template   string
	Intent     string // the first action of gold
	Want, Got  string
	Status     Status
	Kinds      []string
	Detail     string
	Confidence *float64
	LatencyMS  *float64
	Metrics    []*bool // in the order of the names that come with it; nil where the example does not count
}
