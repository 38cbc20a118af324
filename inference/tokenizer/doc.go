// Package tokenizer turns text into the token ids of a T5 and back. It reads the
// tokenizer.json of Hugging Face tokenizers and gives the same ids and texts as
// that library.
//
// It reads three kinds of models, each with the parts that T5 checkpoints have
// around it:
//
//   - Unigram, as T5 and mT5 have it: a Precompiled character map with Strip and
//     Replace, Metaspace in its old and new forms, byte fallback.
//   - Byte-level BPE, as CodeT5 has it.
//   - WordPiece, as Chinese T5s have it: BERT's normalizer, BERT's split into
//     words, and the WordPiece decoder.
//
// Around all of them it reads added and special tokens and the template that begins
// and ends a sequence. Tokenizers of other kinds are refused, and the error says why.
//
// # Where Hugging Face tokenizers is peculiar
//
// This package does the same. A character map takes the shortest match, and replaces
// a whole grapheme cluster if that is under six bytes. Scores are float64. An unknown
// character costs the smallest score less ten, and a run of them is one token. Of two
// segmentations with the same score the one found first stays. BERT's normalizer and
// split use an older Unicode for marks and punctuation than for lower case:
// berttables.go has their classes, which testdata/make_tables.py asked the library
// for. One character is known to differ, U+11938 under strip_accents, which Go
// decomposes.
//
// # sugarme/tokenizer
//
// The WordPiece model is that of github.com/sugarme/tokenizer, at the newest version
// that the Go proxy serves, v0.3.1-0.20260526112818-6e0a30924ef2. The rest is our own,
// because on the committed oracles, testdata/*.jsonl, that version as a whole has
// Hugging Face's ids for this many of the strings, which are hard ones:
//
//	Unigram     346 of 396             and the texts of 220 of 396
//	BPE         318 of 364, 1 panic                     364 of 364
//	WordPiece   829 of 968, 27 panics                   962 of 968
//
// This package has all of them, with sugarme's WordPiece model behind our normalizer,
// words and added tokens: 968 of 968 WordPiece strings, and another 40,000 random ones.
// TestSugarme measures the table again, so that a newer version that does better is
// noticed. What is wrong:
//
//   - In Unigram, runs of spaces stay where the normalizer has a regular expression,
//     grapheme clusters of several characters are normalized in another way, and the
//     decoder does not read prepend_scheme, so that texts begin with a space.
//   - In BPE, special tokens in a text are lost, runs of spaces are merged in another
//     order, and ignore_merges is not read. U+0000 with add_prefix_space panics.
//   - In WordPiece, spaces other than ASCII's do not end a word. Accents of composed
//     letters stay, and all accents stay if strip_accents is null, which means that
//     lowercase decides. İ in lower case loses its dot, and private characters are
//     not removed. Of several special tokens in a text most are missed, and tokens
//     that are added in their normal form are not found in it. Text that is not UTF-8
//     panics.
//
// A panic or an error of its WordPiece model is the error of that text: TryEncode
// returns it.
//
// # What a model sees of a text
//
// A model sees a text in normal form and without the characters that the vocabulary
// lacks. View lays the two beside each other, byte by byte, so that a stretch of the
// one can be found in the other. See tokenizes a text for a model that has to copy from
// it: each character that the vocabulary lacks becomes letters that it has, which
// github.com/mozillazg/go-unidecode knows for every script. A model that sees Lukasz
// for Łukasz copies it as it copies any name; of <unk>ukasz it often makes nothing.
//
// # What an output can be limited to
//
// A grammar limits an output byte by byte, so it needs tokens that write the same
// bytes wherever they are. Verbatim says whether a tokenizer has such tokens. A
// WordPiece has not: it forgets where spaces were, and its decoder writes one between
// any two words and around punctuation.
//
// # Errors and imports
//
// Load and Parse return an error of one line that names the file. They check sizes
// before they read, and a vocabulary has at most 8 MB of pieces, for which the search
// needs some 30 bytes each. So no file takes more than a few hundred MB. Encode and Decode accept every string and every id and never panic.
// Of slmkit, this package imports inference/regular only.
package tokenizer
