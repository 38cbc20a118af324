package prompts

import (
	"fmt"
	"strconv"
	"strings"
)

// appendDerivation appends the choices that the walker made: the template's key,
// then one base-36 digit for each choice. Brackets enclose a digit of more than
// one character.
func appendDerivation(b []byte, key string, digits []uint64) []byte {
	b = append(b, key...)
	b = append(b, ':')
	for _, d := range digits {
		if d < 36 {
			b = strconv.AppendUint(b, d, 36)
			continue
		}
		b = append(b, '(')
		b = strconv.AppendUint(b, d, 36)
		b = append(b, ')')
	}
	return b
}

func parseDerivation(s string) (key string, out []uint64, err error) {
	key, rest, ok := strings.Cut(s, ":")
	if !ok {
		return "", nil, fmt.Errorf("derivation %q has no template key", s)
	}
	for len(rest) > 0 {
		digit := rest[:1]
		if rest[0] == '(' {
			if digit, rest, ok = strings.Cut(rest[1:], ")"); !ok {
				return "", nil, fmt.Errorf("derivation %q: a bracket is open", s)
			}
		} else {
			rest = rest[1:]
		}
		d, err := strconv.ParseUint(digit, 36, 64)
		if err != nil {
			return "", nil, fmt.Errorf("derivation %q: %q is no digit", s, digit)
		}
		out = append(out, d)
	}
	return key, out, nil
}
