package export

import (
	"strings"

	"github.com/slmkit/slmkit/dataset"
)

// topHead is the header of TOPv2's files.
const topHead = "domain\tutterance\tsemantic_parse\n"

// appendTOP writes a row as TOPv2 has it: the domain, which is the pack, the prompt,
// and the prompt with its slots in brackets,
//
//	[IN:GET_STATEMENT my statement for [SL:PERIOD march ] ]
//
// The tree is words between single spaces. Its words without the brackets are those
// of the prompt, except that a slot begins and ends a word.
func appendTOP(b []byte, e *dataset.Example) ([]byte, error) {
	call, err := single(e)
	if err != nil {
		return b, err
	}
	if bracketed(e) {
		return b, bracketsInText
	}
	pieces, err := piecesOf(e)
	if err != nil {
		return b, err
	}
	b = append(appendField(b, packOf(e)), '\t')
	b = append(appendField(b, strings.Join(strings.Fields(e.Text), " ")), '\t')
	return appendField(b, topTree(call.Name, pieces)), nil
}

// topTree writes a prompt with its intent and slots in brackets.
func topTree(intent string, pieces []piece) string {
	tree := []string{"[IN:" + topLabel(intent)}
	for _, p := range pieces {
		if p.slot != nil {
			tree = append(tree, "[SL:"+topLabel(p.slot.Name))
		}
		tree = append(tree, strings.Fields(p.text)...)
		if p.slot != nil {
			tree = append(tree, "]")
		}
	}
	return strings.Join(append(tree, "]"), " ")
}

// topLabel writes a name in the capitals of TOP's labels.
func topLabel(name string) string { return strings.ToUpper(name) }

// packOf is the name of the pack that an example comes from, "" where it does not
// say.
func packOf(e *dataset.Example) string {
	if e.Origin == nil {
		return ""
	}
	name, _, _ := strings.Cut(e.Origin.Pack, "@")
	return name
}
