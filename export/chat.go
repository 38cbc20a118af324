package export

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// chat writes examples in the form of OpenAI's fine-tuning files: messages with the
// tool calls of the assistant, and the tools that it can call.
type chat struct {
	tools json.RawMessage
	known map[string]bool
	reply string
}

type (
	message struct {
		Role      string     `json:"role"`
		Content   *string    `json:"content,omitempty"`
		ToolCalls []toolCall `json:"tool_calls,omitempty"`
	}
	toolCall struct {
		ID       string   `json:"id"`
		Type     string   `json:"type"`
		Function function `json:"function"`
	}
	function struct {
		Name      string `json:"name"`
		Arguments string `json:"arguments"` // JSON in a string, as the API has it
	}
	conversation struct {
		Messages []message       `json:"messages"`
		Tools    json.RawMessage `json:"tools"`
		Parallel bool            `json:"parallel_tool_calls"`
	}
)

func newChat(s *action.Schema, reply string) (*chat, error) {
	if s == nil {
		return nil, errors.New("format openai needs the tools: name the action schema with --actions")
	}
	c := &chat{known: map[string]bool{}, reply: reply}
	var actions []*action.Action
	for _, a := range s.Actions {
		if a.Name != dataset.None { // asking for nothing is an answer in words, not a tool
			actions = append(actions, a)
			c.known[a.Name] = true
		}
	}
	tools, err := action.New(actions)
	if err != nil {
		return nil, err
	}
	var list struct{ Tools json.RawMessage }
	if err := json.Unmarshal(tools.Tools(), &list); err != nil {
		return nil, err
	}
	var line bytes.Buffer
	err = json.Compact(&line, list.Tools)
	c.tools = line.Bytes()
	return c, err
}

// append writes one conversation. It tells the model the day that relative dates
// count from, because the arguments are absolute dates.
func (c *chat) append(b []byte, e *dataset.Example) ([]byte, error) {
	text := func(s string) *string { return &s }
	conv := conversation{Tools: c.tools, Parallel: len(e.Want()) > 1}
	if e.Ref != "" {
		conv.Messages = append(conv.Messages, message{Role: "system", Content: text("Today is " + e.Ref + ".")})
	}
	conv.Messages = append(conv.Messages, message{Role: "user", Content: text(e.Text)})
	answer := message{Role: "assistant"}
	for _, call := range e.Want() {
		if call.Name == dataset.None {
			continue
		}
		if !c.known[call.Name] {
			return b, fmt.Errorf("action %q is not in the schema: name the right one with --actions", call.Name)
		}
		arguments := call.Arguments
		if arguments == nil {
			arguments = map[string]any{}
		}
		raw, err := encode(arguments)
		if err != nil {
			return b, err
		}
		answer.ToolCalls = append(answer.ToolCalls, toolCall{fmt.Sprintf("call_%d", len(answer.ToolCalls)), "function", function{call.Name, string(raw)}})
	}
	if len(answer.ToolCalls) == 0 {
		answer.Content = text(c.reply)
	}
	conv.Messages = append(conv.Messages, answer)
	raw, err := encode(conv)
	return append(b, raw...), err
}

// encode is json.Marshal without escapes for HTML.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimRight(b.Bytes(), "\n"), err
}
