package serve

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/inference/calls"
)

// tensor is an input or an output of the Open Inference Protocol.
type tensor struct {
	Name     string          `json:"name"`
	Shape    list[int]       `json:"shape"`
	Datatype string          `json:"datatype"`
	Data     json.RawMessage `json:"data,omitempty"`

	Parameters map[string]json.RawMessage `json:"parameters,omitempty"`
}

// v2Request is an inference request of the protocol.
type v2Request struct {
	ID         string                     `json:"id,omitempty"`
	Parameters map[string]json.RawMessage `json:"parameters,omitempty"`
	Inputs     []tensor                   `json:"inputs"`
	Outputs    []v2Wanted                 `json:"outputs,omitempty"`
}

// v2Wanted names an output that the answer is to have.
type v2Wanted struct {
	Name       string                     `json:"name"`
	Parameters map[string]json.RawMessage `json:"parameters,omitempty"`
}

type v2Answer struct {
	ModelName    string   `json:"model_name"`
	ModelVersion string   `json:"model_version"`
	ID           string   `json:"id,omitempty"`
	Outputs      []tensor `json:"outputs"`
}

type v2Error struct {
	Error string `json:"error"`
}

type v2Self struct {
	Name       string   `json:"name"`
	Version    string   `json:"version"`
	Extensions []string `json:"extensions"`
}

type v2Alive struct {
	Live bool `json:"live"`
}

type v2State struct {
	Ready bool `json:"ready"`
	Live  bool `json:"live"` // the protocol's text says live where it means ready
}

type v2About struct {
	Name     string   `json:"name"`
	Versions []string `json:"versions"`
	Platform string   `json:"platform"`
	Inputs   []tensor `json:"inputs"`
	Outputs  []tensor `json:"outputs"`
}

type v2ModelState struct {
	Name  string `json:"name"`
	Ready bool   `json:"ready"`
}

func (*Server) failV2(w http.ResponseWriter, f *fault) {
	f.announce(w.Header())
	status := f.status
	if status == http.StatusUnprocessableEntity {
		status = http.StatusBadRequest // as the protocol has it
	}
	_ = writeJSON(w, status, v2Error{f.message})
}

// v2Outputs are the outputs of a model: of each prompt the call as JSON, the action's name,
// what the model wrote, and the probability that it is right.
var v2Outputs = []tensor{{Name: "call", Shape: list[int]{-1}, Datatype: "BYTES"}, {Name: "name", Shape: list[int]{-1}, Datatype: "BYTES"},
	{Name: "output", Shape: list[int]{-1}, Datatype: "BYTES"}, {Name: "confidence", Shape: list[int]{-1}, Datatype: "FP64"}}

func (s *Server) v2Server(w http.ResponseWriter, _ *http.Request) error {
	return writeJSON(w, http.StatusOK, v2Self{"slmkit", s.o.Version, []string{}})
}

func (s *Server) v2Live(w http.ResponseWriter, _ *http.Request) error {
	return writeJSON(w, http.StatusOK, v2Alive{true})
}

func (s *Server) v2Ready(w http.ResponseWriter, _ *http.Request) error {
	ready, status := !s.draining.Load(), http.StatusOK
	if !ready {
		status = http.StatusBadRequest // as Triton has it
	}
	return writeJSON(w, status, v2State{ready, ready})
}

// v2Loaded is the model of a path, in the version that the path names.
func (s *Server) v2Loaded(w http.ResponseWriter, r *http.Request) (*loaded, func(), error) {
	l, release, err := s.model(r.PathValue("model"))
	if err != nil {
		return nil, nil, err
	}
	if v := r.PathValue("version"); v != "" && v != l.version() {
		release()
		return nil, nil, &fault{status: http.StatusNotFound, code: "version", message: fmt.Sprintf("%s has the version %s alone", l.name, l.version())}
	}
	l.sign(w)
	return l, release, nil
}

func (s *Server) v2Model(w http.ResponseWriter, r *http.Request) error {
	l, release, err := s.v2Loaded(w, r)
	if err != nil {
		return err
	}
	defer release()
	return writeJSON(w, http.StatusOK, v2About{l.name, []string{l.version()}, "slmkit", []tensor{{Name: "text", Shape: list[int]{-1}, Datatype: "BYTES"}}, v2Outputs})
}

func (s *Server) v2ModelReady(w http.ResponseWriter, r *http.Request) error {
	l, release, err := s.v2Loaded(w, r)
	if err != nil {
		return err
	}
	defer release()
	return writeJSON(w, http.StatusOK, v2ModelState{l.name, true})
}

// v2Infer answers the texts of the input "text".
func (s *Server) v2Infer(w http.ResponseWriter, r *http.Request) error {
	l, release, err := s.v2Loaded(w, r)
	if err != nil {
		return err
	}
	defer release()
	if r.Header.Get("Inference-Header-Content-Length") != "" {
		return refused("inputs", "inputs: binary data are not read: send JSON, with binary_data=False in Triton's client")
	}
	var q v2Request
	if err := readJSON(w, r, &q); err != nil {
		return err
	}
	if err := q.checkParameters(); err != nil {
		return err
	}
	texts, err := q.texts(s.o.MaxPrompts)
	if err != nil {
		return err
	}
	wanted := v2Outputs
	if len(q.Outputs) > 0 {
		wanted = nil
		for _, o := range q.Outputs {
			i := slices.IndexFunc(v2Outputs, func(t tensor) bool { return t.Name == o.Name })
			if i < 0 {
				return refused("outputs", "outputs: %q is none of call, name, output, confidence", o.Name)
			}
			wanted = append(wanted, v2Outputs[i])
		}
	}
	prompts := make([]calls.Prompt, len(texts))
	for i, text := range texts {
		prompts[i] = calls.Prompt{Text: text}
	}
	answers, err := s.answers(r.Context(), l, prompts, wish{})
	if err != nil {
		return err
	}
	announceOnly(w.Header(), answers)
	out := v2Answer{ModelName: l.name, ModelVersion: l.version(), ID: q.ID}
	for _, t := range wanted {
		if t.Data, err = column(t.Name, answers); err != nil {
			return err
		}
		t.Shape = list[int]{len(answers)}
		out.Outputs = append(out.Outputs, t)
	}
	return writeJSON(w, http.StatusOK, out)
}

// v2Harmless are parameters that change no answer: Triton's client reads JSON as well as
// binary data, and MLServer's says that a text is one.
var v2Harmless = []string{"binary_data_output", "binary_data", "content_type"}

// checkParameters refuses wishes that would change the answer.
func (q *v2Request) checkParameters() error {
	all := []map[string]json.RawMessage{q.Parameters}
	for _, t := range q.Inputs {
		all = append(all, t.Parameters)
	}
	for _, o := range q.Outputs {
		all = append(all, o.Parameters)
	}
	for _, some := range all {
		if err := refuseParameters(some, v2Harmless...); err != nil {
			return err
		}
	}
	return nil
}

// texts reads the one input.
func (q *v2Request) texts(most int) ([]string, error) {
	if len(q.Inputs) != 1 || q.Inputs[0].Name != "text" {
		return nil, refused("inputs", `inputs: the model has one input, "text"`)
	}
	in := q.Inputs[0]
	var all texts
	switch {
	case in.Datatype != "BYTES":
		return nil, refused("inputs", "inputs: text has the datatype BYTES, not %q", in.Datatype)
	case json.Unmarshal(in.Data, &all) != nil:
		return nil, refused("inputs", "inputs: data is a list of texts (binary data is not read)")
	case len(all) > most:
		return nil, tooMany("inputs", "texts", len(all), most)
	case !in.shaped(len(all)):
		return nil, refused("inputs", "inputs: shape %v is not that of data with %d texts", in.Shape, len(all))
	}
	return all, nil
}

// shaped reports whether a tensor has so many elements.
func (t *tensor) shaped(n int) bool {
	most := 1
	for _, d := range t.Shape {
		if d < 0 || d > n {
			return false
		}
		if most *= d; most > n {
			return false
		}
	}
	return most == n
}

// column is an output of all answers. A prompt without an answer has none() of confidence 0.
func column(name string, answers []parsed) (json.RawMessage, error) {
	values := make([]any, len(answers))
	for i := range answers {
		a := &answers[i]
		switch name {
		case "call":
			b, err := json.Marshal(callOf(&a.Prediction))
			if err != nil {
				return nil, err
			}
			values[i] = string(b)
		case "name":
			values[i] = nameOf(&a.Prediction)
		case "output":
			values[i] = a.Output
		default:
			values[i] = probabilityOf(&a.Prediction)
		}
	}
	return json.Marshal(values)
}

// callOf is what the record calls: one call, several, or none().
func callOf(p *dataset.Prediction) any {
	switch all := p.Answered(); len(all) {
	case 0:
		return dataset.Call{Name: dataset.None, Arguments: map[string]any{}}
	case 1:
		return all[0]
	default:
		return all
	}
}

// nameOf is the name of the first action.
func nameOf(p *dataset.Prediction) string {
	if all := p.Answered(); len(all) > 0 {
		return all[0].Name
	}
	return dataset.None
}

func probabilityOf(p *dataset.Prediction) float64 {
	if p.Confidence == nil {
		return 0
	}
	return *p.Confidence
}
