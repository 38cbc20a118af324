package ort

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"

	"google.golang.org/protobuf/encoding/protowire"

	"github.com/slmkit/slmkit/inference/regular"
)

// Element types of tensors, as TensorProto.DataType numbers them.
const (
	Float32 = 1
	Uint8   = 2
	Int8    = 3
	Int32   = 6
	Int64   = 7
	Bool    = 9
	Float16 = 10
)

// Port is an input or output of a graph. A dimension that is not fixed is -1.
type Port struct {
	Name string
	Type int // element type
	Dims []int64
}

// Graph is what Inspect reads of an ONNX file.
type Graph struct {
	Inputs, Outputs []Port
	Metadata        map[string]string
	Size            int64 // of the file, in bytes
}

// Input returns the input of that name, nil if there is none.
func (g *Graph) Input(name string) *Port { return find(g.Inputs, name) }

// Output returns the output of that name, nil if there is none.
func (g *Graph) Output(name string) *Port { return find(g.Outputs, name) }

func find(ports []Port, name string) *Port {
	for i := range ports {
		if ports[i].Name == name {
			return &ports[i]
		}
	}
	return nil
}

// Inspect reads the inputs and outputs of an ONNX file without loading its
// weights, and finds files that are no ONNX or are cut off: ONNX Runtime's own
// messages about those do not help.
func Inspect(path string) (*Graph, error) {
	g := &Graph{}
	err := read(path, func(f io.ReaderAt, size int64) error {
		g.Size = size
		return g.readModel(f, size)
	})
	if err != nil {
		return nil, err
	}
	return g, nil
}

// read opens an ONNX file and visits it.
func read(path string, visit func(f io.ReaderAt, size int64) error) error {
	f, size, err := regular.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := sniff(f, size); err != nil {
		return fmt.Errorf("%s: not an ONNX file (%w)", path, err)
	}
	if err := visit(&page{f: f}, size); err != nil {
		return fmt.Errorf("%s: not a whole ONNX file (%w): copy it again", path, err)
	}
	return nil
}

// graphs visits the graph of a model.
func graphs(path string, visit func(f io.ReaderAt, from, to int64) error) error {
	return read(path, func(f io.ReaderAt, size int64) error {
		return fields(f, 0, size, func(n protowire.Number, from, to int64, _ uint64) error {
			if n != modelGraph {
				return nil
			}
			return visit(f, from, to)
		})
	})
}

// sniff says what a file is that does not begin as ONNX does.
func sniff(f io.ReaderAt, size int64) error {
	head := make([]byte, min(64, size))
	if _, err := f.ReadAt(head, 0); err != nil && err != io.EOF {
		return err
	}
	if err := regular.Foreign(head); err != nil {
		return err
	}
	switch {
	case bytes.HasPrefix(head, []byte("PAR1")):
		return errors.New("it is a Parquet file")
	case head[0] != 0x08: // ir_version, the first field of a model
		return fmt.Errorf("starts with %s", regular.FirstBytes(head, 12))
	}
	return nil
}

// fields calls visit for every field of a message that lies from at to end,
// with the place of its content for length-delimited ones.
func fields(f io.ReaderAt, at, end int64, visit func(n protowire.Number, from, to int64, value uint64) error) error {
	buf := make([]byte, 20)
	for at < end {
		b := buf[:min(int64(len(buf)), end-at)]
		if _, err := f.ReadAt(b, at); err != nil && err != io.EOF {
			return err
		}
		num, typ, n := protowire.ConsumeTag(b)
		if n < 0 {
			return fmt.Errorf("byte %d is no field", at)
		}
		b, at = b[n:], at+int64(n)
		var value uint64
		from, to := at, at
		switch typ {
		case protowire.VarintType:
			if value, n = protowire.ConsumeVarint(b); n < 0 {
				return fmt.Errorf("byte %d is no number", at)
			}
			to = at + int64(n)
		case protowire.Fixed32Type:
			to = at + 4
		case protowire.Fixed64Type:
			to = at + 8
		case protowire.BytesType:
			length, n := protowire.ConsumeVarint(b)
			if n < 0 {
				return fmt.Errorf("byte %d is no length", at)
			}
			from = at + int64(n)
			if length > uint64(end-min(from, end)) {
				return fmt.Errorf("byte %d: a field of %d bytes where %d are left", at, length, max(end-from, 0))
			}
			to = from + int64(length)
		default:
			return fmt.Errorf("byte %d: a field of an unknown kind", at)
		}
		if to > end {
			return fmt.Errorf("it ends inside the field at byte %d", at)
		}
		if err := visit(num, from, to, value); err != nil {
			return err
		}
		at = to
	}
	return nil
}

// Field numbers of onnx.proto.
const (
	modelGraph       = 7
	modelOpset       = 8  // OperatorSetIdProto: domain = 1, version = 2
	modelMeta        = 14 // StringStringEntryProto: key = 1, value = 2
	graphNode        = 1
	graphInitializer = 5
	graphInput       = 11
	graphOutput      = 12

	nodeOperator    = 4
	nodeAttribute   = 5
	nodeDomain      = 7
	attributeTensor = 5
	attributeGraph  = 6
	tensorExternal  = 13
)

func (g *Graph) readModel(f io.ReaderAt, size int64) error {
	found := false
	err := fields(f, 0, size, func(n protowire.Number, from, to int64, _ uint64) error {
		if n == modelMeta {
			return g.readMetadata(f, from, to)
		}
		if n != modelGraph {
			return nil
		}
		found = true
		return fields(f, from, to, func(n protowire.Number, from, to int64, _ uint64) error {
			if n != graphInput && n != graphOutput {
				return nil
			}
			p, err := readPort(f, from, to)
			if n == graphInput {
				g.Inputs = append(g.Inputs, p)
			} else {
				g.Outputs = append(g.Outputs, p)
			}
			return err
		})
	})
	if err == nil && !found {
		err = errors.New("it has no graph")
	}
	return err
}

func (g *Graph) readMetadata(f io.ReaderAt, from, to int64) error {
	key, value, err := readPair(f, from, to)
	if g.Metadata == nil {
		g.Metadata = map[string]string{}
	}
	g.Metadata[key] = value
	return err
}

// readPair reads a StringStringEntryProto.
func readPair(f io.ReaderAt, from, to int64) (key, value string, err error) {
	err = fields(f, from, to, func(n protowire.Number, from, to int64, _ uint64) (err error) {
		switch n {
		case 1:
			key, err = readString(f, from, to)
		case 2:
			value, err = readString(f, from, to)
		}
		return err
	})
	return key, value, err
}

func readString(f io.ReaderAt, from, to int64) (string, error) {
	if to-from > 1<<16 {
		return "", fmt.Errorf("byte %d: a text of %d bytes", from, to-from)
	}
	b := make([]byte, to-from)
	_, err := f.ReadAt(b, from)
	return string(b), err
}

// readPort reads a ValueInfoProto: name = 1, type = 2 {tensor_type = 1
// {elem_type = 1, shape = 2 {dim = 1 {dim_value = 1}}}}.
func readPort(f io.ReaderAt, from, to int64) (p Port, err error) {
	err = fields(f, from, to, func(n protowire.Number, from, to int64, _ uint64) error {
		switch n {
		case 1:
			var err error
			p.Name, err = readString(f, from, to)
			return err
		case 2:
			return only1(f, from, to, func(from, to int64) error { return p.readTensorType(f, from, to) })
		}
		return nil
	})
	return p, err
}

// only1 visits the message in field 1.
func only1(f io.ReaderAt, from, to int64, visit func(from, to int64) error) error {
	return fields(f, from, to, func(n protowire.Number, from, to int64, _ uint64) error {
		if n != 1 {
			return nil
		}
		return visit(from, to)
	})
}

func (p *Port) readTensorType(f io.ReaderAt, from, to int64) error {
	return fields(f, from, to, func(n protowire.Number, from, to int64, value uint64) error {
		switch n {
		case 1:
			p.Type = int(value)
		case 2:
			return only1(f, from, to, func(from, to int64) error {
				dim := int64(-1)
				err := fields(f, from, to, func(n protowire.Number, _, _ int64, value uint64) error {
					if n == 1 {
						dim = int64(value)
					}
					return nil
				})
				p.Dims = append(p.Dims, dim)
				return err
			})
		}
		return nil
	})
}

// Contents is what a file's graph is made of, and the graphs within it.
type Contents struct {
	Operators map[string]int   // how often the graph has each
	External  []string         // names of files with weights, beside the file
	Ends      map[string]int64 // by such a name: how long the file must be, in bytes
	Nodes     []Node
	Tensors   map[string]Tensor // initializers
}

// Node is an operator in its place.
type Node struct {
	Name, Operator  string
	Inputs, Outputs []string
}

// Tensor is where the data of an initializer lie: raw, little endian, the last
// dimension closest together.
type Tensor struct {
	Type   int // Float32, Int8, …
	Dims   []int64
	File   string // beside the ONNX file; "": itself
	Offset int64
	Bytes  int64 // 0: they are not raw
}

// Read reads the contents of an ONNX file.
func Read(path string) (*Contents, error) {
	c := &Contents{Operators: map[string]int{}, Tensors: map[string]Tensor{}, Ends: map[string]int64{}}
	err := graphs(path, func(f io.ReaderAt, from, to int64) error { return c.readGraph(f, from, to, 0) })
	if err != nil {
		return nil, err
	}
	return c, nil
}

// page keeps what was read of a file last: messages are read a few bytes at a
// time, one behind the other.
type page struct {
	f     io.ReaderAt
	at    int64
	bytes []byte
}

const pageSize = 1 << 12

func (p *page) ReadAt(b []byte, at int64) (int, error) {
	if at < p.at || at+int64(len(b)) > p.at+int64(len(p.bytes)) {
		if len(b) > pageSize {
			return p.f.ReadAt(b, at)
		}
		if p.bytes == nil {
			p.bytes = make([]byte, pageSize)
		}
		n, err := p.f.ReadAt(p.bytes[:pageSize], at)
		if err != nil && err != io.EOF {
			return 0, err
		}
		p.at, p.bytes = at, p.bytes[:n]
	}
	n := copy(b, p.bytes[at-p.at:])
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

// maxGraphs is how deep graphs may lie within each other.
const maxGraphs = 16

func (c *Contents) readGraph(f io.ReaderAt, from, to int64, depth int) error {
	if depth == maxGraphs {
		return fmt.Errorf("graphs lie within each other more than %d deep", maxGraphs)
	}
	return fields(f, from, to, func(n protowire.Number, from, to int64, _ uint64) error {
		switch n {
		case graphInitializer:
			name, t, err := c.readTensor(f, from, to)
			c.Tensors[name] = t
			return err
		case graphNode:
			return c.readNode(f, from, to, depth)
		}
		return nil
	})
}

// maxNodes bounds what is kept of a graph.
const maxNodes = 1 << 20

// readNode reads a NodeProto: input = 1, output = 2, name = 3, op_type = 4,
// attribute = 5.
func (c *Contents) readNode(f io.ReaderAt, from, to int64, depth int) error {
	if len(c.Nodes) == maxNodes {
		return fmt.Errorf("it has more than %d operators", maxNodes)
	}
	var node Node
	err := fields(f, from, to, func(n protowire.Number, from, to int64, _ uint64) error {
		if n == nodeAttribute {
			return c.readAttribute(f, from, to, depth)
		}
		return node.readText(n, f, from, to)
	})
	c.Operators[node.Operator]++
	c.Nodes = append(c.Nodes, node)
	return err
}

// readText reads a field of a NodeProto that is a text, and passes over others.
func (node *Node) readText(n protowire.Number, f io.ReaderAt, from, to int64) error {
	if n > nodeOperator {
		return nil
	}
	text, err := readString(f, from, to)
	switch n {
	case 1:
		node.Inputs = append(node.Inputs, text)
	case 2:
		node.Outputs = append(node.Outputs, text)
	case 3:
		node.Name = text
	case nodeOperator:
		node.Operator = text
	}
	return err
}

func (c *Contents) readAttribute(f io.ReaderAt, from, to int64, depth int) error {
	return fields(f, from, to, func(n protowire.Number, from, to int64, _ uint64) error {
		switch n {
		case attributeTensor:
			_, _, err := c.readTensor(f, from, to)
			return err
		case attributeGraph:
			return c.readGraph(f, from, to, depth+1)
		}
		return nil
	})
}

// readTensor reads a TensorProto: dims = 1, data_type = 2, name = 8, raw_data = 9,
// external_data = 13, pairs of location, offset and length.
func (c *Contents) readTensor(f io.ReaderAt, from, to int64) (name string, t Tensor, err error) {
	err = fields(f, from, to, func(n protowire.Number, from, to int64, value uint64) (err error) {
		switch n {
		case 1:
			t.Dims = append(t.Dims, int64(value))
		case 2:
			t.Type = int(value)
		case 8:
			name, err = readString(f, from, to)
		case 9:
			t.Offset, t.Bytes = from, to-from
		case tensorExternal:
			var key, text string
			if key, text, err = readPair(f, from, to); err == nil {
				err = c.place(&t, key, text)
			}
		}
		return err
	})
	if err == nil && t.File != "" {
		if t.Offset < 0 || t.Bytes < 0 || t.Bytes > math.MaxInt64-t.Offset {
			return name, t, fmt.Errorf("tensor %s lies at byte %d of %s and has %d", name, t.Offset, t.File, t.Bytes)
		}
		c.Ends[t.File] = max(c.Ends[t.File], t.Offset+t.Bytes)
	}
	return name, t, err
}

// place takes a pair that says where the data of a tensor lie.
func (c *Contents) place(t *Tensor, key, text string) (err error) {
	switch key {
	case "location":
		if t.File = text; !slices.Contains(c.External, text) {
			c.External = append(c.External, text)
		}
	case "offset":
		t.Offset, err = strconv.ParseInt(text, 10, 64)
	case "length":
		t.Bytes, err = strconv.ParseInt(text, 10, 64)
	}
	return err
}
