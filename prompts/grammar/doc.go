// Package grammar is the compiled form of prompt templates: trees that write
// prompts, and the algorithms that read prompts back.
//
// A [Template] has a tree of [Node] values. A derivation is one way through that
// tree: every choice that it makes is a digit, so that a template and a list of
// digits name a prompt and the values of its slots. The package does four things
// with trees:
//
//   - A [Walker] makes derivations: the one with given digits, the one with a
//     given number, or the one that a point of a random sequence ([Points])
//     chooses.
//   - A [Parser] finds the derivations that write a given text. Its [Index]
//     first rules out most templates by the words of the text.
//   - An [OverlapFinder] proves that two templates can, or cannot, write the same
//     text.
//   - Nodes count their derivations exactly, however many there are.
//
// Spaces follow fixed rules: a run of spaces is one space, both ends are trimmed, and no
// space is written before , . or an apostrophe, nor before ? and ! unless the [Spacing] is
// Open. Reading ignores case.
//
// The package imports dataset/action, for the types of slots, dataset, for seeds, and
// dataset/text, and nothing else of slmkit. Trees are built by package pack, which has checked what it
// compiles: the constructors do not report errors. A Template, its nodes and an
// Index do not change once they are built and may be shared by goroutines; a
// Walker, a Parser and an OverlapFinder each belong to one goroutine.
package grammar
