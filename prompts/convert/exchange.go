package convert

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/slmkit/slmkit/dataset"
)

// exchange is a prompt with the calls that answer it, as a dataset of conversations
// has it.
type exchange struct {
	at    place
	text  string
	ref   string // the day that the conversation says it is, YYYY-MM-DD
	calls []saidCall
	tools json.RawMessage // a tool list in any form that action.Parse reads

	history []heard
	made    *dataset.Example // of the exchange, once there is one
}

// heard is a turn before a prompt.
type heard struct {
	role   dataset.Role
	text   string
	answer *exchange // of a turn of the user that calls answer
}

// saidCall is a call with its arguments as JSON.
type saidCall struct {
	name string
	args []jsonMember
}

// turn is a message of a conversation.
type turn struct {
	role  string // system, user, assistant or tool
	text  string
	calls []saidCall
	err   error // why the calls cannot be read
}

// roles are the names that datasets have for who speaks.
var roles = map[string]string{"system": "system", "developer": "system", "user": "user", "human": "user",
	"assistant": "assistant", "gpt": "assistant", "model": "assistant", "function_call": "assistant", "tool_call": "assistant",
	"tool": "tool", "function": "tool", "observation": "tool", "ipython": "tool", "tool_response": "tool"}

var (
	errNoPrompt = errors.New("it has no message of the user")
	errNoAnswer = errors.New("it has no answer of the assistant")
	errPrompts  = errors.New("the user speaks twice before an answer: only one prompt is read")
)

// saysDay finds the day that a conversation takes place on.
var saysDay = regexp.MustCompile(`(?i)\b(?:today|date)\b[^\n]{0,30}?\b(\d{4}-\d{2}-\d{2})\b`)

// system reads the day out of a system message.
func (c *chats) system(x *exchange, text string) {
	if m := saysDay.FindStringSubmatch(text); m != nil {
		if _, err := time.Parse(time.DateOnly, m[1]); err == nil {
			x.ref = m[1]
		}
	}
	if text = strings.TrimSpace(text); text != "" && text != "Today is "+x.ref+"." {
		c.lose(x.at, "the system's message is left out")
	}
}

// callsOf reads calls: a list or one, {"name", "arguments"} or {"function": …} around
// it, where arguments are an object or its JSON as text.
func callsOf(raw json.RawMessage) ([]saidCall, error) {
	list, err := elements(unwrapped(raw))
	if err != nil {
		return nil, fmt.Errorf("calls: %w", err)
	}
	var out []saidCall
	for _, one := range list {
		call, err := callOf(one)
		if err != nil {
			return nil, err
		}
		out = append(out, call)
	}
	return out, nil
}

func callOf(raw json.RawMessage) (saidCall, error) {
	all, err := members(raw)
	if err != nil {
		return saidCall{}, fmt.Errorf("call %s: %w", short(raw), err)
	}
	if inner := find(all, "function"); inner != nil && inner[0] == '{' {
		if all, err = members(inner); err != nil {
			return saidCall{}, err
		}
	}
	name, ok := textOf(find(all, "name"))
	if !ok || name == "" {
		return saidCall{}, fmt.Errorf("call %s has no name", short(raw))
	}
	call := saidCall{name: name}
	arguments := unwrapped(find(all, "arguments", "parameters", "args", "input"))
	if isNull(arguments) {
		return call, nil
	}
	if call.args, err = members(arguments); err != nil || !json.Valid(arguments) {
		return call, fmt.Errorf("arguments of %q are no JSON object: %s", name, short(arguments))
	}
	return call, nil
}

// short is the beginning of what a message quotes.
func short(raw []byte) string {
	s := words(string(raw))
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
