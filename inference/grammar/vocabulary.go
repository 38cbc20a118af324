package grammar

import "github.com/slmkit/slmkit/inference/tokenizer"

// Tokenizer is what a Vocabulary needs of a tokenizer. *tokenizer.Tokenizer is one.
type Tokenizer interface {
	// Texts returns the text of each token by its id, "" for a token without text.
	Texts() []string
	// Prefix returns the state of segmenting a text of which nothing is written yet.
	Prefix() tokenizer.Prefix
	// Encode appends the ids of a text to a slice.
	Encode(to []int32, text string) []int32
	// Unknown returns the id that Encode writes for what the vocabulary lacks.
	Unknown() int32
}

// Vocabulary holds the tokens that an output may have, as a trie of their texts. It
// is immutable and safe for concurrent use.
type Vocabulary struct {
	tokenizer Tokenizer
	texts     []string // by id; "" for those that write nothing
	nodes     []trieNode
	end       []int32 // ids that end an output
	empty     tokenizer.Prefix
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
// output.
func NewVocabulary(t Tokenizer, end []int32) *Vocabulary {
	v := &Vocabulary{tokenizer: t, texts: t.Texts(), nodes: make([]trieNode, 1), end: end, empty: t.Prefix()}
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
