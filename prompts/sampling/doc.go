// Package sampling chooses which derivations of templates become the rows of a
// dataset.
//
// Every template has a [Supply]: a random sequence of candidates of which some are
// taken. A [Selector] decides which, so that no text is ever drawn twice, whatever
// its case, by one template or by two. Its answer depends on the grammar alone and
// not on what was drawn before, so that supplies are filled side by side, on any
// number of cores, with the same result.
//
// The package imports dataset and the lower package grammar. It starts no
// goroutine.
package sampling
