// Package generators makes the words of typed values: amounts of money, dates,
// names, numbers of cards and more, in the forms in which people write them.
//
// A lexicon names a generator and its parameters, as in
// {money: {min: 5, max: 500}}; the generator builds the grammar of its words.
// Whatever a generator writes, action.Param.Normalize reads, so that every row
// has a value. No address, telephone number or card that a generator writes
// belongs to anybody.
//
// The package imports dataset/action, dataset/locale and the lower packages grammar
// and source. An error says which parameter is wrong and which values are allowed.
package generators
