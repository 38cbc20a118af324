// Package convert reads the template languages and training files of other tools
// and writes them as packs, or as examples if the files hold examples. Dialects
// lists the tools.
//
// Every dialect keeps its meaning: a pack gives the sentences that the tool itself
// would generate, as often as the tool would. Packs differ from other tools in
// three things:
//
//   - A prompt sets a parameter once. A slot that a sentence uses twice becomes
//     two parameters, NAME and NAME_2.
//   - The value of a text slot is copied from the prompt. If a value has a name of
//     its own, such as "ny" for "new york", its slot must be an enumeration. A slot
//     becomes one if each of its values has a name, or fixed words that can serve
//     as one, and there are at most 100. Any other slot is text, and a note says
//     which names are lost.
//   - No space is written before , . or an apostrophe. Spaces before ? and ! stay.
//
// Datasets of prompts with calls (OpenAI, xLAM, ToolACE, glaive, BFCL) become
// examples, and the tools of all their rows one schema. An argument gets a slot where
// the prompt says it, word for word or, if its type has values that people say in
// several ways, in words that mean it. Lists and objects have no place in a target: a
// row with one among its arguments is left out. Of a conversation each prompt with a call
// becomes an example after the turns before it, and so does each message of Rasa's stories.
//
// Exports of bot platforms (Dialogflow, LUIS, CLU, Watson, Lex, wit.ai) become annotated
// examples, as those of Snips do: entities that list their values are enumerations, the
// platform's own entities take the format that reads their values, and placeholders take
// the words of their entity. Of several languages one is read. Tables become examples: of
// intents, or of targets, which then show the schema.
//
// Files come by themselves, in folders or in zip archives, whose files are unpacked up
// to a limit and name none outside. Where no dialect is named, the files say which it
// is. [Dialect] says how to add one.
//
// Whatever a pack cannot express is a [Note] with file and line. A bad example is left
// out with a note, unless [Options] ask for an error. The package imports
// dataset, dataset/action, dataset/locale, dataset/sniff and prompts/expr. Errors name
// file and line.
package convert
