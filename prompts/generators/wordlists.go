package generators

import (
	"embed"
	"strings"

	"github.com/slmkit/slmkit/prompts/grammar"
)

// The lists are names that people say, one a line.
//
//go:embed lists
var lists embed.FS

// listed is one of the words of a list.
func listed(name string) *grammar.Node {
	data, err := lists.ReadFile("lists/" + name + ".txt")
	if err != nil {
		panic(err) // it is embedded
	}
	var kids []*grammar.Node
	for line := range strings.Lines(string(data)) {
		kids = append(kids, grammar.Literal(strings.TrimSpace(line)))
	}
	return grammar.OneOf(kids...)
}

func listWords(name string) func(*Params) (*grammar.Node, error) {
	return func(*Params) (*grammar.Node, error) { return listed(name), nil }
}
