package convert

import (
	"encoding/json"
	"fmt"
	"strings"
)

var openaiDialect = &Dialect{
	Name:       "openai",
	Help:       "chat messages with tool calls: rows with messages, prompt and completion, or conversations",
	Holds:      Records,
	extensions: []string{".jsonl", ".json"},
	nothing:    "no conversation: rows with messages are wanted, or with prompt and completion",
	recognize: func(f *source) clue {
		row := f.firstRow()
		switch {
		case isList(row["messages"]):
			return clue{sure, "has rows with messages"}
		case isList(row["prompt"]) && isList(row["completion"]):
			return clue{sure, "has rows with prompt and completion"}
		case isList(row["conversations"]) && row["system"] == nil:
			return clue{sure, "has rows with conversations"}
		case isList(row["conversations"]):
			return clue{likely, "has rows with conversations"}
		}
		return clue{}
	},
	read: func(im *Import, files []*source) error { return readChats(im, files, (*chats).conversation) },
}

func isList(raw json.RawMessage) bool { return strings.HasPrefix(string(unwrapped(raw)), "[") }

// conversation reads a row of messages, with the tools beside them: OpenAI's
// fine-tuning files, TRL's conversations, and turns with from and value.
func (c *chats) conversation(r jsonRow) ([]*exchange, error) {
	row, err := members(r.raw)
	if err != nil {
		return nil, err
	}
	var list []json.RawMessage
	for _, key := range []string{"messages", "conversations", "prompt", "completion", "chosen"} {
		some, err := elements(unwrapped(find(row, key)))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		if list = append(list, some...); len(list) > 0 && key != "prompt" && key != "completion" {
			break
		}
	}
	var turns []turn
	if system, ok := textOf(find(row, "system")); ok {
		turns = append(turns, turn{role: "system", text: system})
	}
	for _, raw := range list {
		t, err := message(raw)
		if err != nil {
			return nil, err
		}
		turns = append(turns, t)
	}
	tools := find(row, "tools", "functions", "available_tools")
	if tools == nil {
		tools = toolsIn(turns)
	}
	return withTools(tools)(c.talk(r.at, turns))
}

// withTools gives the exchanges of a row their tools.
func withTools(tools json.RawMessage) func([]*exchange, error) ([]*exchange, error) {
	return func(found []*exchange, err error) ([]*exchange, error) {
		for _, x := range found {
			x.tools = tools
		}
		return found, err
	}
}

// message reads a message: {"role", "content", "tool_calls"} or {"from", "value"}.
func message(raw json.RawMessage) (turn, error) {
	all, err := members(raw)
	if err != nil {
		return turn{}, fmt.Errorf("message %s: %w", short(raw), err)
	}
	said, _ := textOf(find(all, "role", "from"))
	t := turn{role: roles[strings.ToLower(said)]}
	if t.role == "" {
		return t, fmt.Errorf("message %s: its role is none of system, user, assistant and tool", short(raw))
	}
	if t.text, err = content(find(all, "content", "value")); err != nil {
		return t, err
	}
	if t.role != "assistant" {
		return t, nil
	}
	switch calls := find(all, "tool_calls", "function_call"); {
	case calls != nil:
		t.calls, t.err = callsOf(calls)
	case said == "function_call", said == "tool_call":
		t.calls, t.err = callsOf(json.RawMessage(t.text))
		t.text = ""
	default:
		t.calls, t.err = marked(t.text, "<tool_call>", "</tool_call>")
		t.text, _, _ = strings.Cut(t.text, "<tool_call>")
	}
	return t, nil
}

// content reads the content of a message: text, or a list of parts.
func content(raw json.RawMessage) (string, error) {
	if text, ok := textOf(raw); ok || isNull(raw) {
		return text, nil
	}
	parts, err := elements(raw)
	if err != nil {
		return "", err
	}
	var out []string
	for _, raw := range parts {
		part, err := members(raw)
		if err != nil {
			return "", fmt.Errorf("content %s: %w", short(raw), err)
		}
		text, ok := textOf(find(part, "text"))
		if !ok {
			return "", fmt.Errorf("content %s is no text", short(raw))
		}
		out = append(out, text)
	}
	return strings.Join(out, "\n"), nil
}

// marked reads calls that an answer has as JSON between marks.
func marked(text, begin, end string) ([]saidCall, error) {
	var out []saidCall
	for {
		_, after, ok := strings.Cut(text, begin)
		if !ok {
			return out, nil
		}
		inside, rest, _ := strings.Cut(after, end)
		calls, err := callsOf(json.RawMessage(strings.TrimSpace(inside)))
		if err != nil {
			return nil, err
		}
		out, text = append(out, calls...), rest
	}
}

// toolsIn returns the tools that a system message lists as JSON: between <tools> and
// </tools>, or as the first list of objects. It is nil where there are none.
func toolsIn(turns []turn) json.RawMessage {
	for _, t := range turns {
		if t.role != "system" {
			continue
		}
		text := t.text
		if _, after, ok := strings.Cut(text, "<tools>"); ok {
			text, _, _ = strings.Cut(after, "</tools>")
		}
		if list := firstList(text); list != nil {
			return list
		}
	}
	return nil
}

// firstList returns the first JSON list of objects in a text, or else the objects of
// it as a list; nil where there is neither.
func firstList(text string) json.RawMessage {
	for i := range len(text) {
		rest := strings.TrimSpace(text[i+1:])
		if text[i] != '[' || !strings.HasPrefix(rest, "{") {
			continue
		}
		var list json.RawMessage
		if json.NewDecoder(strings.NewReader(text[i:])).Decode(&list) == nil {
			return list
		}
	}
	return objects(text)
}

// objects returns the JSON objects in a text as a list, nil for none.
func objects(text string) json.RawMessage {
	var out []string
	for {
		i := strings.IndexByte(text, '{')
		if i < 0 {
			break
		}
		dec := json.NewDecoder(strings.NewReader(text[i:]))
		var one json.RawMessage
		if dec.Decode(&one) != nil {
			text = text[i+1:]
			continue
		}
		out = append(out, string(one))
		text = text[i+int(dec.InputOffset()):]
	}
	if out == nil {
		return nil
	}
	return json.RawMessage("[" + strings.Join(out, ",") + "]")
}
