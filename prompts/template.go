package prompts

import "github.com/slmkit/slmkit/dataset/action"

// template is a compiled template: everything that writing and reading its
// prompts needs.
type template struct {
	actions []string // names of the actions of its calls
	slots   []slot   // at most 64
	root    *node
	where   []condition
	hash    uint64 // identifies what the template says; random choices start from it
	rank    int32  // place in the order of sizes: a text belongs to the smallest template that can write it
}

// slot is a parameter of one of a template's calls.
type slot struct {
	call  int // index into template.actions
	param *action.Param
}
