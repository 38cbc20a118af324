// Package tokenizer turns text into the token ids of a T5 and back, from the
// tokenizer.json of Hugging Face tokenizers, with the same ids as that library
// on every string. It reads the T5 family: a Precompiled character map with
// Strip and Replace, Metaspace in its old and new forms, a Unigram model,
// added and special tokens, and a template that ends the sequence; and the
// byte-level BPE that CodeT5 has. Tokenizers of other kinds are refused with
// the reason.
//
// Where the reference is peculiar, so is this package: a character map takes
// the shortest match and replaces the whole grapheme cluster if that is under
// six bytes; scores are float64; an unknown character costs the smallest score
// less ten; runs of unknown characters become one token; of two segmentations
// that score the same the one found first stays.
package tokenizer
