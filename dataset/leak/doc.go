// Package leak measures what the splits of a dataset share: the same prompts,
// the same templates, the same words of arguments, and prompts that are nearly
// the same. A model that is tested on what it was trained on looks better than
// it is.
//
// A Finder collects the rows of all splits with Add; Pairs then compares each
// split with those before it. The package imports dataset and dataset/text and
// nothing else of slmkit. Add returns an error for a row in no split; Pairs
// returns only the error of its context.
package leak
