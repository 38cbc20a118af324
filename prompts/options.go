package prompts

// Options say what to draw from a pack.
type Options struct {
	N              int        // rows of all splits together
	Seed           uint64     // same seed, same rows
	Fractions      [3]float64 // of train, dev and test; the zero value is 0.8, 0.1, 0.1
	SplitBy        string     // one of Splittings; the zero value is template
	MinPerIntent   int        // rows of each action in each split, fewer are an error
	Strategy       string     // one of Strategies; the zero value is weighted
	Cover          int        // with strategy coverage: rows that each pair should stand in; 0 is 1
	AllowShortfall bool       // fewer rows than N are no error

	splitting Splitting
}
