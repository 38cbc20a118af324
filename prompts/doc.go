// Package prompts turns packs of templates into training data for models that
// answer a prompt with a call, and reads prompts back by the same templates.
//
// A pack is a folder that describes one domain: its actions, and the templates,
// rules and lexicons that its prompts are made of. [Open] loads a built-in pack
// or a folder, [Load] one from any fs.FS. A pack may take rules, lexicons and negatives
// from a library: use: std/en. [Libraries] and [Library] list them. With a pack you can
//
//   - plan and draw a dataset: [NewPlan], [Draw], [Set.Examples];
//   - find the call that a prompt asks for: [NewParser];
//   - find the faults of the pack: [Pack.Lint], [Pack.LintText], [Pack.Ambiguous];
//   - make a row again from its origin, and explain it: [Pack.Replay],
//     [Pack.Explain].
//
// # The template language
//
// Templates, and the alternatives of rules, are expressions. An expression is
// text in which these forms have a meaning:
//
//	(a|b|c)               one of several; a weight may come first: "3: a". 9:15 is text
//	[a] [a|b]             optional, half of the time; [30%: a] sets the chance
//	[x?: a] … [!x?: b]    optionals with one name agree within the sentence
//	(a; b; c)             all of them, in any order
//	<rule>                a rule of this document, otherwise of the pack
//	{param}               a slot with words from the lexicon named like the parameter
//	{param:lexicon}       a slot with words from that lexicon
//	{param=value}         sets an enumeration, number or boolean without any words
//	{param=value:a|b}     sets it, and these words are its span in the prompt
//	{param=:a|b}          a slot with exactly these words
//	<a>                   "a" or "an", whichever the next word needs
//	<s>                   "s", except after one: {n} day<s>, <s:entry|entries>
//	\                     makes the next character plain text
//
// A run of spaces is written as one space, both ends are trimmed, and no space is
// written before , . ? ! or an apostrophe. To write any text as an expression, use
// Escape of package expr.
//
// # Lexicons and tables
//
// A lexicon holds the values of a slot. It lists words, gives canonical values with
// the words for each, or names a generator such as {money: {min: 5, max: 500}} or
// {person: {style: full}}. [Generators] describes all of them, as "slmkit schema
// generators" does. They write amounts, numbers, days and times as the pack's locale
// does, which its language implies: language: de, locale: en-GB.
//
// A lexicon can also be a CSV file with a header. Cells of one row belong together:
//
//	{merchant:shops.name} in <shops.city>   name and city from one row of lexicons/shops.csv
//	{currency:currencies.name=code}         words of one column, value of another
//	<shops#2.city>                          the city of another row
//
// A column named weight says how often each row is chosen. A cell may hold several
// ways to say one thing, with | between them.
//
// # Text, values and conditions
//
// Text is what the file says, whatever YAML makes of it: yes, 007, 1e3 and null in a
// list are these words. A key with the value null is not set.
//
// A parameter with prefer: future reads "march 3" as the next one, and a time with
// hours: 08:00-18:00 reads "at three" as 15:00. Words that a parameter cannot read are
// in no row: loading warns of them and does not count them, nor templates that have no
// others.
//
// A where clause compares canonical values, counted from the reference date of each row:
// new_date > old_date, amount < 500, from_account != to_account. Only values of one type
// are compared.
//
// # What stays the same
//
// The same pack, options and seed give the same rows, on any machine and with any
// number of workers. Every choice that makes a row is a digit of its derivation,
// which [Pack.Replay] turns into the row again. Which split a template belongs to
// depends on its place among the templates of its action, not on its words: if you
// append templates, the rows of the others stay as they are.
//
// # Packages below
//
// Package pack reads the files, with package source for YAML and faults, package
// expr for expressions and package generators for values; package grammar is what
// it compiles them to, and package sampling chooses which derivations become rows.
// This package imports those and dataset. It imports neither augment, export, eval
// nor inference. Errors of a pack are [Faults], each with file, line and column;
// no exported function panics because of what a pack or a caller gives it.
package prompts
