package serve

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"slices"

	"github.com/slmkit/slmkit/inference/calls"
)

// generateRequest is a request of a Hugging Face endpoint: a text or several.
type generateRequest struct {
	Inputs     json.RawMessage            `json:"inputs"`
	Parameters map[string]json.RawMessage `json:"parameters,omitempty"`
	Stream     bool                       `json:"stream,omitempty"`
}

type generated struct {
	Text string `json:"generated_text"`
}

type faceError struct {
	Error string `json:"error"`
	Type  string `json:"error_type"`
}

func (*Server) failHuggingFace(w http.ResponseWriter, f *fault) {
	f.announce(w.Header())
	kind := f.code
	if f.status == http.StatusBadRequest || f.status == http.StatusUnprocessableEntity {
		kind = "validation" // the word that Hugging Face's client knows
	}
	_ = writeJSON(w, f.status, faceError{f.message, kind})
}

// generateText answers inputs with the targets that the model writes.
func (s *Server) generateText(w http.ResponseWriter, r *http.Request) error {
	var q generateRequest
	if err := readJSON(w, r, &q); err != nil {
		return err
	}
	if err := refuseParameters(q.Parameters); err != nil {
		return err
	}
	if q.Stream {
		return refused("stream", "stream: this route answers at once: POST /v1/chat/completions streams")
	}
	var all texts
	switch {
	case len(q.Inputs) == 0 || string(q.Inputs) == "null":
		return refused("inputs", "inputs is missing: a text or a list of texts")
	case json.Unmarshal(asList(q.Inputs), &all) != nil:
		return refused("inputs", "inputs is neither a text nor a list of texts")
	case len(all) > s.o.MaxPrompts:
		return tooMany("inputs", "inputs", len(all), s.o.MaxPrompts)
	}
	answers, err := s.answerTexts(w, r, all)
	if err != nil {
		return err
	}
	out := make([]generated, len(answers))
	for i := range answers {
		if answers[i].Error != "" {
			return &fault{status: http.StatusUnprocessableEntity, code: "prompt", param: "inputs", message: answers[i].Error}
		}
		out[i].Text = answers[i].Output
	}
	return writeJSON(w, http.StatusOK, out)
}

// asList is a JSON string as a list of it, and anything else as it is.
func asList(data []byte) []byte {
	if !bytes.HasPrefix(data, []byte(`"`)) {
		return data
	}
	return slices.Concat([]byte("["), data, []byte("]"))
}

// refuseParameters refuses wishes that would change an answer. null and false wish nothing.
func refuseParameters(all map[string]json.RawMessage, harmless ...string) error {
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if wish := string(all[name]); wish != "null" && wish != "false" && !slices.Contains(harmless, name) {
			return refused("parameters", "parameters: %s is not known: the model answers in one way", name)
		}
	}
	return nil
}

// answerTexts answers texts with the default model.
func (s *Server) answerTexts(w http.ResponseWriter, r *http.Request, texts []string) ([]parsed, error) {
	l, release, err := s.model("")
	if err != nil {
		return nil, err
	}
	defer release()
	l.sign(w)
	prompts := make([]calls.Prompt, len(texts))
	for i, text := range texts {
		prompts[i] = calls.Prompt{Text: text}
	}
	answers, err := s.answers(r.Context(), l, prompts, wish{})
	announceOnly(w.Header(), answers)
	return answers, err
}

// vertexRequest is a prediction request of Vertex AI.
type vertexRequest struct {
	Instances  []vertexInstance           `json:"instances"`
	Parameters map[string]json.RawMessage `json:"parameters,omitempty"`
}

type vertexInstance struct {
	Text *string `json:"text"`
}

type vertexAnswer struct {
	Predictions []parsed `json:"predictions"`
}

func (*Server) failVertex(w http.ResponseWriter, f *fault) {
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
		return tooMany("instances", "instances", len(q.Instances), s.o.MaxPrompts)
	}
	if err := refuseParameters(q.Parameters); err != nil {
		return err
	}
	all := make([]string, len(q.Instances))
	for i, instance := range q.Instances {
		if instance.Text == nil {
			return refused("instances", `instances[%d] has no text: an instance is {"text": "…"}`, i)
		}
		all[i] = *instance.Text
	}
	answers, err := s.answerTexts(w, r, all)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, vertexAnswer{answers})
}
