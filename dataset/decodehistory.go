package dataset

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// roles are the names that other tools give the roles. Messages of the other roles
// are no turns: nobody wrote them to anybody.
var roles = map[string]Role{
	"user": User, "human": User, "customer": User, "client": User,
	"assistant": Assistant, "bot": Assistant, "agent": Assistant, "model": Assistant, "gpt": Assistant, "ai": Assistant,
	"system": "", "developer": "", "tool": "", "function": "",
}

// decodeHistory reads a list of turns, the same as text, an object of lists, or a
// list of texts, which alternate and end with the assistant. A call of the assistant
// is that of the user's turn before it.
func decodeHistory(v value) ([]Turn, error) {
	switch v.kind() {
	case nullKind:
		return nil, nil
	case stringKind:
		inner, ok := v.inside()
		if len(inner) == 0 {
			return nil, nil
		}
		if ok && inner.kind() != stringKind {
			return decodeHistory(inner)
		}
	case objectKind:
		return decodeTurnLists(v)
	}
	if v.kind() != arrayKind {
		return nil, wrongType("history", v, "a list of turns")
	}
	var turns []Turn
	elements := v.elements()
	for v, ok := elements.next(); ok; v, ok = elements.next() {
		if inner, ok := v.inside(); ok && inner.kind() == objectKind {
			v = inner
		}
		var t readTurn
		switch v.kind() {
		case nullKind:
			continue
		case stringKind:
			t.Text = v.text()
		case objectKind:
			members := v.members()
			for name, v, ok := members.member(); ok; name, v, ok = members.member() {
				if err := t.decodeMember(name, v); err != nil {
					return turns, within("history", err)
				}
			}
		default:
			return turns, wrongType("history", v, "a turn, an object with role and text,")
		}
		turns = t.appendTo(turns)
	}
	return alternate(turns), nil
}

// decodeTurnLists reads {"role": [], "text": []}.
func decodeTurnLists(v value) ([]Turn, error) {
	var read []readTurn
	err := eachOfLists("history", v, func(i int, name string, v value) error {
		if i == len(read) {
			read = append(read, readTurn{})
		}
		return read[i].decodeMember(name, v)
	})
	if err != nil {
		return nil, err
	}
	var turns []Turn
	for _, t := range read {
		turns = t.appendTo(turns)
	}
	return alternate(turns), nil
}

// readTurn is a turn as it is read.
type readTurn struct {
	Turn
	none bool // a message that is no turn
}

func (t *readTurn) decodeMember(name string, v value) error {
	switch name {
	case "role", "from", "speaker":
		var said string
		if err := decodeText(name, v, &said); err != nil {
			return err
		}
		said = strings.TrimSpace(said)
		role, known := roles[strings.ToLower(said)]
		if t.Role = role; !known {
			t.Role = Role(said)
		}
		t.none = known && role == ""
	case "text", "content", "value":
		return decodeParts(name, v, &t.Text)
	case "target", "output":
		return decodeText(name, v, &t.Target)
	case "call", "calls", "tool_calls", "function_call":
		calls, err := decodeCalls(name, v)
		if err != nil || len(calls) == 0 {
			return err
		}
		if len(calls) == 1 {
			t.Call = &calls[0]
		}
		if t.Target == "" {
			t.Target = plainTarget(calls)
		}
	}
	return nil
}

// decodeParts reads a text, or the parts of one that chats have as content, each with
// its text.
func decodeParts(name string, v value, to *string) error {
	if v.kind() != arrayKind {
		return decodeText(name, v, to)
	}
	var lines []string
	elements := v.elements()
	for v, ok := elements.next(); ok; v, ok = elements.next() {
		text, found := "", false
		if v.kind() != objectKind {
			return wrongType(name, v, "a part with text")
		}
		members := v.members()
		for part, v, ok := members.member(); ok; part, v, ok = members.member() {
			if part == "text" {
				found = true
				if err := decodeText("text", v, &text); err != nil {
					return within(name, err)
				}
			}
		}
		if !found {
			return &fieldError{name, "a part without text, which a model of text cannot read"}
		}
		lines = append(lines, text)
	}
	*to = strings.Join(lines, "\n")
	return nil
}

// appendTo appends the turn. Its call goes to the turn of the user that asked for
// it; without that and without words there is nothing left.
func (t *readTurn) appendTo(turns []Turn) []Turn {
	if t.none {
		return turns
	}
	turn := t.Turn
	if turn.Role == Assistant && turn.Target != "" {
		for i := range slices.Backward(turns) {
			if turns[i].Role == User {
				turns[i].Call, turns[i].Target = turn.Call, turn.Target
				break
			}
		}
		if turn.Call, turn.Target = nil, ""; turn.Text == "" {
			return turns
		}
	}
	if turn == (Turn{}) { // what readers of columns put in the place of null
		return turns
	}
	return append(turns, turn)
}

// alternate gives turns without roles the roles of a dialogue whose last turn is the
// assistant's.
func alternate(turns []Turn) []Turn {
	for i := range turns {
		if turns[i].Role != "" {
			return turns
		}
	}
	for i := range turns {
		turns[i].Role = User
		if (len(turns)-i)%2 == 1 {
			turns[i].Role = Assistant
		}
	}
	return turns
}

// plainTarget writes calls in target syntax without a schema: the arguments in
// alphabetical order, text in quotes.
func plainTarget(calls []Call) string {
	var b []byte
	for i, c := range calls {
		if i > 0 {
			b = append(b, "; "...)
		}
		b = append(append(b, c.Name...), '(')
		names := make([]string, 0, len(c.Arguments))
		for name := range c.Arguments {
			names = append(names, name)
		}
		slices.Sort(names)
		for j, name := range names {
			if j > 0 {
				b = append(b, ", "...)
			}
			b = append(append(b, name...), '=')
			b = append(b, plainValue(c.Arguments[name])...)
		}
		b = append(b, ')')
	}
	return string(b)
}

func plainValue(v any) string {
	switch v := v.(type) {
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool, json.Number:
		return fmt.Sprint(v)
	case string:
		return `"` + strings.ReplaceAll(v, `"`, `""`) + `"`
	}
	raw, _ := json.Marshal(v) // it was read from JSON
	return `"` + strings.ReplaceAll(string(raw), `"`, `""`) + `"`
}
