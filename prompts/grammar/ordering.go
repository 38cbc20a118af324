package grammar

import (
	"cmp"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/dataset/action"
)

// ordering says how canonical values of one type are compared. compare is nil for types
// without an order; it returns false for two values that cannot be compared.
type ordering struct {
	name    string // for messages, with its article
	compare func(a, b string) (int, bool)
}

// orderOf is the ordering of a parameter's values. Canonical dates and times sort as
// texts; so do periods, by the day that they begin on.
func orderOf(p *action.Param) ordering {
	if len(p.Enum) > 0 {
		if !slices.ContainsFunc(p.Enum, func(v string) bool { return !isNumber(v) }) {
			return ordering{"a number", compareNumbers}
		}
		return ordering{"text", nil}
	}
	switch p.Type {
	case "integer", "number":
		return ordering{"a number", compareNumbers}
	case "boolean":
		return ordering{"true or false", nil}
	}
	switch p.Format {
	case "money":
		return ordering{"an amount of money", compareMoney}
	case "date":
		return ordering{"a date", compareTexts}
	case "time":
		return ordering{"a time", compareTexts}
	case "duration":
		return ordering{"a length of time", compareDurations}
	case "period":
		return ordering{"a period", compareTexts}
	}
	return ordering{"text", nil}
}

func compareTexts(a, b string) (int, bool) { return strings.Compare(a, b), true }

func isNumber(s string) bool {
	_, ok := new(big.Rat).SetString(s)
	return ok
}

func compareNumbers(a, b string) (int, bool) {
	x, ok1 := new(big.Rat).SetString(a)
	y, ok2 := new(big.Rat).SetString(b)
	if !ok1 || !ok2 {
		return 0, false
	}
	return x.Cmp(y), true
}

// compareMoney compares amounts. One without a currency is of the other's.
func compareMoney(a, b string) (int, bool) {
	x, of, _ := strings.Cut(a, " ")
	y, other, _ := strings.Cut(b, " ")
	if of != other && of != "" && other != "" {
		return 0, false
	}
	return compareNumbers(x, y)
}

// compareDurations compares lengths of time in ISO 8601. Years and months are those of the
// calendar's mean, 365.2425 days and a twelfth of it.
func compareDurations(a, b string) (int, bool) {
	x, ok1 := seconds(a)
	y, ok2 := seconds(b)
	return cmp.Compare(x, y), ok1 && ok2
}

// seconds is how long a length of time is.
func seconds(iso string) (total float64, ok bool) {
	const day = 86_400
	units := map[byte]float64{'Y': 365.2425 * day, 'M': 365.2425 / 12 * day, 'W': 7 * day, 'D': day}
	rest, ok := strings.CutPrefix(iso, "P")
	for rest != "" {
		if rest[0] == 'T' {
			units, rest = map[byte]float64{'H': 3600, 'M': 60, 'S': 1}, rest[1:]
			continue
		}
		end := strings.IndexFunc(rest, func(r rune) bool { return r > '9' })
		if end < 1 {
			return 0, false
		}
		n, err := strconv.ParseFloat(rest[:end], 64)
		unit, known := units[rest[end]]
		if err != nil || !known {
			return 0, false
		}
		total, rest = total+n*unit, rest[end+1:]
	}
	return total, ok
}
