// Package check looks through a dataset for what would spoil training or make an
// evaluation worthless. The dataset may be of any tool: a row needs nothing but a text.
//
// A Checker takes the rows one by one with Add and returns a Result with Finish. Checks
// of one row by itself (rowChecks) run on all cores while rows come in. Checks of the
// whole dataset (setChecks) look at Rows, a compact copy of all texts, labels and slots,
// once all rows are in. Each thing found is a Finding of a Kind; the table Kinds says how
// severe a kind is.
//
// The package reads no files and knows no tokenizer and no action schema: Options hold
// functions for them.
package check
