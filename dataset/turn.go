package dataset

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Role says who wrote a turn.
type Role string

// The roles.
const (
	User      Role = "user"
	Assistant Role = "assistant"
)

// Turn is what the user or the assistant wrote before the prompt. A turn of the user
// may have the call that the dialogue asked for after it, and that call as the model
// writes it.
type Turn struct {
	Role   Role   `json:"role"`
	Text   string `json:"text"`
	Target string `json:"target,omitempty"`
	Call   *Call  `json:"call,omitempty"`
}

// InputTurns is how many turns of a history a model reads, the latest ones.
const InputTurns = 4

// Input returns the string that a model reads for the example: see Input.
func (e *Example) Input() string { return Input(e.History, e.Text, InputTurns) }

// Input returns the string that a model reads for a prompt and the turns before it,
// the oldest first. Without a history that is the text. Otherwise it is the last
// turns of the history and the text, each as ROLE: TEXT, joined with " | ". The call
// so far, as the model wrote it, comes before the text:
//
//	user: transfer 50 | assistant: to whom? | call: transfer_money(amount="50") | user: to my mom
//
// Line breaks become spaces.
func Input(history []Turn, text string, turns int) string {
	if len(history) == 0 {
		return text
	}
	var parts []string
	for _, t := range history[max(len(history)-turns, 0):] {
		parts = append(parts, string(t.Role)+": "+t.Text)
	}
	if so := CallSoFar(history); so != nil {
		parts = append(parts, "call: "+so.Target)
	}
	parts = append(parts, string(User)+": "+text)
	return lineBreaks.Replace(strings.Join(parts, " | "))
}

var lineBreaks = strings.NewReplacer("\n", " ", "\r", " ")

// CallSoFar returns the latest turn of the user that has a call, nil where none has. None is
// no call: what was asked before it still is.
func CallSoFar(history []Turn) *Turn {
	for i := range slices.Backward(history) {
		if history[i].Role == User && history[i].Target != "" && history[i].Target != None+"()" {
			return &history[i]
		}
	}
	return nil
}

// Clone returns a copy that shares nothing with t that can be changed, except the
// values of arguments.
func (t Turn) Clone() Turn {
	if t.Call != nil {
		c := t.Call.Clone()
		t.Call = &c
	}
	return t
}

// cloneHistory copies turns.
func cloneHistory(history []Turn) []Turn {
	if history == nil {
		return nil
	}
	turns := make([]Turn, len(history))
	for i, t := range history {
		turns[i] = t.Clone()
	}
	return turns
}

// checkHistory returns every fault of a history. Two turns of one role may follow
// each other: people write a second message before the answer comes.
func checkHistory(history []Turn) (errs []error) {
	for i := range history {
		if err := history[i].check(); err != nil {
			errs = append(errs, fmt.Errorf("history: turn %d: %w", i+1, err))
		}
	}
	return errs
}

func (t *Turn) check() error {
	switch {
	case t.Role != User && t.Role != Assistant:
		return fmt.Errorf("role %q is neither user nor assistant", t.Role)
	case strings.TrimSpace(t.Text) == "":
		return errors.New("text is empty")
	case !utf8.ValidString(t.Text), !utf8.ValidString(t.Target):
		return errors.New("text is not UTF-8")
	case t.Role == Assistant && (t.Call != nil || t.Target != ""):
		return errors.New("a call belongs to the turn of the user that asked for it")
	case t.Call != nil && t.Call.Name == "":
		return errors.New("call has no name")
	case t.Call != nil && t.Target == "":
		return errors.New("has a call and no target, which is what the model reads of it")
	}
	return nil
}

// AppendHistory appends turns to b as a JSON array.
func AppendHistory(b []byte, history []Turn) ([]byte, error) {
	var err error
	b = append(b, '[')
	for i := range history {
		t := &history[i]
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"role":`...)
		b = appendString(b, string(t.Role))
		b = append(b, `,"text":`...)
		b = appendString(b, t.Text)
		b = appendOptional(b, "target", t.Target)
		if t.Call != nil {
			b = append(b, `,"call":`...)
			if b, err = t.Call.AppendJSON(b); err != nil {
				return nil, err
			}
		}
		b = append(b, '}')
	}
	return append(b, ']'), nil
}
