package prompts

// Options say what dataset to draw from a pack.
type Options struct {
	N              int        // rows of all splits together, at least 1
	Seed           uint64     // same seed, same rows
	Fractions      [3]float64 // of train, dev and test; the zero value is 0.8, 0.1, 0.1
	SplitBy        string     // one of Splittings; the zero value is template
	Folds          int        // of cross-validation over templates, in place of Fractions; 0 for none
	Fold           int        // which of Folds to draw, from 1
	MinPerIntent   int        // fewer rows of an action in a split are an error
	Strategy       string     // one of Strategies; the zero value is weighted
	Cover          int        // with strategy coverage: how many rows should hold each pair; 0 means 1
	Dialogues      *float64   // share of rows from dialogues; nil for the pack's
	AllowShortfall bool       // if the templates cannot give N rows, fewer are no error

	splitting Splitting
}
