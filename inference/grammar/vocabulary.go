package grammar

import (
	"slices"

	"github.com/slmkit/slmkit/inference/tokenizer"
)

// Tokenizer is what a Vocabulary needs of a tokenizer. *tokenizer.Tokenizer is one.
type Tokenizer interface {
	// Texts returns the text of each token by its id, "" for a token without text.
	Texts() []string
	// Prefix returns the state of segmenting a text of which nothing is written yet.
	Prefix() tokenizer.Prefix
	// Encode appends the ids of a text to a slice.
	Encode(to []int32, text string) []int32
	// Unknown returns the id that Encode writes for what the vocabulary lacks, -1 if
	// it lacks nothing.
	Unknown() int32
	// Writes reports whether tokens can write a text as it is.
	Writes(text string) bool
}

// Vocabulary holds the tokens that an output may have, as a trie of their texts. It
// is immutable and safe for concurrent use.
type Vocabulary struct {
	tokenizer Tokenizer
	texts     []string // by id; "" for those that write nothing
	nodes     []trieNode
	end       []int32 // ids that end an output
	empty     tokenizer.Prefix
	unknown   string // a character that the vocabulary lacks
}

type trieNode struct {
	edges []trieEdge
	ids   []int32 // tokens whose text ends here
}

type trieEdge struct {
	b    byte
	node int32
}

// NewVocabulary builds the vocabulary of a tokenizer. end lists the ids that end an
// output. The unknown token writes tokenizer.Lost.
func NewVocabulary(t Tokenizer, end []int32) *Vocabulary {
	v := &Vocabulary{tokenizer: t, texts: t.Texts(), nodes: make([]trieNode, 1), end: end, empty: t.Prefix()}
	if unknown := t.Unknown(); unknown >= 0 {
		v.texts[unknown], v.unknown = string([]byte{tokenizer.Lost}), v.lacked(unknown)
	}
	for id, text := range v.texts {
		if text == "" {
			continue
		}
		n := int32(0)
		for i := range len(text) {
			n = v.child(n, text[i])
		}
		v.nodes[n].ids = append(v.nodes[n].ids, int32(id))
	}
	return v
}

// child returns the node behind a byte, and makes it if there is none.
func (v *Vocabulary) child(n int32, b byte) int32 {
	for _, e := range v.nodes[n].edges {
		if e.b == b {
			return e.node
		}
	}
	v.nodes = append(v.nodes, trieNode{})
	v.nodes[n].edges = append(v.nodes[n].edges, trieEdge{b, int32(len(v.nodes) - 1)})
	return int32(len(v.nodes) - 1)
}

// lacked returns a character for which the tokenizer writes the unknown token, "" if
// none is found.
func (v *Vocabulary) lacked(unknown int32) string {
	for r := '\ue000'; r <= '\uf8ff'; r++ { // of private use
		if slices.Contains(v.tokenizer.Encode(nil, string(r)), unknown) {
			return string(r)
		}
	}
	return ""
}
