package export

import (
	"strconv"

	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/dataset"
)

// Hugging Face datasets calls columns features. It reads them from the metadata
// of a Parquet file, as JSON, and from the front matter of a card, as YAML.

// dtype is the name of a type that has no fields.
func dtype(t dataset.ColumnType) string {
	switch t {
	case dataset.Int32:
		return "int32"
	case dataset.Bool:
		return "bool"
	}
	return "string"
}

// metadata is what Hugging Face datasets looks for in a file's metadata.
func metadata() string {
	return `{"info":{"features":` + string(appendFeatures(nil, dataset.Columns)) + `}}`
}

func appendFeatures(b []byte, columns []dataset.Column) []byte {
	b = append(b, '{')
	for i := range columns {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(strconv.AppendQuote(b, columns[i].Name), ':')
		b = appendFeature(b, &columns[i])
	}
	return append(b, '}')
}

func appendFeature(b []byte, c *dataset.Column) []byte {
	switch c.Type {
	case dataset.Struct:
		return appendFeatures(b, c.Fields)
	case dataset.Structs:
		return append(appendFeatures(append(b, `{"feature":`...), c.Fields), `,"_type":"List"}`...)
	case dataset.Strings:
		return append(b, `{"feature":{"dtype":"string","_type":"Value"},"_type":"List"}`...)
	}
	return append(b, `{"dtype":"`+dtype(c.Type)+`","_type":"Value"}`...)
}

// feature is a column in the front matter of a card.
type feature struct {
	Name   string `yaml:"name"`
	Dtype  string `yaml:"dtype,omitempty"`
	List   any    `yaml:"list,omitempty"` // a type or features
	Struct any    `yaml:"struct,omitempty"`
}

// features lists columns as a card of Parquet or of JSON Lines does. In the lines, calls
// are objects, and so that dates stay text they are said to be JSON, too: a reader
// without a type takes them for timestamps, and one that is told of strings writes the
// timestamps out.
func features(columns []dataset.Column, lines bool) []feature {
	out := make([]feature, len(columns))
	for i, c := range columns {
		out[i].Name = c.Name
		switch {
		case c.Type == dataset.Struct:
			out[i].Struct = features(c.Fields, lines)
		case c.Type == dataset.Structs:
			out[i].List = features(c.Fields, lines)
		case c.Type == dataset.Strings:
			out[i].List = "string"
		case lines && (c.Type == dataset.JSON || c.Name == "reference_date"):
			out[i].Dtype = "json"
		default:
			out[i].Dtype = dtype(c.Type)
		}
	}
	return out
}

// MarshalYAML writes a feature with no more than a type on one line.
func (f feature) MarshalYAML() (any, error) {
	type plain feature
	var n yaml.Node
	if err := n.Encode(plain(f)); err != nil {
		return nil, err
	}
	if f.Dtype != "" {
		n.Style = yaml.FlowStyle
	}
	return &n, nil
}
