package export

import (
	"strings"

	"github.com/slmkit/slmkit/dataset"
)

// tsvSpaces makes spaces of what a program that splits lines at tabs cannot read.
var tsvSpaces = strings.NewReplacer("\t", " ", "\n", " ", "\r", " ")

func appendTSV(b []byte, e *dataset.Example) ([]byte, error) {
	b = appendField(b, e.Input())
	b = append(b, '\t')
	return appendField(b, e.Target), nil
}

// appendField writes a field as RFC 4180 has it: in quotes if it holds any, and each
// of them doubled. Some readers would otherwise take a quote in the middle of a field
// for the start of one that goes on over the next lines.
func appendField(b []byte, s string) []byte {
	s = tsvSpaces.Replace(s)
	if !strings.Contains(s, `"`) {
		return append(b, s...)
	}
	b = append(b, '"')
	b = append(b, strings.ReplaceAll(s, `"`, `""`)...)
	return append(b, '"')
}
