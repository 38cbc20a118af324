package convert

import (
	"strings"

	"github.com/slmkit/slmkit/dataset"
)

// round is a message of the user with what the assistant answers.
type round struct {
	text     string
	answered bool
	calls    []saidCall
	err      error  // why the calls cannot be read
	words    string // the last that the assistant says
}

// talk returns the prompts of a conversation with their answers, each after the turns
// before it. A prompt that the assistant answers in words, to call something later, asks
// for what later prompts complete: it is part of their history, and no example. What is
// lost is counted.
func (c *chats) talk(at place, turns []turn) ([]*exchange, error) {
	var day exchange
	rounds, err := c.rounds(at, turns, &day)
	if err != nil {
		return nil, err
	}
	last := -1
	for i := range rounds {
		if len(rounds[i].calls) > 0 {
			last = i
		}
	}
	var out []*exchange
	var history []heard
	for i := range rounds {
		r := &rounds[i]
		if r.err != nil && i == 0 {
			return nil, r.err
		}
		if r.err != nil || !r.answered {
			c.lose(at, "a later prompt without an answer that can be read is left out, and what follows it")
			break
		}
		user := heard{role: dataset.User, text: r.text}
		if len(r.calls) > 0 || i > last {
			x := &exchange{at: at, text: r.text, ref: day.ref, calls: r.calls, history: history[:len(history):len(history)]}
			out = append(out, x)
			if len(r.calls) > 0 {
				user.answer = x
			}
		} else {
			c.lose(at, "a prompt that is answered in words before a call is no example, only part of a history")
		}
		if history = append(history, user); r.words != "" {
			history = append(history, heard{role: dataset.Assistant, text: r.words})
		}
	}
	return out, nil
}

// rounds cuts a conversation at the messages of the user. It reads the day out of the
// system's.
func (c *chats) rounds(at place, turns []turn, day *exchange) ([]round, error) {
	var out []round
	day.at = at
	after := false // something follows the last answer
	for i := range turns {
		t := &turns[i]
		text := strings.TrimSpace(t.text)
		var now *round
		if len(out) > 0 {
			now = &out[len(out)-1]
		}
		switch {
		case t.role == "system" && now == nil:
			c.system(day, t.text)
		case t.role == "user" && text == "":
			continue
		case t.role == "user" && now != nil && !now.answered:
			return nil, errPrompts
		case t.role == "user":
			out = append(out, round{text: text})
			after = false
		case now == nil && t.role == "assistant":
			c.lose(at, "an answer before the first prompt is left out")
		case now == nil:
		default:
			after = after || now.answered
			now.hear(t, text)
		}
	}
	switch {
	case len(out) == 0:
		return nil, errNoPrompt
	case !out[0].answered:
		return nil, errNoAnswer
	case after:
		c.lose(at, "what follows the "+map[bool]string{true: "first", false: "last"}[len(out) == 1]+" answer is left out")
	}
	return out, nil
}

// hear adds a message of the assistant. Its calls are those of its first message that has
// some.
func (r *round) hear(t *turn, text string) {
	if t.role != "assistant" {
		return
	}
	r.answered = true
	if len(r.calls) == 0 && r.err == nil {
		r.calls, r.err = t.calls, t.err
	}
	if text != "" {
		r.words = text
	}
}
