// Package augment makes noisy and reworded copies of examples. Run copies a stream
// of examples; Apply applies one operation to one example; Ops lists the
// operations: typing errors, case, punctuation, contractions, fillers, politeness,
// short forms, dropped words, synonyms and other ways to write an amount. ParseLexicon
// reads more of them from CSV: phrases, what they become, and beside which words.
//
// Every copy stays true. An operation has a Contract: it keeps call and words of slots
// (Keeps), writes a value in another way (Rewrites), changes text and call together
// (Changes), or makes people's mistakes, which may be inside a slot, whose argument then
// stays and which is marked as inexact (Noises). After each operation the package checks
// its contract, where the slots are, and that the target still resolves to the call;
// otherwise it takes the change back and counts it in Stats. Validate holds a copy from
// anywhere else to the same.
//
// A chain runs by Phase. No operation changes a word that another has changed or put in,
// the words of a slot, or a word that the call depends on, such as a negation. The
// articles before changed words are mended.
//
// A copy depends on the seed, on the id of its example and on its number, and on
// nothing else, so that the same seed makes the same bytes for any number of workers.
// It is left out where a row of the input or an earlier copy says the same, by text.Key.
//
// The package imports dataset, dataset/action, dataset/inorder and dataset/text, and
// nothing else of slmkit. An example that is not valid is an error; errors of the stream pass
// through.
package augment
