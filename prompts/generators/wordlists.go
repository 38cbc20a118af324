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

// Listed are the words of a list: billers, family, given, merchants, places, relations.
func Listed(name string) []string {
	data, err := lists.ReadFile("lists/" + name + ".txt")
	if err != nil {
		panic(err) // it is embedded
	}
	return strings.Split(strings.TrimSpace(string(data)), "\n")
}

// listed is one of the words of a list.
func listed(name string) *grammar.Node {
	var kids []*grammar.Node
	for _, words := range Listed(name) {
		kids = append(kids, grammar.Literal(words))
	}
	return grammar.OneOf(kids...)
}

func listWords(name string) func(*Params) (*grammar.Node, error) {
	return func(*Params) (*grammar.Node, error) { return listed(name), nil }
}
