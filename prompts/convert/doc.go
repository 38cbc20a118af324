// Package convert reads the template languages and training files of other
// tools (Chatito, Chatette, Rasa, Snips NLU) and writes packs, or examples
// where the files hold examples.
//
// Each dialect keeps its own meaning: what a sentence may say and how often is
// what the tool itself would generate. Where the two differ, this holds:
//
//   - A parameter stands once in a prompt. A slot that stands twice in a
//     sentence becomes NAME and NAME_2.
//   - Text is copied from the prompt, so a value with another name than its
//     words ("ny" for "new york") needs an enumeration. A slot becomes one where
//     every value of it has a name: one written beside it, the name of another
//     value's, or, in a template language, fixed words. There may be up to
//     maxEnum of them. Any other slot is text, and a note says which names go.
//   - A space before , . ? ! or an apostrophe is not written.
//
// Whatever cannot be said in a pack is a Note with file and line.
package convert
