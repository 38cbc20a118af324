package export

import (
	"strings"

	"github.com/parquet-go/parquet-go"
)

// node is a column of a Parquet file, or a part of one, that is written as JSON. A
// leaf has values and any other node has children. Values come with two levels, as
// the paper on Dremel has them: the definition level says how many of the optional
// and repeated nodes above a value are there, and the repetition level says which
// repeated node the value begins another element of, 0 being the row.
type node struct {
	name       string
	children   []*node
	values     *values // of a leaf
	form       form
	optional   bool
	repeated   bool
	definition int // least definition level at which the node is there
	repetition int // repetition level of another element
}

// form says how a node with children is written.
type form int

const (
	asObject form = iota
	asChild       // as its only child: Parquet wraps lists and their elements in groups
	asEntry       // key and value, an entry of a map
)

// newNode describes a column. Which groups are lists and maps is told from their
// shape, because not every writer marks them.
func newNode(c *parquet.Column) *node {
	n := &node{name: c.Name(), optional: c.Optional(), repeated: c.Repeated(), definition: c.MaxDefinitionLevel(), repetition: c.MaxRepetitionLevel()}
	if c.Leaf() {
		n.values = newValues(c)
		return n
	}
	for _, child := range c.Columns() {
		n.children = append(n.children, newNode(child))
	}
	if len(n.children) != 1 || !n.children[0].repeated {
		return n
	}
	n.form = asChild
	switch list := n.children[0]; {
	case list.values != nil:
	case len(list.children) == 2 && list.children[0].name == "key":
		list.form = asEntry
	case len(list.children) == 1 && list.name != "array" && list.name != n.name+"_tuple": // those names mark elements of old writers
		list.form = asChild
	}
	return n
}

// first is the leaf whose levels say what of a node is there.
func (n *node) first() *values {
	for n.values == nil && len(n.children) > 0 {
		n = n.children[0]
	}
	return n.values
}

// append writes a node of the row at hand, and passes its values.
func (n *node) append(b []byte) ([]byte, error) {
	if !n.optional && !n.repeated {
		return n.appendBody(b)
	}
	level, err := n.first().definition()
	if err != nil {
		return b, err
	}
	switch {
	case level < n.definition && n.repeated && n.form == asEntry:
		return append(b, "{}"...), n.skip()
	case level < n.definition && n.repeated:
		return append(b, "[]"...), n.skip()
	case level < n.definition:
		return append(b, "null"...), n.skip()
	case n.repeated:
		return n.appendElements(b)
	}
	return n.appendBody(b)
}

// appendElements writes the elements of a list or the entries of a map.
func (n *node) appendElements(b []byte) ([]byte, error) {
	open, end := byte('['), byte(']')
	if n.form == asEntry {
		open, end = '{', '}'
	}
	for separator := open; ; separator = ',' {
		var err error
		if b, err = n.appendBody(append(b, separator)); err != nil {
			return b, err
		}
		if another, err := n.first().another(n.repetition); err != nil || !another {
			return append(b, end), err
		}
	}
}

// appendBody writes a node that is there.
func (n *node) appendBody(b []byte) (_ []byte, err error) {
	switch {
	case n.values != nil:
		return n.values.append(b)
	case n.form == asChild:
		return n.children[0].append(b)
	case n.form == asEntry:
		return n.appendEntry(b)
	}
	b = append(b, '{')
	for i, child := range n.children {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendText(b, child.name), ':')
		if b, err = child.append(b); err != nil {
			return b, err
		}
	}
	return append(b, '}'), nil
}

// appendEntry writes an entry of a map, whose key may be a number.
func (n *node) appendEntry(b []byte) ([]byte, error) {
	at := len(b)
	b, err := n.children[0].append(b)
	if err != nil {
		return b, err
	}
	if key := string(b[at:]); !strings.HasPrefix(key, `"`) {
		b = appendText(b[:at], key)
	}
	return n.children[1].append(append(b, ':'))
}

// skip passes a node that is not there, which has one value in each leaf.
func (n *node) skip() error {
	if n.values != nil {
		return n.values.skip()
	}
	for _, child := range n.children {
		if err := child.skip(); err != nil {
			return err
		}
	}
	return nil
}

func (n *node) eachLeaf(do func(*values)) {
	if n.values != nil {
		do(n.values)
	}
	for _, child := range n.children {
		child.eachLeaf(do)
	}
}
