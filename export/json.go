package export

import (
	"bytes"
	"encoding/json"
	"strings"
)

// encode is json.Marshal without escapes for HTML.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimRight(b.Bytes(), "\n"), err
}

// object writes a JSON object whose members are in the order of a list.
func object[T any](list []T, member func(T) (name string, value any)) (json.RawMessage, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, item := range list {
		name, value := member(item)
		key, err := encode(name)
		if err != nil {
			return nil, err
		}
		body, err := encode(value)
		if err != nil {
			return nil, err
		}
		b.WriteString(strings.Repeat(",", min(i, 1)))
		b.Write(key)
		b.WriteByte(':')
		b.Write(body)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
