// Package prompts is the template language: it reads packs (actions, rules,
// lexicons and templates in one folder), counts how many prompts they hold,
// draws distinct ones with the calls they ask for, divides them into splits
// that share no template, and finds the faults of a pack before training does.
//
// An expression is text with
//
//	(a|b|c)               one of; an alternative may start with a weight, "3: a"
//	[a] [a|b]             optional, one time in two; [30%: a] sets the chance
//	[x?: a] … [!x?: b]    optionals of one name agree within the sentence
//	(a; b; c)             all, in any order
//	<rule>                a rule, of the document first, then of the pack
//	{param}               a slot filled from the lexicon of the parameter's name
//	{param:lexicon}       a slot filled from that lexicon
//	{param=value}         sets an enumeration, number or boolean without words
//	{param=value:a|b}     sets it and the words are its span
//	{param=:a|b}          a slot filled with exactly these words
//	<a>                   a or an, by what follows
//	<s>                   s, but not behind one: {n} day<s>, <s:entry|entries>
//	\                     takes the meaning of the next character away
//
// Runs of spaces are one space, the ends are trimmed, and no space stands
// before , . ? ! or an apostrophe. Escape writes any text as an expression.
//
// A lexicon is words, canonical values with their words, or what a generator
// makes: {money: {min: 5, max: 500}}, {person: {style: full}} and others, see
// lexicons in the JSON Schema of slmkit schema. A lexicon in a CSV file,
// lexicons/shops.csv, has a header of columns, and what stands in one row goes
// together:
//
//	{merchant:shops.name} in <shops.city>   name and city of one row
//	{currency:currencies.name=code}         words of one column, value of another
//	<shops#2.city>                          the city of another row
//
// A column weight says how often rows are chosen; a cell holds several surfaces
// with | between.
//
// Every choice of a derivation is a digit; a row's digits with the key of its
// template are enough to make the row again (Replay), whatever seed drew it.
// Templates are divided into splits by where they stand among those of their
// action: append new ones, and the rows of the others stay as they are.
package prompts
