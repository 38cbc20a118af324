package serve

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/inference/calls"
)

// parseRequest asks for the calls of one text or of several.
type parseRequest struct {
	ID           string   `json:"id,omitempty" jsonschema:"comes back in the answer"`
	Text         *string  `json:"text,omitempty" jsonschema:"the prompt"`
	Texts        texts    `json:"texts,omitempty" jsonschema:"several prompts in place of one"`
	History      []turn   `json:"history,omitempty" jsonschema:"the turns before the prompt, the oldest first"`
	Model        string   `json:"model,omitempty" jsonschema:"name of a model; the first one if it is missing"`
	Actions      []string `json:"actions,omitempty" jsonschema:"answer only with calls of these actions"`
	Alternatives *int     `json:"alternatives,omitempty" jsonschema:"rank the actions by their probabilities, and give the best calls of so many others"`
	Explain      bool     `json:"explain,omitempty" jsonschema:"say which templates write the prompt, or are nearest to it; the server needs a pack"`
	Day          string   `json:"reference_date,omitempty" jsonschema:"day that relative dates count from, YYYY-MM-DD; today if it is missing"`
}

// turn is what was said before the prompt.
type turn struct {
	Role   dataset.Role `json:"role"`
	Text   string       `json:"text"`
	Target string       `json:"target,omitempty" jsonschema:"what the model wrote for a turn of the user"`
}

// turnsOf are the turns of a request.
func turnsOf(history []turn) (out []dataset.Turn, err error) {
	for i, t := range history {
		if t.Role != dataset.User && t.Role != dataset.Assistant {
			return nil, refused("history", "history[%d]: role %q is none of user, assistant", i, t.Role)
		}
		out = append(out, dataset.Turn{Role: t.Role, Text: t.Text, Target: t.Target})
	}
	return out, nil
}

// parsed is the answer to one prompt.
type parsed struct {
	dataset.Prediction
	Slots        []dataset.Slot      `json:"slots,omitempty"`
	Model        string              `json:"model,omitempty"`
	Ranking      []calls.Ranked      `json:"ranking,omitempty"`
	Alternatives []calls.Alternative `json:"alternatives,omitempty"`
	Explanation  *Explanation        `json:"explanation,omitempty"`
	Timing       *timing             `json:"timing_ms,omitempty"`
}

// several are the answers to several prompts, in their order.
type several struct {
	Answers []parsed `json:"answers"`
}

// toolList is what schema.Tools writes.
type toolList struct {
	Tools []chatTool `json:"tools"`
}

// failure is an error of the native contract.
type failure struct {
	Error struct {
		Code    string `json:"code"`
		Message string `json:"message"`
		Param   string `json:"param,omitempty"`
	} `json:"error"`
}

func (*Server) failNative(w http.ResponseWriter, f *fault) {
	f.announce(w.Header())
	var out failure
	out.Error.Code, out.Error.Message, out.Error.Param = f.code, f.message, f.param
	_ = writeJSON(w, f.status, out) // strings can be written as JSON
}

// parse answers one prompt, several, or JSON Lines of requests, of which a bad one is a
// record with its error.
func (s *Server) parse(w http.ResponseWriter, r *http.Request) error {
	if isLines(r) {
		return s.parseLines(w, r)
	}
	var q parseRequest
	if err := readJSON(w, r, &q); err != nil {
		return err
	}
	all := q.Texts
	switch {
	case q.Text != nil && q.Texts != nil:
		return refused("texts", "ask with text or with texts, not with both")
	case q.Text != nil:
		all = texts{*q.Text}
	case q.Texts == nil:
		return refused("text", `text is missing: send {"text": "…"}, or "texts" with several`)
	case len(q.Texts) > s.o.MaxPrompts:
		return tooMany("texts", "texts", len(q.Texts), s.o.MaxPrompts)
	}
	l, release, err := s.model(q.Model)
	if err != nil {
		return err
	}
	defer release()
	l.sign(w)
	prompts := make([]calls.Prompt, len(all))
	for i, text := range all {
		if prompts[i], err = q.prompt(text); err != nil {
			return err
		}
	}
	want, err := s.wish(&q, l)
	if err != nil {
		return err
	}
	answers, err := s.answers(r.Context(), l, prompts, want)
	if err != nil {
		return err
	}
	announceOnly(w.Header(), answers)
	if q.Text == nil {
		return writeJSON(w, http.StatusOK, several{answers})
	}
	if e := answers[0].Error; e != "" {
		return &fault{status: http.StatusUnprocessableEntity, code: "prompt", param: "text", message: e}
	}
	answers[0].Model = l.named()
	return writeJSON(w, http.StatusOK, answers[0])
}

// prompt is a text as the request has it.
func (q *parseRequest) prompt(text string) (calls.Prompt, error) {
	p := calls.Prompt{ID: q.ID, Text: text}
	var err error
	if p.History, err = turnsOf(q.History); err != nil {
		return p, err
	}
	if q.Day != "" {
		if p.Day, err = time.Parse(time.DateOnly, q.Day); err != nil {
			return p, refused("reference_date", "reference_date %q is not YYYY-MM-DD", q.Day)
		}
	}
	return p, nil
}

// limits are the actions that a request allows, nil for all.
func (q *parseRequest) limits(l *loaded) (*calls.Limits, error) {
	if q.Actions == nil {
		return nil, nil
	}
	return l.only(q.Actions, "actions")
}

// only are limits to some actions. A field of a request names them.
func (l *loaded) only(names []string, param string) (*calls.Limits, error) {
	if len(names) == 0 {
		return nil, refused(param, "%s is empty: leave it away to allow all", param)
	}
	for _, name := range names {
		if !l.actions[name] {
			return nil, &fault{status: http.StatusBadRequest, code: "unsupported_tool", param: param, message: fmt.Sprintf("%s: the model has no action %q: GET /v1/actions lists those it has", param, name)}
		}
	}
	return &calls.Limits{Actions: names, Single: true}, nil
}

// atOnce bounds the prompts of one request that are under way, so that a large request
// does not take all places of the queue.
const atOnce = 64

// answers answers prompts in their order. A prompt that cannot be answered is a record with
// its error; any other fault is one of the request.
func (s *Server) answers(ctx context.Context, l *loaded, prompts []calls.Prompt, w wish) ([]parsed, error) {
	out := make([]parsed, len(prompts))
	errs := make([]error, len(prompts))
	someAtOnce(len(prompts), func(i int) { out[i], errs[i] = s.answered(ctx, l, identified(ctx, prompts[i], i+1, len(prompts)), w) })
	return out, errors.Join(errs...)
}

// someAtOnce calls do with 0 to n-1, at most atOnce at a time, and waits for all.
func someAtOnce(n int, do func(i int)) {
	places := make(chan struct{}, atOnce)
	var all sync.WaitGroup
	for i := range n {
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			do(i)
		})
	}
	all.Wait()
}

// answered answers a prompt, and puts an error of the prompt into the record.
func (s *Server) answered(ctx context.Context, l *loaded, p calls.Prompt, w wish) (parsed, error) {
	out, err := s.granted(ctx, l, p, w)
	var f *fault
	if errors.As(err, &f) && f.code == "prompt" {
		return parsed{Prediction: dataset.Prediction{ID: p.ID, Text: p.Text, Error: f.message}}, nil
	}
	return out, err
}

// parseLines answers JSON Lines with as many lines.
func (s *Server) parseLines(w http.ResponseWriter, r *http.Request) error {
	data, err := body(r)
	if err != nil {
		return err
	}
	l, release, err := s.model("")
	if err != nil {
		return err
	}
	defer release()
	l.sign(w)
	lines := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
	if len(lines) > s.o.MaxPrompts {
		return tooMany("", "lines", len(lines), s.o.MaxPrompts)
	}
	ignored := set{}
	for _, line := range lines {
		maps.Copy(ignored, unread([]byte(line), parseRequest{}))
	}
	nameIgnored(w, ignored)
	out := make([]parsed, len(lines))
	errs := make([]error, len(lines))
	someAtOnce(len(lines), func(i int) { out[i], errs[i] = s.parseLine(r.Context(), l, lines[i], i+1, len(lines)) })
	if err := errors.Join(errs...); err != nil {
		return err
	}
	if !wantsLines(r) {
		return writeJSON(w, http.StatusOK, several{out})
	}
	w.Header().Set("Content-Type", "application/jsonl")
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	for i := range out {
		if err := enc.Encode(&out[i]); err != nil {
			return err
		}
	}
	_, _ = w.Write(b.Bytes())
	return nil
}

// parseLine answers the request of a line. What is wrong with the line is the error of its
// record.
func (s *Server) parseLine(ctx context.Context, l *loaded, line string, number, of int) (parsed, error) {
	var q parseRequest
	bad := func(err error) (parsed, error) {
		text := ""
		if q.Text != nil {
			text = *q.Text
		}
		return parsed{Prediction: dataset.Prediction{ID: q.ID, Text: text, Error: err.Error()}}, nil
	}
	if err := unmarshal([]byte(line), &q); err != nil {
		return bad(err)
	}
	if q.Text == nil {
		return bad(errors.New(`text is missing: a line is {"text": "…"}`))
	}
	if q.Model != "" && q.Model != l.name {
		return bad(fmt.Errorf("model %q: JSON Lines are answered by %s", q.Model, l.name))
	}
	p, err := q.prompt(*q.Text)
	if err != nil {
		return bad(err)
	}
	want, err := s.wish(&q, l)
	if err != nil {
		return bad(err)
	}
	return s.answered(ctx, l, identified(ctx, p, number, of), want)
}

// actions lists the actions of a model as OpenAI tools.
func (s *Server) actions(w http.ResponseWriter, r *http.Request) error {
	l, release, err := s.model(r.URL.Query().Get("model"))
	if err != nil {
		return err
	}
	defer release()
	l.sign(w)
	schema := l.model.Schema()
	if schema == nil {
		return &fault{status: http.StatusNotFound, code: "no_actions", message: "the model has no actions.json"}
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(schema.Tools())
	return nil
}
