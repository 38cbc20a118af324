package export

import (
	"encoding/json"
	"fmt"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// chat writes examples in the form of OpenAI's fine-tuning files: messages with the
// tool calls of the assistant, and the tools that it can call.
type chat struct {
	toolbox
	tools json.RawMessage
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
	tools, err := newToolbox(s)
	if err != nil {
		return nil, err
	}
	list, err := tools.list()
	return &chat{toolbox: tools, tools: list, reply: reply}, err
}

// append writes one conversation. It tells the model the day that relative dates
// count from, because the arguments are absolute dates.
func (c *chat) append(b []byte, e *dataset.Example) ([]byte, error) {
	text := func(s string) *string { return &s }
	conv := conversation{Tools: c.tools, Parallel: len(e.Want()) > 1}
	if day := today(e); day != "" {
		conv.Messages = append(conv.Messages, message{Role: "system", Content: text(day)})
	}
	conv.Messages = append(conv.Messages, message{Role: "user", Content: text(e.Text)})
	answer := message{Role: "assistant"}
	calls, err := c.calls(e)
	if err != nil {
		return b, err
	}
	for i, call := range calls {
		raw, err := encode(call.Arguments)
		if err != nil {
			return b, err
		}
		answer.ToolCalls = append(answer.ToolCalls, toolCall{fmt.Sprintf("call_%d", i), "function", function{call.Name, string(raw)}})
	}
	if len(answer.ToolCalls) == 0 {
		answer.Content = text(c.reply)
	}
	conv.Messages = append(conv.Messages, answer)
	raw, err := encode(conv)
	return append(b, raw...), err
}
