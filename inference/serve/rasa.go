package serve

import (
	"net/http"

	"github.com/slmkit/slmkit/inference/calls"
)

// rasaRequest is a request of Rasa's /model/parse.
type rasaRequest struct {
	Text      string `json:"text"`
	MessageID string `json:"message_id,omitempty"`
	Token     string `json:"token,omitempty"` // also in the query, where it is looked at
}

// rasaAnswer is what Rasa reads as the result of its NLU.
type rasaAnswer struct {
	Text      string       `json:"text"`
	MessageID string       `json:"message_id,omitempty"`
	Intent    rasaIntent   `json:"intent"`
	Entities  []rasaEntity `json:"entities"`
	Ranking   []rasaIntent `json:"intent_ranking"`
}

type rasaIntent struct {
	Name       string  `json:"name"`
	Confidence float64 `json:"confidence"`
}

// rasaEntity is an argument. Value is what it means; the words are those from start to end.
type rasaEntity struct {
	Entity string `json:"entity"`
	Value  any    `json:"value"`
	Start  int    `json:"start"`
	End    int    `json:"end"`
}

type rasaError struct {
	Version string `json:"version"`
	Status  string `json:"status"`
	Reason  string `json:"reason"`
	Message string `json:"message"`
	Code    int    `json:"code"`
}

func failRasa(w http.ResponseWriter, f *fault) {
	f.announce(w.Header())
	_ = writeJSON(w, f.status, rasaError{Status: "failure", Reason: f.code, Message: f.message, Code: f.status})
}

// rasaParse answers as the NLU of a Rasa assistant.
func (s *Server) rasaParse(w http.ResponseWriter, r *http.Request) error {
	if mode := r.URL.Query().Get("emulation_mode"); mode != "" {
		return refused("emulation_mode", "emulation_mode %s is not spoken: ask without one", mode)
	}
	var q rasaRequest
	if err := readJSON(w, r, &q); err != nil {
		return err
	}
	l, release, err := s.model("")
	if err != nil {
		return err
	}
	defer release()
	w.Header().Set("X-Slmkit-Model", l.named())
	out := rasaAnswer{Text: q.Text, MessageID: q.MessageID, Entities: []rasaEntity{}, Ranking: []rasaIntent{}}
	if q.Text == "" { // Rasa sends it and expects no intent
		return writeJSON(w, http.StatusOK, out)
	}
	rec, err := s.answer(r.Context(), l, calls.Prompt{Text: q.Text}, nil)
	if err != nil {
		return err
	}
	out.Intent = rasaIntent{nameOf(&rec.Prediction), probabilityOf(&rec.Prediction)}
	out.Ranking = append(out.Ranking, out.Intent)
	if rec.Call != nil {
		spans := calls.Spans(q.Text, rec.Output)
		said := map[string]bool{}
		for _, slot := range spans {
			said[slot.Name] = true
			out.Entities = append(out.Entities, rasaEntity{slot.Name, rec.Call.Arguments[slot.Name], slot.Start, slot.End})
		}
		for _, name := range sortedNames(rec.Call.Arguments) { // of an enumeration: no words say it
			if !said[name] {
				out.Entities = append(out.Entities, rasaEntity{name, rec.Call.Arguments[name], 0, 0})
			}
		}
	}
	return writeJSON(w, http.StatusOK, out)
}

func (s *Server) rasaVersion(w http.ResponseWriter, _ *http.Request) error {
	return writeJSON(w, http.StatusOK, struct {
		Version string `json:"version"`
		Minimum string `json:"minimum_compatible_version"`
	}{s.o.Version, s.o.Version})
}

func (s *Server) rasaStatus(w http.ResponseWriter, _ *http.Request) error {
	l, release, err := s.model("")
	if err != nil {
		return err
	}
	defer release()
	return writeJSON(w, http.StatusOK, struct {
		ModelFile string `json:"model_file"`
		ModelID   string `json:"model_id"`
		Jobs      int    `json:"num_active_training_jobs"`
	}{l.name, l.hash, 0})
}
