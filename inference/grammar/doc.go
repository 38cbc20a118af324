// Package grammar limits what a model may write. A grammar describes the outputs
// that are allowed; while an output is written, token by token, a cursor says which
// tokens may come next, and the decoder takes the likeliest of those.
//
// # Patterns
//
// A grammar is compiled from a pattern. Patterns describe text: Text is the text
// itself, Sequence is one pattern after another, Either is a choice, List repeats
// with a separator, and Byte is a range of bytes. Two patterns look at the prompt:
// Quote copies words of it, so that a model cannot invent a name or an amount, and
// When offers a choice only if the prompt has words for it.
//
// # Quotes are spans
//
// A quote is a stretch of the prompt between two ends of words, whole. It ends inside
// no word and no number: not in 1.234.567, 9:15, O'Brien or ann@example.com. See
// boundaries for what a word is, in scripts with and without spaces. Nor does it go over
// a | between spaces, which divides a prompt, as between the turns of a dialogue.
//
// The model may not be able to write the prompt's characters: the tokenizer writes ﬁ as
// fi, and its vocabulary may lack ñ. So the grammar follows what the tokenizer makes of
// the prompt, tokenizer.View, and the model only chooses where a quote begins and ends.
// A character that the vocabulary lacks may be written as the unknown token, which says
// that there is one, or be left out where its word has others. Cursor.Text then
// gives the output with the prompt's own characters. The same holds for characters of
// the grammar's own text.
//
// If two stretches look the same to the model, as Łuk and uk do without <unk>, the
// quote is the first of those of which nothing is left out at the beginning, and
// otherwise the first.
//
// # From bytes to tokens
//
// New compiles a pattern into a nondeterministic automaton over bytes. A token is
// several bytes, and which tokens exist is a matter of the tokenizer. A Vocabulary
// is the trie of the texts of all tokens; walking the trie and the automaton side by
// side finds every token whose bytes the automaton can read. Three things make this
// fast and right:
//
//   - Most places in an output do not depend on the prompt: behind "transfer_money("
//     the same tokens may come whoever asks. A grammar remembers these places, so
//     that after a few outputs most steps are a lookup.
//   - The tokenizer writes a text in one way, and a model has only learned that way.
//     A token is allowed only if the tokenizer would write it as part of some output
//     that the grammar allows: "check" + "_balance", not "che" + "ck_balance". See
//     tokenizer.Prefix.
//   - Whether some words of the prompt fit a quote may be slow to find out, as it is
//     for dates. The automaton carries the question along and asks it only when the
//     answer matters.
//
// An output that reaches the limit on its length would break off in the middle.
// Cursor.Complete ends it in the shortest way that the grammar allows.
//
// # Boundaries
//
// The package knows no model, no dataset and no schema of actions, and imports only
// inference/tokenizer. inference runs it, and inference/calls writes the grammar of
// an action schema. Nothing here fails: a pattern that nothing matches becomes a
// grammar that allows no token, and who decodes reports that.
package grammar
