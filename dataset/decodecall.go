package dataset

import (
	"fmt"
)

// UnmarshalJSON reads a call in any of its forms: an object with name and
// arguments, the same as text, arguments that are text, as OpenAI has them, and a
// tool call that holds one under "function". An argument that is null is not given.
func (c *Call) UnmarshalJSON(b []byte) error { return c.decode("call", valueOf(string(b))) }

// ParseCalls reads text that is JSON of a call or of a list of calls. It is false for
// any other text.
func ParseCalls(text string) ([]Call, bool) {
	v := valueOf(text)
	if len(v) == 0 || v.kind() != objectKind && v.kind() != arrayKind || !validJSON(v) {
		return nil, false
	}
	calls, err := decodeCalls("call", v)
	for i := range calls {
		if calls[i].Name == "" {
			return nil, false
		}
	}
	return calls, err == nil && len(calls) > 0
}

// decodeCalls reads a call or a list of calls, each in any form, and either of them
// as text. Nulls are no calls.
func decodeCalls(field string, v value) ([]Call, error) {
	switch v.kind() {
	case nullKind:
		return nil, nil
	case stringKind:
		inner, ok := v.inside()
		if len(inner) == 0 {
			return nil, nil
		}
		if !ok || inner.kind() == stringKind {
			return nil, &fieldError{field, `text that is no JSON: a call is {"name": …, "arguments": {…}}`}
		}
		return decodeCalls(field, inner)
	case arrayKind:
		var calls []Call
		elements := v.elements()
		for v, ok := elements.next(); ok; v, ok = elements.next() {
			some, err := decodeCalls(field, v)
			if err != nil {
				return calls, err
			}
			calls = append(calls, some...)
		}
		return calls, nil
	}
	calls := make([]Call, 1)
	return calls, calls[0].decode(field, v)
}

func (c *Call) decode(field string, v value) error {
	if v.kind() == stringKind {
		calls, err := decodeCalls(field, v)
		if err == nil && len(calls) != 1 {
			err = &fieldError{field, fmt.Sprintf("text with %d calls where one is wanted", len(calls))}
		}
		if err == nil {
			*c = calls[0]
		}
		return err
	}
	if v.kind() != objectKind {
		return wrongType(field, v, `a call, {"name": …, "arguments": {…}},`)
	}
	members := v.members()
	for name, v, ok := members.member(); ok; name, v, ok = members.member() {
		var err error
		switch name {
		case "name":
			err = decodeText(name, v, &c.Name)
		case "arguments":
			err = c.decodeArguments(name, v)
		case "function":
			if v.kind() == objectKind {
				err = c.decode(name, v)
			}
		}
		if err != nil {
			return within(field, err)
		}
	}
	return nil
}

func (c *Call) decodeArguments(field string, v value) error {
	switch v.kind() {
	case nullKind:
		return nil
	case stringKind:
		inner, ok := v.inside()
		if len(inner) == 0 {
			return nil
		}
		if !ok || inner.kind() == stringKind {
			return &fieldError{field, "text that is no JSON object"}
		}
		return c.decodeArguments(field, inner)
	case objectKind:
	default:
		return wrongType(field, v, "an object")
	}
	c.Arguments = map[string]any{}
	members := v.members()
	for name, v, ok := members.member(); ok; name, v, ok = members.member() {
		if !v.null() {
			c.Arguments[name] = v.argument()
		}
	}
	return nil
}
