package generators

import (
	"fmt"

	"github.com/slmkit/slmkit/prompts/grammar"
	"github.com/slmkit/slmkit/prompts/source"
)

// titled returns the same words with a capital first letter each.
func titled(n *grammar.Node) *grammar.Node {
	kids := make([]*grammar.Node, len(n.Kids))
	for i, k := range n.Kids {
		b := []byte(k.Text)
		for j := range b {
			if b[j] >= 'a' && b[j] <= 'z' && (j == 0 || b[j-1] == ' ' || b[j-1] == '\'') {
				b[j] -= 'a' - 'A'
			}
		}
		kids[i] = k.Recased(string(b))
	}
	return grammar.OneOf(kids...)
}

// personWords makes first names, full names and relations such as my landlord.
func personWords(p *Params) (*grammar.Node, error) {
	// Typed and said: with capitals, and without.
	given, family := listed("given"), listed("family")
	Given, Family := titled(given), titled(family)
	first := grammar.OneOf(Given, given)
	full := grammar.OneOf(grammar.Sequence(Given, grammar.Literal(" "), Family), grammar.Sequence(given, grammar.Literal(" "), family))
	title := grammar.OneOf(grammar.Sequence(words("Mr.|Mrs.|Ms.|Dr.|Mr|Mrs|Ms|Dr"), grammar.Literal(" "), Family), grammar.Sequence(words("mr|mrs|ms|dr"), grammar.Literal(" "), family))
	named := grammar.Sequence(words("my friend|my brother|my sister|my cousin|my roommate|my son|my daughter|my uncle|my aunt|my neighbor|my boss"), grammar.Literal(" "), first)
	styles := map[string]*grammar.Node{
		"first": first, "full": full, "relation": listed("relations"),
		"": grammar.Choice([]*grammar.Node{first, full, listed("relations"), named, title}, []float64{5, 4, 4, 1, 1}),
	}
	style := ""
	if n := p.Get("style"); n != nil {
		style = n.Value
	}
	out := styles[style]
	if out == nil || style == "" && p.Get("style") != nil {
		return nil, fmt.Errorf("style %s is none of first, full, relation", source.Describe(p.Get("style")))
	}
	return out, nil
}
