package serve

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/slmkit/slmkit/inference/calls"
)

// wish is what a request wants of an answer.
type wish struct {
	limits       *calls.Limits // nil: any answer
	alternatives *int          // rank the actions, and answer with so many others; nil: neither
	explain      bool          // say which templates write the prompt
}

// timing is how long the stages of an answer took, in milliseconds.
type timing struct {
	Queue  float64 `json:"queue"`  // until the model took the prompt
	Encode float64 `json:"encode"` // to read it
	Decode float64 `json:"decode"` // to write the output
}

func timingOf(rec *calls.Answered) *timing {
	return &timing{milliseconds(rec.Waited), milliseconds(rec.Encoding), milliseconds(rec.Decoding)}
}

// announce tells browsers the stages.
func (t *timing) announce(h http.Header) {
	h.Set("Server-Timing", fmt.Sprintf("queue;dur=%.3f, encode;dur=%.3f, decode;dur=%.3f", t.Queue, t.Encode, t.Decode))
}

// announceOnly tells the stages of the answer to the only prompt of a request.
func announceOnly(h http.Header, answers []parsed) {
	if len(answers) == 1 && answers[0].Timing != nil {
		answers[0].Timing.announce(h)
	}
}

// milliseconds is a time with three decimals.
func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// ranked answers a prompt of a request and ranks the actions that limits allow.
func (s *Server) ranked(ctx context.Context, l *loaded, p calls.Prompt, limits *calls.Limits) (calls.Answered, error) {
	return s.counted(ctx, l, p, func(p calls.Prompt) (calls.Answered, error) { return l.service.AnswerRanked(ctx, p, limits) })
}

// rank ranks the actions that limits allow for a text.
func (s *Server) rank(ctx context.Context, l *loaded, text string, limits *calls.Limits) (calls.Answered, error) {
	rec, err := l.service.Rank(ctx, calls.Prompt{Text: text}, limits)
	if err != nil {
		return rec, s.faultOf(ctx, l, err)
	}
	return rec, nil
}

// granted answers a prompt as a request wishes.
func (s *Server) granted(ctx context.Context, l *loaded, p calls.Prompt, w wish) (parsed, error) {
	ask := s.answer
	if w.alternatives != nil {
		ask = s.ranked
	}
	rec, err := ask(ctx, l, p, w.limits)
	if err != nil {
		return parsed{}, err
	}
	out := parsed{Prediction: rec.Prediction, Slots: calls.Spans(p.Text, rec.Output), Ranking: rec.Ranking, Timing: timingOf(&rec)}
	if w.explain {
		out.Explanation = s.explained(l, p)
	}
	if w.alternatives != nil {
		if out.Alternatives, err = l.service.Alternatives(ctx, s.dated(p), w.limits, &rec, *w.alternatives); err != nil {
			return parsed{}, s.faultOf(ctx, l, err)
		}
	}
	return out, nil
}

// mostAlternatives bounds the calls beside the answer, as each costs as much as it.
const mostAlternatives = 8

// wish is what a request wants beside its prompts.
func (s *Server) wish(q *parseRequest, l *loaded) (w wish, err error) {
	if q.Explain && s.o.Explain == nil {
		return w, refused("explain", "explain: the server has no templates: start it with --pack PACK")
	}
	if n := q.Alternatives; n != nil {
		switch {
		case *n < 0 || *n > mostAlternatives:
			return w, refused("alternatives", "alternatives %d: 0 to %d: the ranking has the probabilities of all actions", *n, mostAlternatives)
		case l.model.Schema() == nil:
			return w, refused("alternatives", "the model has no actions.json: there is nothing to rank")
		}
	}
	w.alternatives, w.explain = q.Alternatives, q.Explain
	w.limits, err = q.limits(l)
	return w, err
}
