package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
)

// node is a value of a JSON text with its place in it.
type node struct {
	kind    string // of JSON Schema: object, array, string, number, boolean or null
	text    string // of a string
	number  float64
	whole   bool // the number is an integer
	members []member
	items   []node
	at      int64 // byte of its end
}

type member struct {
	name string
	node
}

// member returns a member by its name, nil where the object does not have it.
func (n *node) member(name string) *node {
	for i := range n.members {
		if n.members[i].name == name {
			return &n.members[i].node
		}
	}
	return nil
}

// parseTree reads a JSON text that encoding/json has read.
func parseTree(data []byte) (node, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	return parseNode(d)
}

func parseNode(d *json.Decoder) (node, error) {
	token, err := d.Token()
	if err != nil {
		return node{}, err
	}
	n := node{at: d.InputOffset()}
	switch v := token.(type) {
	case json.Delim:
		if v == '[' {
			n.kind = "array"
			err = n.parseItems(d)
		} else {
			n.kind = "object"
			err = n.parseMembers(d)
		}
	case string:
		n.kind, n.text = "string", v
	case json.Number:
		n.kind = "number"
		n.number, err = v.Float64()
		_, notInt := strconv.ParseInt(v.String(), 10, 64)
		n.whole = notInt == nil || n.number == float64(int64(n.number))
	case bool:
		n.kind = "boolean"
	case nil:
		n.kind = "null"
	default:
		err = fmt.Errorf("%v is no value", v)
	}
	return n, err
}

func (n *node) parseItems(d *json.Decoder) error {
	for d.More() {
		item, err := parseNode(d)
		if err != nil {
			return err
		}
		n.items = append(n.items, item)
	}
	_, err := d.Token()
	return err
}

func (n *node) parseMembers(d *json.Decoder) error {
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		value, err := parseNode(d)
		if err != nil {
			return err
		}
		n.members = append(n.members, member{fmt.Sprint(name), value})
	}
	_, err := d.Token()
	return err
}
