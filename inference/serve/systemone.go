package serve

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
)

// decideRequest is a request of System One: a state, and questions about it.
type decideRequest struct {
	Model     string                    `json:"model,omitempty"`
	State     json.RawMessage           `json:"state"`
	Questions map[string]decideQuestion `json:"questions"`
}

type decideQuestion struct {
	Type     string          `json:"type"` // choice, score or noul
	Criteria json.RawMessage `json:"criteria,omitempty"`
}

// decided is the answer to a question.
type decided struct {
	Type          string             `json:"type"`
	Choice        string             `json:"choice,omitempty"`
	Probabilities map[string]float64 `json:"probabilities,omitempty"`
	Confidence    *float64           `json:"confidence,omitempty"`
	Noul          *float64           `json:"noul,omitempty"`
}

type decisions struct {
	Model   string             `json:"model"`
	Answers map[string]decided `json:"answers"`
	Usage   struct {
		InputTokens  int `json:"input_tokens"`
		OutputTokens int `json:"output_tokens"`
	} `json:"usage"`
}

// decide answers questions about a text by the probabilities of actions.
func (s *Server) decide(w http.ResponseWriter, r *http.Request) error {
	var q decideRequest
	if err := readJSON(w, r, &q); err != nil {
		return err
	}
	text, err := q.text()
	if err != nil {
		return err
	}
	if len(q.Questions) == 0 {
		return refused("questions", "questions is empty: ask at least one")
	}
	l, release, err := s.model(q.Model)
	if err != nil {
		return err
	}
	defer release()
	l.sign(w)
	out := decisions{Model: l.name, Answers: map[string]decided{}}
	if l.model.Schema() == nil {
		return refused("model", "the model has no actions.json: there is nothing to choose from")
	}
	rec, err := s.rank(r.Context(), l, text, nil)
	if err != nil {
		return err
	}
	timingOf(&rec).announce(w.Header())
	out.Usage.InputTokens = rec.InputTokens
	likely := map[string]float64{}
	for _, a := range rec.Ranking {
		likely[a.Name] = a.Probability
	}
	for _, id := range slices.Sorted(maps.Keys(q.Questions)) {
		question := q.Questions[id]
		if out.Answers[id], err = l.decide(likely, id, &question); err != nil {
			return err
		}
	}
	return writeJSON(w, http.StatusOK, out)
}

// text is the state as the model reads it: text as it is, anything else as JSON.
func (q *decideRequest) text() (string, error) {
	if len(q.State) == 0 || string(q.State) == "null" {
		return "", refused("state", "state is missing")
	}
	var text string
	if json.Unmarshal(q.State, &text) == nil {
		return text, nil
	}
	return string(q.State), nil
}

// decide answers one question by the probabilities of all actions.
func (l *loaded) decide(likely map[string]float64, id string, q *decideQuestion) (decided, error) {
	param := "questions." + id
	switch q.Type {
	case "choice":
		var options map[string]json.RawMessage
		if json.Unmarshal(q.Criteria, &options) != nil || len(options) < 2 {
			return decided{}, refused(param, "%s: criteria are an object with two options or more", param)
		}
		names := slices.Sorted(maps.Keys(options))
		if _, err := l.only(names, param); err != nil {
			return decided{}, err
		}
		p := among(likely, names)
		out := decided{Type: q.Type, Probabilities: p}
		for _, name := range names {
			if out.Choice == "" || p[name] > p[out.Choice] {
				out.Choice = name
			}
		}
		best := p[out.Choice]
		out.Confidence = &best
		return out, nil
	case "noul":
		if !l.actions[id] {
			return decided{}, &fault{status: http.StatusBadRequest, code: "unsupported_tool", param: param, message: fmt.Sprintf("%s: noul asks whether an action is meant: name the question like one of them (GET /v1/actions)", param)}
		}
		meant := likely[id]
		return decided{Type: q.Type, Noul: &meant}, nil
	case "score":
		return decided{}, &fault{status: http.StatusNotImplemented, code: "not_supported", param: param, message: param + ": score: the model gives actions, no levels"}
	}
	return decided{}, refused(param, "%s: type %q is none of choice, noul, score", param, q.Type)
}

// among are the probabilities of some actions, given that one of them is meant.
func among(likely map[string]float64, names []string) map[string]float64 {
	sum := 0.
	for _, name := range names {
		sum += likely[name]
	}
	out := make(map[string]float64, len(names))
	for _, name := range names {
		if out[name] = 1 / float64(len(names)); sum > 0 { // else all of them are 0 in a float64
			out[name] = likely[name] / sum
		}
	}
	return out
}

// sortedNames are the keys of a map in order.
func sortedNames(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }
