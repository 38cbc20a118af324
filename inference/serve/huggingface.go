package serve

import (
	"encoding/json"
	"net/http"

	"github.com/slmkit/slmkit/inference/calls"
)

// generateRequest is a request of a Hugging Face endpoint: a text or several.
type generateRequest struct {
	Inputs     json.RawMessage            `json:"inputs"`
	Parameters map[string]json.RawMessage `json:"parameters,omitempty"`
}

type generated struct {
	Text string `json:"generated_text"`
}

type faceError struct {
	Error string `json:"error"`
	Type  string `json:"error_type"`
}

func failHuggingFace(w http.ResponseWriter, f *fault) {
	f.announce(w.Header())
	_ = writeJSON(w, f.status, faceError{f.message, f.code})
}

// generateText answers inputs with the targets that the model writes.
func (s *Server) generateText(w http.ResponseWriter, r *http.Request) error {
	var q generateRequest
	if err := readJSON(w, r, &q); err != nil {
		return err
	}
	if len(q.Parameters) > 0 {
		return refused("parameters", "parameters are not known: the model answers in one way")
	}
	var texts []string
	var one string
	switch {
	case len(q.Inputs) == 0:
		return refused("inputs", "inputs is missing: a text or a list of texts")
	case json.Unmarshal(q.Inputs, &one) == nil:
		texts = []string{one}
	case json.Unmarshal(q.Inputs, &texts) != nil:
		return refused("inputs", "inputs is neither a text nor a list of texts")
	case len(texts) > s.o.MaxPrompts:
		return refused("inputs", "%d inputs, at most %d", len(texts), s.o.MaxPrompts)
	}
	answers, err := s.answerTexts(w, r, texts)
	if err != nil {
		return err
	}
	out := make([]generated, len(answers))
	for i := range answers {
		if answers[i].Error != "" {
			return &fault{status: http.StatusUnprocessableEntity, code: "validation", param: "inputs", message: answers[i].Error}
		}
		out[i].Text = answers[i].Output
	}
	return writeJSON(w, http.StatusOK, out)
}

// answerTexts answers texts with the default model.
func (s *Server) answerTexts(w http.ResponseWriter, r *http.Request, texts []string) ([]parsed, error) {
	l, release, err := s.model("")
	if err != nil {
		return nil, err
	}
	defer release()
	w.Header().Set("X-Slmkit-Model", l.named())
	prompts := make([]calls.Prompt, len(texts))
	for i, text := range texts {
		prompts[i] = calls.Prompt{Text: text}
	}
	return s.answers(r.Context(), l, prompts, wish{})
}

// vertexRequest is a prediction request of Vertex AI.
type vertexRequest struct {
	Instances []struct {
		Text string `json:"text"`
	} `json:"instances"`
	Parameters map[string]json.RawMessage `json:"parameters,omitempty"`
}

type vertexAnswer struct {
	Predictions []parsed `json:"predictions"`
}

func failVertex(w http.ResponseWriter, f *fault) {
	f.announce(w.Header())
	_ = writeJSON(w, f.status, v2Error{f.message})
}

// vertexPredict answers instances.
func (s *Server) vertexPredict(w http.ResponseWriter, r *http.Request) error {
	var q vertexRequest
	if err := readJSON(w, r, &q); err != nil {
		return err
	}
	switch {
	case len(q.Instances) == 0:
		return refused("instances", `instances is missing: a list of {"text": "…"}`)
	case len(q.Instances) > s.o.MaxPrompts:
		return refused("instances", "%d instances, at most %d", len(q.Instances), s.o.MaxPrompts)
	case len(q.Parameters) > 0:
		return refused("parameters", "parameters are not known: the model answers in one way")
	}
	texts := make([]string, len(q.Instances))
	for i := range q.Instances {
		texts[i] = q.Instances[i].Text
	}
	answers, err := s.answerTexts(w, r, texts)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, vertexAnswer{answers})
}
