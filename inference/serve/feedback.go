package serve

import (
	"cmp"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/inference/calls"
)

// feedbackRequest is the right call for a prompt.
type feedbackRequest struct {
	ID      string         `json:"id,omitempty" jsonschema:"of the answer that was wrong, by which logs have it, too"`
	Text    string         `json:"text" jsonschema:"the prompt"`
	History []turn         `json:"history,omitempty" jsonschema:"the turns before the prompt, the oldest first"`
	Target  string         `json:"target" jsonschema:"the right call, such as check_balance(account=savings)"`
	Slots   []dataset.Slot `json:"slots,omitempty" jsonschema:"where the arguments stand in the prompt, in code points, where their words stand there more than once; values may be left away"`
	Model   string         `json:"model,omitempty" jsonschema:"the model that answered; the first one if it is missing"`
	Day     string         `json:"reference_date,omitempty" jsonschema:"day that relative dates count from, YYYY-MM-DD; today if it is missing"`
}

// feedback is where corrected prompts go, a line each.
type feedback struct {
	mu sync.Mutex
	to io.Writer
}

// correct keeps a prompt with the call that it asks for, as an example of a dataset.
func (s *Server) correct(w http.ResponseWriter, r *http.Request) error {
	if s.o.Feedback == nil {
		return &fault{status: http.StatusNotFound, code: "no_feedback", message: "the server keeps no feedback: start it with --feedback FILE"}
	}
	var q feedbackRequest
	if err := readJSON(w, r, &q); err != nil {
		return err
	}
	l, release, err := s.model(q.Model)
	if err != nil {
		return err
	}
	defer release()
	l.sign(w)
	e, err := q.example(l.model.Schema(), s.o.Calls.Reference)
	if err != nil {
		return err
	}
	if err := s.keep(l.model.Schema(), e); err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, e)
}

// keep writes a corrected prompt, with other values where they are redacted.
func (s *Server) keep(schema *action.Schema, e *dataset.Example) error {
	s.feedback.mu.Lock()
	defer s.feedback.mu.Unlock()
	if s.o.RedactFeedback != nil {
		l := dataset.Logged{ID: e.ID, History: e.History, Text: e.Text, Target: e.Target, Call: e.Call, Calls: e.Calls, Slots: e.Slots, Ref: e.Ref, Output: e.Target}
		if err := s.o.RedactFeedback(schema, &l); err != nil {
			return &fault{status: http.StatusUnprocessableEntity, code: "not_redacted", message: fmt.Sprintf("the feedback is not kept, as it cannot be redacted: %v", err)}
		}
		origin := e.Origin
		*e = l.Example()
		e.Origin = &dataset.Origin{Kind: origin.Kind, Ops: l.Origin.Ops}
	}
	line, err := e.AppendJSON(nil)
	if err != nil {
		return err
	}
	if _, err := s.feedback.to.Write(append(line, '\n')); err != nil {
		return &fault{status: http.StatusInternalServerError, code: "not_saved", message: "the feedback could not be saved"}
	}
	return nil
}

// example is what the request says as a record that can be trained on.
func (q *feedbackRequest) example(schema *action.Schema, day time.Time) (*dataset.Example, error) {
	if q.Text == "" {
		return nil, refused("text", "text is missing")
	}
	if schema == nil {
		return nil, &fault{status: http.StatusNotFound, code: "no_actions", message: "the model has no actions.json: nothing says what calls mean"}
	}
	raw, err := action.ParseTarget(q.Target)
	if err != nil {
		return nil, refused("target", "target: %v", err)
	}
	if day.IsZero() {
		day = today(time.Now())
	}
	if q.Day != "" {
		if day, err = time.Parse(time.DateOnly, q.Day); err != nil {
			return nil, refused("reference_date", "reference_date %q is not YYYY-MM-DD", q.Day)
		}
	}
	resolved, err := schema.Resolve(raw, day)
	if err != nil {
		return nil, refused("target", "target: %v", err)
	}
	history, err := turnsOf(q.History)
	if err != nil {
		return nil, err
	}
	slots, err := q.slots()
	if err != nil {
		return nil, err
	}
	e := &dataset.Example{ID: q.ID, History: history, Text: q.Text, Target: q.Target, Slots: slots, Ref: day.Format(time.DateOnly), Origin: &dataset.Origin{Kind: dataset.Human, Ops: []string{}}}
	e.SetCalls(resolved)
	if e.ID == "" {
		e.ID = e.Fingerprint()
	}
	if err := schema.Verify(e); err != nil {
		return nil, refused("target", "target: %v", err)
	}
	if err := e.Validate(); err != nil {
		return nil, refused("slots", "%v", err)
	}
	return e, grounded(raw, e)
}

// slots are those of the request with their values, or where it has none, those that the
// prompt shows.
func (q *feedbackRequest) slots() ([]dataset.Slot, error) {
	if q.Slots == nil {
		return calls.Spans(q.Text, q.Target), nil
	}
	out := slices.Clone(q.Slots)
	for i := range out {
		s := &out[i]
		words, ok := dataset.Span(q.Text, s.Start, s.End)
		if !ok {
			return nil, refused("slots", "slots: %q: the prompt has no characters %d to %d", s.Name, s.Start, s.End)
		}
		s.Value = cmp.Or(s.Value, words)
	}
	return out, nil
}

// grounded reports a quoted argument that is no words of the prompt or of a turn before it: a
// model learns to copy.
func grounded(raw []action.RawCall, e *dataset.Example) error {
	for _, c := range raw {
		for _, arg := range c.Args {
			said := !arg.Quoted || slices.ContainsFunc(e.Slots, func(s dataset.Slot) bool { return s.Name == arg.Name && s.Value == arg.Text }) ||
				slices.ContainsFunc(e.History, func(t dataset.Turn) bool { return strings.Contains(t.Text, arg.Text) })
			if !said {
				return refused("target", "target: %s=%q: the prompt does not have these words", arg.Name, arg.Text)
			}
		}
	}
	return nil
}
