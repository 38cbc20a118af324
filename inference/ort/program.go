package ort

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"path/filepath"

	"google.golang.org/protobuf/encoding/protowire"

	"github.com/slmkit/slmkit/inference/regular"
)

// Program is a graph in full: its operators with their attributes, and its weights.
type Program struct {
	Inputs, Outputs []string // names, initializers left out
	Steps           []Step   // in an order in which each finds its inputs
	Constants       map[string]Constant
}

// Step is an operator.
type Step struct {
	Node
	Attributes map[string]Attribute
}

// Attribute is a value of one of the types.
type Attribute struct {
	Int      int64
	Ints     []int64
	Constant *Constant
	Graph    *Program
	other    bool // floats, texts: of those no operator that is run here has any
}

// Constant is a tensor: little endian, the last dimension closest together.
type Constant struct {
	Type int // Float32, Int8, …
	Dims []int64
	Data []byte // of as many values as Dims say
}

// maxWeights is more bytes than the weights of a small language model have.
const maxWeights = 1 << 34

// ReadProgram reads an ONNX file with its weights.
func ReadProgram(path string) (p *Program, err error) {
	r := &programReader{path: path, outside: map[string][]byte{}}
	err = graphs(path, func(f io.ReaderAt, from, to int64) error {
		p, err = r.graph(f, from, to, 0)
		return err
	})
	if err == nil && p == nil {
		err = fmt.Errorf("%s: has no graph", path)
	}
	return p, err
}

type programReader struct {
	path    string
	outside map[string][]byte // files with weights
	steps   int
}

func (r *programReader) graph(f io.ReaderAt, from, to int64, depth int) (*Program, error) {
	if depth == maxGraphs {
		return nil, fmt.Errorf("graphs lie within each other more than %d deep", maxGraphs)
	}
	p := &Program{Constants: map[string]Constant{}}
	err := fields(f, from, to, func(n protowire.Number, from, to int64, _ uint64) error {
		switch n {
		case graphInput, graphOutput:
			port, err := readPort(f, from, to)
			if n == graphInput {
				p.Inputs = append(p.Inputs, port.Name)
			} else {
				p.Outputs = append(p.Outputs, port.Name)
			}
			return err
		case graphInitializer:
			name, c, err := r.constant(f, from, to)
			p.Constants[name] = c
			return err
		case graphNode:
			s, err := r.step(f, from, to, depth)
			p.Steps = append(p.Steps, s)
			return err
		}
		return nil
	})
	return p, err
}

func (r *programReader) step(f io.ReaderAt, from, to int64, depth int) (s Step, err error) {
	if r.steps++; r.steps > maxNodes {
		return s, fmt.Errorf("it has more than %d operators", maxNodes)
	}
	s.Attributes = map[string]Attribute{}
	domain := ""
	err = fields(f, from, to, func(n protowire.Number, from, to int64, _ uint64) (err error) {
		switch n {
		case nodeAttribute:
			return r.attribute(f, from, to, depth, s.Attributes)
		case nodeDomain:
			domain, err = readString(f, from, to)
			return err
		}
		return s.readText(n, f, from, to)
	})
	if domain != "" && domain != "ai.onnx" {
		s.Operator = domain + "." + s.Operator
	}
	return s, err
}

// attribute reads an AttributeProto: name = 1, f = 2, i = 3, s = 4, t = 5, g = 6,
// floats = 7, ints = 8.
func (r *programReader) attribute(f io.ReaderAt, from, to int64, depth int, all map[string]Attribute) error {
	var name string
	var a Attribute
	err := fields(f, from, to, func(n protowire.Number, from, to int64, value uint64) (err error) {
		switch n {
		case 1:
			name, err = readString(f, from, to)
		case 3:
			a.Int = int64(value)
		case attributeTensor:
			var c Constant
			_, c, err = r.constant(f, from, to)
			a.Constant = &c
		case attributeGraph:
			a.Graph, err = r.graph(f, from, to, depth+1)
		case 8:
			a.Ints, err = readInts(a.Ints, f, from, to, value)
		case 2, 4, 7:
			a.other = true
		}
		return err
	})
	all[name] = a
	return err
}

// readInts reads one varint, whose value is there unless it is 0, or packed ones.
func readInts(ints []int64, f io.ReaderAt, from, to int64, value uint64) ([]int64, error) {
	if value != 0 {
		return append(ints, int64(value)), nil
	}
	b, err := readBytes(f, from, to)
	for err == nil && len(b) > 0 {
		v, n := protowire.ConsumeVarint(b)
		if n < 0 {
			return nil, fmt.Errorf("byte %d is no number", from)
		}
		ints, b = append(ints, int64(v)), b[n:]
	}
	return ints, err
}

func readBytes(f io.ReaderAt, from, to int64) ([]byte, error) {
	b := make([]byte, to-from)
	_, err := f.ReadAt(b, from)
	return b, err
}

// constant reads a TensorProto: dims = 1, data_type = 2, float_data = 4, int32_data =
// 5, int64_data = 7, name = 8, raw_data = 9, external_data = 13.
func (r *programReader) constant(f io.ReaderAt, from, to int64) (name string, c Constant, err error) {
	var place Tensor
	files := &Contents{}
	var values []int64
	err = fields(f, from, to, func(n protowire.Number, from, to int64, value uint64) (err error) {
		switch n {
		case 1:
			c.Dims = append(c.Dims, int64(value))
		case 2:
			c.Type = int(value)
		case 4, 9:
			var b []byte
			b, err = readBytes(f, from, to)
			c.Data = append(c.Data, b...)
		case 5, 7:
			values, err = readInts(values, f, from, to, value)
		case 8:
			name, err = readString(f, from, to)
		case tensorExternal:
			var key, text string
			if key, text, err = readPair(f, from, to); err == nil {
				err = files.place(&place, key, text)
			}
		}
		return err
	})
	if err != nil {
		return name, c, err
	}
	for _, v := range values {
		c.Data = appendValue(c.Data, c.Type, v)
	}
	if place.File != "" {
		if c.Data, err = r.external(place); err != nil {
			return name, c, err
		}
	}
	return name, c, c.check(name)
}

func appendValue(b []byte, kind int, v int64) []byte {
	switch kind {
	case Int64:
		return binary.LittleEndian.AppendUint64(b, uint64(v))
	case Int32:
		return binary.LittleEndian.AppendUint32(b, uint32(v))
	}
	return append(b, byte(v))
}

// external reads weights that lie in another file.
func (r *programReader) external(t Tensor) ([]byte, error) {
	if !filepath.IsLocal(t.File) {
		return nil, fmt.Errorf("weights in %q, which is not beside it", t.File)
	}
	data, ok := r.outside[t.File]
	if !ok {
		var err error
		if data, err = regular.Read(filepath.Join(filepath.Dir(r.path), filepath.FromSlash(t.File)), maxWeights); err != nil {
			return nil, err
		}
		r.outside[t.File] = data
	}
	if t.Offset < 0 || t.Bytes < 0 || t.Bytes > int64(len(data)) || t.Offset > int64(len(data))-t.Bytes {
		return nil, fmt.Errorf("weights at byte %d of %s, %d of them, lie outside it", t.Offset, t.File, t.Bytes)
	}
	return data[t.Offset:][:t.Bytes], nil
}

// check compares how many values there are with the dimensions.
func (c Constant) check(name string) error {
	size := map[int]int64{Float32: 4, Uint8: 1, Int8: 1, Int32: 4, Int64: 8, Bool: 1}[c.Type]
	if size == 0 {
		return nil // of a type that is not run here
	}
	n := int64(1)
	for _, d := range c.Dims {
		if d < 0 || d > 0 && n > math.MaxInt64/8/d {
			return fmt.Errorf("tensor %s has dimensions %v", name, c.Dims)
		}
		n *= d
	}
	if n*size != int64(len(c.Data)) {
		return fmt.Errorf("tensor %s has %d bytes where its dimensions are %v", name, len(c.Data), c.Dims)
	}
	return nil
}
