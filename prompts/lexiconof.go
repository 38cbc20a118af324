package prompts

import (
	"github.com/slmkit/slmkit/prompts/grammar"
)

// LexiconOf says which lexicon most slots of an action take the words of a parameter from,
// or else those of any action, its file in the pack's folder, and whether it lists words.
// A lexicon that is not there yet would be called as the parameter.
func (p *Pack) LexiconOf(action, param string) (file, name string, lists bool) {
	ofAction, ofAny, names := map[string]int{}, map[string]int{}, p.lexicons()
	for _, t := range p.content.Templates {
		t.Compiled.Root.EachSlot(func(n *grammar.Node) {
			s := t.Compiled.Slots[n.Slot]
			lex := names[n.Kids[0]]
			if s.Param.Name != param || lex == "" {
				return
			}
			if ofAny[lex]++; t.Actions[s.Call] == action {
				ofAction[lex]++
			}
		})
	}
	for _, uses := range []map[string]int{ofAction, ofAny} {
		for lex, n := range uses {
			if n > uses[name] || n == uses[name] && lex < name {
				name = lex
			}
		}
		if name != "" {
			lex := p.content.Lexicons[name]
			return lex.File, name, len(lex.Entries) > 0
		}
	}
	return "lexicons/" + param + ".yaml", param, false
}

// lexicons are the names of lexicons by what they write.
func (p *Pack) lexicons() map[*grammar.Node]string {
	out := map[*grammar.Node]string{}
	for name, lex := range p.content.Lexicons {
		out[lex.Root] = name
	}
	return out
}
