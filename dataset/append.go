package dataset

import (
	"encoding/json"
	"slices"
	"strconv"
	"unicode/utf8"
)

// AppendJSON appends e to b as one line of JSON, without a newline. It writes the
// bytes that encoding/json writes, which a test holds it to, some ten times as fast:
// otherwise a generator would spend most of its time here.
func (e *Example) AppendJSON(b []byte) ([]byte, error) {
	var err error
	b = append(b, `{"id":`...)
	b = appendString(b, e.ID)
	b = append(b, `,"split":`...)
	b = appendString(b, string(e.Split))
	if len(e.History) > 0 {
		b = append(b, `,"history":`...)
		if b, err = AppendHistory(b, e.History); err != nil {
			return nil, err
		}
	}
	b = append(b, `,"text":`...)
	b = appendString(b, e.Text)
	b = append(b, `,"target":`...)
	b = appendString(b, e.Target)
	if e.Call != nil {
		b = append(b, `,"call":`...)
		if b, err = e.Call.AppendJSON(b); err != nil {
			return nil, err
		}
	}
	if len(e.Calls) > 0 {
		b = append(b, `,"calls":`...)
		if b, err = AppendCalls(b, e.Calls); err != nil {
			return nil, err
		}
	}
	b = append(b, `,"slots":[`...)
	for i, s := range e.Slots {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"name":`...)
		b = appendString(b, s.Name)
		b = append(b, `,"value":`...)
		b = appendString(b, s.Value)
		b = append(b, `,"start":`...)
		b = strconv.AppendInt(b, int64(s.Start), 10)
		b = append(b, `,"end":`...)
		b = strconv.AppendInt(b, int64(s.End), 10)
		if s.Call != 0 {
			b = append(b, `,"call":`...)
			b = strconv.AppendInt(b, int64(s.Call), 10)
		}
		if s.Inexact {
			b = append(b, `,"inexact":true`...)
		}
		b = append(b, '}')
	}
	b = append(b, ']')
	b = appendOptional(b, "reference_date", e.Ref)
	if o := e.Origin; o != nil {
		b = append(b, `,"origin":{`...)
		at := len(b)
		b = appendOptional(b, "pack", o.Pack)
		b = appendOptional(b, "template", o.Template)
		b = appendOptional(b, "kind", o.Kind)
		b = appendOptional(b, "derivation", o.Derivation)
		if len(b) > at { // the first member has no comma
			b = append(b[:at], b[at+1:]...)
			b = append(b, ',')
		}
		b = append(b, `"ops":[`...)
		for i, op := range o.Ops {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendString(b, op)
		}
		b = append(b, `],"parent":`...)
		b = appendString(b, o.Parent)
		b = append(b, '}')
	}
	return append(b, '}'), nil
}

// AppendJSON appends the call to b, its arguments in alphabetical order.
func (c *Call) AppendJSON(b []byte) ([]byte, error) {
	b = append(b, `{"name":`...)
	b = appendString(b, c.Name)
	b = append(b, `,"arguments":{`...)
	var few [8]string
	names := few[:0]
	for name := range c.Arguments {
		names = append(names, name)
	}
	slices.Sort(names)
	for i, name := range names {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendString(b, name)
		b = append(b, ':')
		switch v := c.Arguments[name].(type) {
		case string:
			b = appendString(b, v)
		default:
			raw, err := json.Marshal(v)
			if err != nil {
				return nil, err
			}
			b = append(b, raw...)
		}
	}
	return append(b, "}}"...), nil
}

// AppendCalls appends calls to b as a JSON array.
func AppendCalls(b []byte, calls []Call) ([]byte, error) {
	var err error
	b = append(b, '[')
	for i := range calls {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = calls[i].AppendJSON(b); err != nil {
			return nil, err
		}
	}
	return append(b, ']'), nil
}

func appendOptional(b []byte, name, value string) []byte {
	if value == "" {
		return b
	}
	b = append(b, ',', '"')
	b = append(b, name...)
	b = append(b, '"', ':')
	return appendString(b, value)
}

// plain counts the bytes at the start of s, eight at a time, that JSON writes as
// they are.
func plain(s string) int {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	i := 0
	for ; i+8 <= len(s); i += 8 {
		w := uint64(s[i]) | uint64(s[i+1])<<8 | uint64(s[i+2])<<16 | uint64(s[i+3])<<24 |
			uint64(s[i+4])<<32 | uint64(s[i+5])<<40 | uint64(s[i+6])<<48 | uint64(s[i+7])<<56
		quote, slash := w^ones*'"', w^ones*'\\'
		// The high bit of a byte is set where it is not ASCII, and where a
		// subtraction runs below zero: a byte under 0x20, a quote, a backslash.
		if (w|(w-ones*0x20)|(quote-ones)|(slash-ones))&highs != 0 {
			break
		}
	}
	return i
}

// isPlain reports whether JSON writes all of s as it is.
func isPlain(s string) bool {
	i := plain(s)
	for i < len(s) && s[i] >= ' ' && s[i] < utf8.RuneSelf && s[i] != '"' && s[i] != '\\' {
		i++
	}
	return i == len(s)
}

const hexDigits = "0123456789abcdef"

// appendString writes s as a JSON string without HTML escapes. Invalid UTF-8
// becomes U+FFFD, as in encoding/json.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	start := 0
	for i := plain(s); i < len(s); {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, w := utf8.DecodeRuneInString(s[i:])
			switch {
			case r == utf8.RuneError && w == 1:
				b = append(b, s[start:i]...)
				b = append(b, `\ufffd`...)
				start = i + w
			case r == '\u2028' || r == '\u2029':
				b = append(b, s[start:i]...)
				b = append(b, `\u202`...)
				b = append(b, hexDigits[r&0xf])
				start = i + w
			}
			i += w
			continue
		}
		b = append(b, s[start:i]...)
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\b':
			b = append(b, '\\', 'b')
		case '\f':
			b = append(b, '\\', 'f')
		case '\n':
			b = append(b, '\\', 'n')
		case '\r':
			b = append(b, '\\', 'r')
		case '\t':
			b = append(b, '\\', 't')
		default:
			b = append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&0xf])
		}
		i++
		start = i
	}
	return append(append(b, s[start:]...), '"')
}
