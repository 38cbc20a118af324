package export

import (
	"strings"

	"github.com/slmkit/slmkit/dataset"
)

// tsvSpaces makes spaces of what TSV has no way to write.
var tsvSpaces = strings.NewReplacer("\t", " ", "\n", " ", "\r", " ")

func appendTSV(b []byte, e *dataset.Example) ([]byte, error) {
	b = append(b, tsvSpaces.Replace(e.Text)...)
	b = append(b, '\t')
	return append(b, tsvSpaces.Replace(e.Target)...), nil
}
