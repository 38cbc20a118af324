package tokenizer

import (
	"unicode"
	"unicode/utf8"
)

// gptWord returns the length in bytes of the first word of s, which is not empty, as
// GPT-2's pattern has it. Go's regexp lacks the pattern's lookahead:
//
//	's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
func gptWord(s []byte) int {
	if n := contraction(s); n > 0 {
		return n
	}
	start := 0
	if s[0] == ' ' { // goes with the word behind it
		start = 1
	}
	if k, _ := kindOf(s[start:]); k != space {
		return start + run(s[start:], k)
	}
	n := run(s, space)
	if _, last := utf8.DecodeLastRune(s[:n]); n < len(s) && last < n {
		return n - last // the last goes to what follows
	}
	return n
}

func contraction(s []byte) int {
	if len(s) < 2 || s[0] != '\'' {
		return 0
	}
	switch s[1] {
	case 's', 't', 'm', 'd':
		return 2
	}
	if len(s) > 2 {
		switch string(s[1:3]) {
		case "re", "ve", "ll":
			return 3
		}
	}
	return 0
}

type kind int

const (
	space kind = iota // or the end
	letter
	number
	other
)

// kindOf returns the kind of the first character of s and its length in bytes.
func kindOf(s []byte) (kind, int) {
	r, w := utf8.DecodeRune(s)
	switch {
	case w == 0 || unicode.IsSpace(r):
		return space, w
	case unicode.IsLetter(r) || unicode.Is(letters16, r):
		return letter, w
	case unicode.IsNumber(r) || unicode.Is(numbers16, r):
		return number, w
	}
	return other, w
}

// run returns the length in bytes of the characters of one kind that s starts with.
func run(s []byte, k kind) int {
	n := 0
	for n < len(s) {
		got, w := kindOf(s[n:])
		if got != k {
			break
		}
		n += w
	}
	return n
}

// What Unicode 16 has more than Go's 15. Hugging Face tokenizers is built with 16.
var (
	letters16 = &unicode.RangeTable{
		R16: []unicode.Range16{{0x1C89, 0x1C8A, 1}, {0xA7CB, 0xA7CD, 1}, {0xA7DA, 0xA7DC, 1}},
		R32: []unicode.Range32{{0x105C0, 0x105F3, 1}, {0x10D4A, 0x10D65, 1}, {0x10D6F, 0x10D85, 1}, {0x10EC2, 0x10EC4, 1},
			{0x11380, 0x11389, 1}, {0x1138B, 0x1138E, 3}, {0x11390, 0x113B5, 1}, {0x113B7, 0x113B7, 1}, {0x113D1, 0x113D3, 2},
			{0x11BC0, 0x11BE0, 1}, {0x13460, 0x143FA, 1}, {0x16100, 0x1611D, 1}, {0x16D40, 0x16D6C, 1}, {0x18CFF, 0x18CFF, 1},
			{0x1E5D0, 0x1E5ED, 1}, {0x1E5F0, 0x1E5F0, 1}, {0x2EBF0, 0x2EE5D, 1}},
	}
	numbers16 = &unicode.RangeTable{R32: []unicode.Range32{{0x10D40, 0x10D49, 1}, {0x116D0, 0x116E3, 1}, {0x11BF0, 0x11BF9, 1},
		{0x16130, 0x16139, 1}, {0x16D70, 0x16D79, 1}, {0x1CCF0, 0x1CCF9, 1}, {0x1E5F1, 0x1E5FA, 1}}}
)
