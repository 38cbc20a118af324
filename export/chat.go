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
		ToolCall  string     `json:"tool_call_id,omitempty"` // that a message of a tool answers
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
func (c *chat) append(b []byte, e *dataset.Example) (_ []byte, err error) {
	conv := conversation{Tools: c.tools, Parallel: len(e.Want()) > 1}
	if day := today(e); day != "" {
		conv.Messages = append(conv.Messages, message{Role: "system", Content: said(day)})
	}
	number := 0 // of calls
	for i := range e.History {
		if conv.Messages, err = c.turn(conv.Messages, e, &e.History[i], &number); err != nil {
			return b, err
		}
	}
	conv.Messages = append(conv.Messages, message{Role: "user", Content: said(e.Text)})
	calls, err := c.calls(e)
	if err != nil {
		return b, err
	}
	answer, err := calling(calls, &number)
	if err != nil {
		return b, err
	}
	if len(calls) == 0 {
		answer.Content = said(c.reply)
	}
	conv.Messages = append(conv.Messages, answer)
	raw, err := encode(conv)
	return append(b, raw...), err
}

func said(s string) *string { return &s }

// turn appends the messages of a turn before the prompt. After a call comes what the tool
// says, which is what the assistant has to ask for.
func (c *chat) turn(to []message, e *dataset.Example, t *dataset.Turn, number *int) ([]message, error) {
	to = append(to, message{Role: string(t.Role), Content: said(t.Text)})
	calls, err := c.soFar(e, t)
	if err != nil || len(calls) == 0 {
		return to, err
	}
	called, err := calling(calls, number)
	to = append(to, called)
	for i, call := range called.ToolCalls {
		to = append(to, message{Role: "tool", Content: said(c.result(calls[i])), ToolCall: call.ID})
	}
	return to, err
}

// calling is the message of an assistant that calls tools. number is how many calls the
// conversation has.
func calling(calls []dataset.Call, number *int) (message, error) {
	answer := message{Role: "assistant"}
	for _, call := range calls {
		raw, err := encode(call.Arguments)
		if err != nil {
			return answer, err
		}
		answer.ToolCalls = append(answer.ToolCalls, toolCall{fmt.Sprintf("call_%d", *number), "function", function{call.Name, string(raw)}})
		*number++
	}
	return answer, nil
}
