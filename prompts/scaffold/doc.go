// Package scaffold makes the first version of a pack from what describes the software
// that it is for: its actions with their names, descriptions and parameters. The pack
// lints clean and generates at once; a person then writes the sentences of the domain.
//
// [New] makes templates from actions, [Starter] the small pack of somebody who has no
// description yet, [Copy] the files of a built-in pack, and [Project] the files around a
// pack: its chain of commands, its gate, its CI workflow.
package scaffold
