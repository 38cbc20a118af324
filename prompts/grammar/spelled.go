package grammar

import "strings"

var (
	ones = strings.Fields("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
	tens = strings.Fields("- - twenty thirty forty fifty sixty seventy eighty ninety")
	said = numberWords()
)

// numberWords maps each word of a number to what it adds, or multiplies by.
func numberWords() map[string]int64 {
	out := map[string]int64{"hundred": 100, "thousand": 1000}
	for v, w := range ones {
		out[w] = int64(v)
	}
	for v, w := range tens[2:] {
		out[w] = int64(v+2) * 10
	}
	return out
}

// spell writes a number below a million in words.
func spell(b []byte, v int64) []byte {
	switch {
	case v < 20:
		return append(b, ones[v]...)
	case v < 100:
		b = append(b, tens[v/10]...)
		if v%10 > 0 {
			b = append(append(b, ' '), ones[v%10]...)
		}
		return b
	case v < 1000:
		b = append(spell(b, v/100), " hundred"...)
		if v%100 > 0 {
			b = spell(append(b, ' '), v%100)
		}
		return b
	}
	b = append(spell(b, v/1000), " thousand"...)
	if v%1000 > 0 {
		b = spell(append(b, ' '), v%1000)
	}
	return b
}

func readSpelled(s string) (int64, bool) {
	total, part := int64(0), int64(0)
	for s != "" {
		word, rest, more := strings.Cut(s, " ")
		if s = rest; more && rest == "" {
			return 0, false // ends in a space
		}
		switch v, known := said[word]; {
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
