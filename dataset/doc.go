// Package dataset is the ground floor of slmkit: every type that crosses a
// file (Example, Call, Slot, Split, Prediction, RunInfo), how records are read
// and written as JSON Lines, how files are put in place whole, and how seeds
// and fingerprints are derived. It imports nothing else of this module.
//
// Streams are iter.Seq2[T, error], single use. A *LineError speaks of one
// record and the stream goes on after it; any other error is final.
package dataset
