package action

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// decimal is a number by its decimal digits, none of which is lost: an integer
// beyond 2⁵³ is not a float64. Two decimals are equal where the numbers are.
type decimal struct {
	negative bool
	digits   string // without zeros at either end; "" is zero
	exponent int    // the power of ten of the last digit
}

// mostExponent bounds the exponents that are read.
const mostExponent = 1 << 20

var errTooLarge = fmt.Errorf("the number is too large: at most 1.7e308 is read: %w", ErrValue)

// parseDecimal reads a number as JSON writes it, also with zeros or a point before
// the first digit.
func parseDecimal(s string) (decimal, bool) {
	var d decimal
	s, d.negative = strings.CutPrefix(s, "-")
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		e, err := strconv.Atoi(s[i+1:])
		if err != nil || e > mostExponent || e < -mostExponent {
			return decimal{}, false
		}
		s, d.exponent = s[:i], e
	}
	whole, part, _ := strings.Cut(s, ".")
	d.digits = whole + part
	if d.digits == "" || strings.Trim(d.digits, "0123456789") != "" || strings.HasSuffix(s, ".") {
		return decimal{}, false
	}
	d.exponent -= len(part)
	kept := strings.TrimRight(d.digits, "0")
	d.exponent += len(d.digits) - len(kept)
	d.digits = strings.TrimLeft(kept, "0")
	if d.digits == "" {
		return decimal{}, true
	}
	return d, true
}

// decimalOf is a number as JSON or Go has it: a float64 in the fewest digits that tell
// it from others, a json.Number with all of its own.
func decimalOf(v any) (decimal, bool) {
	switch v := v.(type) {
	case float64:
		return parseDecimal(strconv.FormatFloat(v, 'e', -1, 64))
	case json.Number:
		return parseDecimal(v.String())
	case int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64:
		return parseDecimal(fmt.Sprint(v))
	case float32:
		return parseDecimal(strconv.FormatFloat(float64(v), 'e', -1, 32))
	}
	return decimal{}, false
}

// whole reports whether a number has no decimals.
func (d decimal) whole() bool { return d.exponent >= 0 }

// float is the nearest float64, which is infinite for a number beyond all of them.
func (d decimal) float() float64 {
	v, _ := strconv.ParseFloat(d.String(), 64) // its error is an infinite v
	return v
}

// rounded is a number with at most some decimals; a half is rounded away from zero.
func (d decimal) rounded(places int) decimal {
	drop := -d.exponent - places
	if drop <= 0 {
		return d
	}
	padded := strings.Repeat("0", max(0, drop-len(d.digits))) + d.digits
	kept, next := padded[:len(padded)-drop], padded[len(padded)-drop]
	digits := []byte("0" + kept)
	for i := len(digits) - 1; next >= '5' && i >= 0; i-- {
		if digits[i]++; digits[i] <= '9' {
			break
		}
		digits[i] = '0'
	}
	sum, _ := parseDecimal(string(digits) + "e" + strconv.Itoa(-places))
	sum.negative = d.negative && sum.digits != ""
	return sum
}

// value is a number as a canonical argument: a float64 where that has all digits,
// else a json.Number.
func (d decimal) value() (any, error) {
	v := d.float()
	if math.IsInf(v, 0) {
		return nil, errTooLarge
	}
	if again, ok := decimalOf(v); ok && again == d {
		return v, nil
	}
	return json.Number(d.String()), nil
}

// String writes a number as JSON does, in one way: with an exponent only where it
// would have more than 40 zeros.
func (d decimal) String() string {
	var b strings.Builder
	if d.negative {
		b.WriteByte('-')
	}
	const zeros = "0000000000000000000000000000000000000000"
	switch point := len(d.digits) + d.exponent; {
	case d.digits == "":
		return "0"
	case d.exponent > len(zeros), point < -len(zeros):
		b.WriteString(d.digits + "e" + strconv.Itoa(d.exponent))
	case d.exponent >= 0:
		b.WriteString(d.digits + zeros[:d.exponent])
	case point > 0:
		b.WriteString(d.digits[:point] + "." + d.digits[point:])
	default:
		b.WriteString("0." + zeros[:-point] + d.digits)
	}
	return b.String()
}
