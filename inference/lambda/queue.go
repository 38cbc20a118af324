package lambda

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
)

// message is one of a queue.
type message struct {
	ID     string `json:"messageId"`
	Body   string `json:"body"`
	Source string `json:"eventSource"`
	Queue  string `json:"eventSourceARN"`
}

// failures are the messages that the queue is to send again, or to its dead letters.
type failures struct {
	Items []failed `json:"batchItemFailures"`
}

type failed struct {
	ID string `json:"itemIdentifier"`
}

// atOnce bounds the messages of a batch that are under way.
const atOnce = 16

// consume answers the messages of a queue, and returns those without an answer. In a queue
// that keeps an order, these are the first without one and all behind it.
func (f *Function) consume(ctx context.Context, messages []message) failures {
	errs := make([]error, len(messages))
	ordered := strings.HasSuffix(messages[0].Queue, ".fifo")
	places := make(chan struct{}, atOnce)
	var all sync.WaitGroup
	for i := range messages {
		if ordered {
			if i > 0 && errs[i-1] != nil {
				errs[i] = errs[i-1]
			} else if errs[i] = f.take(ctx, messages[i]); errs[i] != nil {
				f.say(messages[i], errs[i])
			}
			continue
		}
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			if errs[i] = f.take(ctx, messages[i]); errs[i] != nil {
				f.say(messages[i], errs[i])
			}
		})
	}
	all.Wait()
	out := failures{Items: []failed{}}
	for i, err := range errs {
		if err != nil {
			out.Items = append(out.Items, failed{messages[i].ID})
		}
	}
	return out
}

func (f *Function) say(m message, err error) {
	f.o.Log.Error("message", "id", m.ID, "error", err)
}

// take answers a message, whose body is an event of a direct caller or a plain text, and
// writes the answer with the message's id.
func (f *Function) take(ctx context.Context, m message) error {
	body := []byte(m.Body)
	if !json.Valid(body) {
		body, _ = json.Marshal(m.Body) // a string can be written as JSON
	}
	answer, err := f.o.Direct(ctx, body)
	if err != nil {
		return err
	}
	line, err := json.Marshal(struct {
		ID     string          `json:"messageId"`
		Answer json.RawMessage `json:"answer"`
	}{m.ID, bytes.TrimSpace(answer)})
	if err != nil {
		return fmt.Errorf("the answer is not JSON: %w", err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	_, err = f.o.Answers.Write(append(line, '\n'))
	return err
}
