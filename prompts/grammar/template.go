package grammar

import "github.com/slmkit/slmkit/dataset/action"

// Template is a compiled template: everything that writing and reading its
// prompts needs.
type Template struct {
	Actions []string // names of the actions of its calls
	Slots   []Slot   // at most 64
	Root    *Node
	Where   []condition
	Hash    uint64 // identifies what the template says; random choices start from it
	Rank    int32  // place in the order of sizes: a text belongs to the smallest template that can write it
}

// Slot is a parameter of one of a template's calls.
type Slot struct {
	Call  int // index into template.actions
	Param *action.Param
}
