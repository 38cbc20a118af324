package convert

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

var glaiveDialect = &Dialect{
	Name:       "glaive",
	Help:       "rows of glaive-function-calling: system and chat as text, with USER:, ASSISTANT: and <functioncall>",
	Holds:      Records,
	extensions: []string{".jsonl", ".json"},
	nothing:    "no row: rows with system and chat are wanted, with USER: and ASSISTANT: in the text of chat",
	recognize: func(f *source) clue {
		row := f.firstRow()
		for _, key := range []string{"chat", "sample"} {
			if text := string(row[key]); strings.Contains(text, "USER:") && strings.Contains(text, "ASSISTANT:") {
				return clue{sure, "has rows with USER: and ASSISTANT: in the text of " + key}
			}
		}
		return clue{}
	},
	read: func(im *Import, files []*source) error { return readChats(im, files, (*chats).glaive) },
}

// glaiveRoles are the heads of turns. The longest that fits at a place is meant.
var glaiveRoles = []struct{ head, role string }{
	{"FUNCTION RESPONSE:", "tool"}, {"SYSTEM:", "system"}, {"USER:", "user"}, {"ASSISTANT:", "assistant"},
}

// glaive reads a row of glaive-function-calling-v2: the text of system begins with
// SYSTEM: and holds the functions as JSON objects; version 1 has all in sample.
func (c *chats) glaive(r jsonRow) ([]*exchange, error) {
	row, err := members(r.raw)
	if err != nil {
		return nil, err
	}
	system, _ := textOf(find(row, "system"))
	chat, ok := textOf(find(row, "chat", "sample"))
	if !ok {
		return nil, errors.New("it has no text under chat")
	}
	turns := glaiveTurns(system + "\n\n" + chat)
	var functions json.RawMessage
	if len(turns) > 0 && turns[0].role == "system" {
		functions, turns = objects(turns[0].text), turns[1:]
	}
	return withTools(functions)(c.talk(r.at, turns))
}

// glaiveTurns cuts a conversation at the lines that begin with a role.
func glaiveTurns(text string) []turn {
	var out []turn
	for line := range strings.Lines(text) {
		head, role := "", ""
		for _, r := range glaiveRoles {
			if strings.HasPrefix(line, r.head) {
				head, role = r.head, r.role
			}
		}
		if role != "" {
			out = append(out, turn{role: role, text: line[len(head):]})
		} else if len(out) > 0 {
			out[len(out)-1].text += line
		}
	}
	for i := range out {
		t := &out[i]
		t.text = strings.TrimSpace(strings.ReplaceAll(t.text, "<|endoftext|>", ""))
		if words, call, ok := strings.Cut(t.text, "<functioncall>"); ok && t.role == "assistant" {
			t.calls, t.err = glaiveCall(strings.TrimSpace(call))
			t.text = words
		}
	}
	return out
}

// glaiveCall reads {"name": "f", "arguments": '{"a": 1}'}, where the arguments are
// JSON between single quotes.
func glaiveCall(text string) ([]saidCall, error) {
	if json.Valid([]byte(text)) {
		return callsOf(json.RawMessage(text))
	}
	before, after, ok := strings.Cut(text, `"arguments":`)
	after = strings.TrimSpace(after)
	if end := strings.LastIndexByte(after, '\''); ok && end > 0 && after[0] == '\'' {
		inside := strings.ReplaceAll(after[1:end], `\'`, `'`)
		if whole := before + `"arguments":` + inside + after[end+1:]; json.Valid([]byte(whole)) {
			return callsOf(json.RawMessage(whole))
		}
	}
	return nil, fmt.Errorf("call %s is no JSON", short([]byte(text)))
}
