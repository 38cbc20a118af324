package dataset

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// fieldError says what is wrong with a member of a record. field is its path from
// the record: slots.start.
type fieldError struct{ field, fault string }

func (e *fieldError) Error() string { return fmt.Sprintf("field %q: %s", e.field, e.fault) }

// wrongType says what a member is and what it should be.
func wrongType(field string, v value, want string) error {
	return &fieldError{field, v.what() + " where " + want + " is wanted"}
}

// within puts the name of the member that holds it before that of a faulty one.
func within(parent string, err error) error {
	if e, ok := err.(*fieldError); ok {
		e.field = parent + "." + e.field
	}
	return err
}

// decodeText reads a string. JSON null is no string, and no fault.
func decodeText(field string, v value, to *string) error {
	switch v.kind() {
	case stringKind:
		*to = v.text()
	case nullKind:
	default:
		return wrongType(field, v, "text")
	}
	return nil
}

// decodeID reads an id: text, or a number, whose digits stay as they are.
func decodeID(v value, to *string) error {
	switch v.kind() {
	case stringKind:
		*to = v.text()
	case numberKind:
		*to = string(v)
	case nullKind:
	default:
		return wrongType("id", v, "text or a number")
	}
	return nil
}

// decodeWhole reads a whole number.
func decodeWhole(field string, v value, to *int) error {
	if v.null() {
		return nil
	}
	n, ok := v.whole()
	if !ok {
		return wrongType(field, v, "a whole number")
	}
	*to = n
	return nil
}

// decodeBool reads true or false.
func decodeBool(field string, v value, to *bool) error {
	switch {
	case v.null():
	case v.kind() == trueKind || v.kind() == falseKind:
		*to = v.kind() == trueKind
	default:
		return wrongType(field, v, "true or false")
	}
	return nil
}

// decodeFloat reads a number.
func decodeFloat(field string, v value, to **float64) error {
	if v.kind() == numberKind {
		if f, err := strconv.ParseFloat(string(v), 64); err == nil {
			*to = &f
			return nil
		}
	}
	return wrongType(field, v, "a number")
}

// clock is what follows a date in a timestamp.
var clock = regexp.MustCompile(`^[Tt ]\d\d:\d\d(:\d\d([.,]\d+)?)?( ?(Z|z|UTC|[+-]\d\d(:?\d\d)?))?$`)

// decodeDate reads a day: YYYY-MM-DD, a timestamp, of which the day is taken as
// written, or the time since 1970 in seconds or in thousandths, millionths or
// billionths of one, as writers of timestamps have it. Other text is left to
// Validate.
func decodeDate(field string, v value, to *string) error {
	if len(v) == len(`"2006-01-02"`) && isDigit(v[1]) { // no JSON is inside, nor a time after the day
		return decodeText(field, v, to)
	}
	if inner, ok := v.inside(); ok && (inner.kind() == stringKind || inner.null()) {
		v = inner // a column of JSON
	}
	switch v.kind() {
	case stringKind:
		s := v.text()
		if day, rest := s[:min(10, len(s))], s[min(10, len(s)):]; rest != "" && clock.MatchString(rest) {
			s = day
		}
		*to = s
	case numberKind:
		n, ok := v.whole()
		day := sinceEpoch(int64(n))
		if !ok || day.IsZero() {
			return &fieldError{field, string(v) + " is no day: write YYYY-MM-DD"}
		}
		*to = day.Format(time.DateOnly)
	case nullKind:
	default:
		return wrongType(field, v, "a day as YYYY-MM-DD")
	}
	return nil
}

// sinceEpoch tells the unit of a time since 1970 by its size: each unit reads its
// numbers as years from 1973 on. The zero time is too small a number for any.
func sinceEpoch(n int64) time.Time {
	size := max(n, -n)
	switch {
	case size >= 1e17:
		return time.Unix(0, n).UTC()
	case size >= 1e14:
		return time.UnixMicro(n).UTC()
	case size >= 1e11:
		return time.UnixMilli(n).UTC()
	case size >= 1e8:
		return time.Unix(n, 0).UTC()
	}
	return time.Time{}
}

// eachMember calls set with each member of a record, by its name in lower case if
// set does not know it as it is written. It goes on after an error, so that a caller
// can show what could be read, and returns the first.
func eachMember(b []byte, set func(name string, v value) (known bool, err error)) error {
	v := valueOf(string(b))
	switch v.kind() {
	case objectKind:
	case nullKind:
		return nil
	default:
		return fmt.Errorf("%s where a record is wanted", v.what())
	}
	var first error
	members := v.members()
	for name, v, ok := members.member(); ok; name, v, ok = members.member() {
		known, err := set(name, v)
		if !known && strings.IndexFunc(name, unicode.IsUpper) >= 0 {
			_, err = set(strings.ToLower(name), v)
		}
		if first == nil {
			first = err
		}
	}
	return first
}

// lookAlikes finds the members of a record that look like a missing one, and says
// what to do. It returns "" where there are none.
func lookAlikes(b []byte, missing string, names []string) string {
	var found []string
	_ = eachMember(b, func(name string, v value) (bool, error) {
		for _, n := range names {
			if n == strings.ToLower(name) && !v.null() {
				found = append(found, strconv.Quote(name))
			}
		}
		return true, nil
	})
	if len(found) == 0 {
		return ""
	}
	return fmt.Sprintf("no %s, but %s: name it %s", missing, strings.Join(found, ", "), missing)
}
