// Package redact puts invented values in place of those that a model found in a prompt, so
// that a log of prompts can be kept, read and learned from. Each value gives way to another
// of its type and shape, wherever the record has it: in the text, in the turns before it,
// in the answer. Slots move with the words, and the call stays the one that the new words
// ask for. What looks like data of a person outside of the slots gives way, too: numbers of
// two digits and more, codes, links, addresses, and the names of people and places that
// slmkit's generators know.
//
// Values of enumerations and booleans stay: the action schema lists them. So do words that
// no slot has and that look like nothing special, such as a day, or the rare name of somebody
// whom the model did not find.
package redact
