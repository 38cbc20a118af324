// Package augment makes noisy and reworded copies of examples. Run copies a stream
// of examples; Apply applies one operation to one example; Ops lists the
// operations: typing errors, case, punctuation, contractions, fillers, politeness,
// short forms, dropped words, synonyms and other ways to write an amount. ParseLexicon
// reads more of them from CSV: phrases, what they become, and beside which words.
//
// Every copy stays true. Operations leave the words of slots alone, except those
// that know what the words mean. After each operation the package checks that the
// slots are where they say and that the target still resolves to the same call;
// otherwise it takes the change back and counts it in Stats.
//
// A copy depends on the seed, on the id of its example and on its number, and on
// nothing else, so that the same seed makes the same bytes.
//
// The package imports dataset, dataset/action and dataset/text, and nothing else of
// slmkit. An example that is not valid is an error; errors of the stream pass
// through.
package augment
