package export

import (
	"encoding/json"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// trl writes examples in the conversational forms of TRL: messages and tools, or
// prompt, completion and tools. Unlike OpenAI's files, arguments are an object, as
// chat templates want them.
type trl struct {
	toolbox
	tools json.RawMessage
	reply string
	split bool // into prompt and completion
}

type (
	trlMessage struct {
		Role      string    `json:"role"`
		Content   string    `json:"content"`
		ToolCalls []trlCall `json:"tool_calls,omitempty"`
		Name      string    `json:"name,omitempty"` // of the tool, in what it says
	}
	trlCall struct {
		Type     string       `json:"type"`
		Function dataset.Call `json:"function"`
	}
	trlMessages struct {
		Messages []trlMessage    `json:"messages"`
		Tools    json.RawMessage `json:"tools"`
	}
	trlCompletion struct {
		Prompt     []trlMessage    `json:"prompt"`
		Completion []trlMessage    `json:"completion"`
		Tools      json.RawMessage `json:"tools"`
	}
)

func newTRL(format string, s *action.Schema, reply string) (*trl, error) {
	tools, err := newToolbox(s)
	if err != nil {
		return nil, err
	}
	list, err := tools.list()
	return &trl{tools, list, reply, format == "trl-completion"}, err
}

// append writes one conversation.
func (t *trl) append(b []byte, e *dataset.Example) ([]byte, error) {
	calls, err := t.calls(e)
	if err != nil {
		return b, err
	}
	var prompt []trlMessage
	if day := today(e); day != "" {
		prompt = append(prompt, trlMessage{Role: "system", Content: day})
	}
	for i := range e.History {
		turn := &e.History[i]
		prompt = append(prompt, trlMessage{Role: string(turn.Role), Content: turn.Text})
		called, err := t.soFar(e, turn)
		if err != nil {
			return b, err
		}
		if len(called) > 0 {
			prompt = append(prompt, trlCalling(called))
		}
		for _, c := range called {
			prompt = append(prompt, trlMessage{Role: "tool", Name: c.Name, Content: t.result(c)})
		}
	}
	prompt = append(prompt, trlMessage{Role: "user", Content: e.Text})
	answer := trlCalling(calls)
	if len(calls) == 0 {
		answer.Content = t.reply
	}
	var row any = trlMessages{append(prompt, answer), t.tools}
	if t.split {
		row = trlCompletion{prompt, []trlMessage{answer}, t.tools}
	}
	raw, err := encode(row)
	return append(b, raw...), err
}

// trlCalling is the message of an assistant that calls tools.
func trlCalling(calls []dataset.Call) trlMessage {
	m := trlMessage{Role: "assistant"}
	for _, c := range calls {
		m.ToolCalls = append(m.ToolCalls, trlCall{"function", c})
	}
	return m
}
