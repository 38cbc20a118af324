package grammar

// Template is a compiled template: all that writing and reading its prompts needs.
type Template struct {
	Actions []string // names of the actions of its calls
	Slots   []Slot   // at most 64
	Root    *Node
	Where   []Condition
	Hash    uint64 // identifies what the template says; random choices start from it
	Rank    int32  // place in the order of sizes: a text belongs to the smallest template that can write it
}
