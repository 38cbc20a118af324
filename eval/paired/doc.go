// Package paired tests whether one run is worse than another on the same examples.
//
// New counts the examples that only one of the two runs gets right, by cluster:
// examples that one template makes are alike, and count for fewer than they are. A
// Test then says how surely the loss is below or above a margin (NoWorse), between
// which bounds the change lies (Bounds), how surely there is a change (P), how many
// examples settle a question (Needed) and what margin can be decided with the examples
// that there are (Detectable).
//
// The package computes and does no more: it reads no reports, and decides nothing.
package paired
