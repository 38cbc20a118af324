// Package expand proposes templates for a pack from those that it has: the same content
// said in other voices and orders, with other parameters and other words of the pack's
// own, and what is one word away from a neighbouring action. [Propose] makes proposals,
// of which each has passed the proof that a template of the pack must pass; [Write] and
// [Read] put them into a file that a person edits; [Accept] adds what was left to the
// files of the pack.
package expand
