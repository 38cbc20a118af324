// Package triage says what to do next with a pack, by messages that people wrote.
//
// It reads each message with the templates of the pack and compares what they say with
// the message's label and with what a model answered, where there are such. Each message
// is then in one state: covered, no template says it, two sources contradict each other,
// all but a value is read, out of scope, or labelled wrongly. The messages of a state are
// put into groups by their likeness, and the groups in the order of what they would bring.
//
// Messages are split by the hash of what they say into a part to look at and a part that
// only scores. Groups, examples and values come from the part to look at. Texts in which
// only figures, case and marks differ are in one part. The split depends on the texts
// alone, so that it stays the same when the pack changes.
//
// The result is a report.Triage. It depends neither on the order of the messages nor on
// the number of cores. Predictions are handed in as data; the package runs no model.
// Memory grows with the number of different texts, by some hundred bytes for each.
package triage
