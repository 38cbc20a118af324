package grammar

import (
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
)

// spell writes a number below a million in words.
func spell(b []byte, v int64) []byte { return text.Plain.Append(b, v) }

func readSpelled(s string) (int64, bool) {
	total, part := int64(0), int64(0)
	for s != "" {
		word, rest, more := strings.Cut(s, " ")
		if s = rest; more && rest == "" {
			return 0, false // ends in a space
		}
		switch v, known := text.Value(word); {
		case !known:
			return 0, false
		case v == 100:
			part *= 100
		case v == 1000:
			total, part = total+part*1000, 0
		default:
			part += v
		}
		if total+part >= 1_000_000 {
			return 0, false
		}
	}
	return total + part, true
}
