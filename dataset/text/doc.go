// Package text holds what slmkit does to words wherever they come from: folding
// two spellings of one text into one (Fold, Spaces, Prompt), comparing texts as a
// tokenizer has them (Tokenized, Compared), writing numbers as people write them
// (Thousands, Words), and naming what somebody probably meant (Distance, Nearest).
//
// It exists so that a generator, a scorer and a command fold, spell and suggest
// alike. The package imports nothing of slmkit, keeps no state, and returns no
// errors: every function accepts every string.
package text
