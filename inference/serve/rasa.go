package serve

import (
	"context"
	"net/http"
	"strings"

	"github.com/slmkit/slmkit/inference/calls"
)

// rasaRequest is a request of Rasa's /model/parse.
type rasaRequest struct {
	Text      string `json:"text,omitempty"`
	MessageID string `json:"message_id,omitempty"`
	Token     string `json:"token,omitempty"` // the guard looks at it, and at that of the query
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

type rasaRelease struct {
	Version string `json:"version"`
	Minimum string `json:"minimum_compatible_version"`
}

type rasaState struct {
	ModelFile string `json:"model_file"`
	ModelID   string `json:"model_id"`
	Jobs      int    `json:"num_active_training_jobs"`
}

func (s *Server) failRasa(w http.ResponseWriter, f *fault) {
	f.announce(w.Header())
	_ = writeJSON(w, f.status, rasaError{Version: s.o.Version, Status: "failure", Reason: f.code, Message: f.message, Code: f.status})
}

// rasaParse answers as the NLU of a Rasa assistant, in the form of emulation_mode if one is
// named.
func (s *Server) rasaParse(w http.ResponseWriter, r *http.Request) error {
	form := rasaForms[strings.ToUpper(r.URL.Query().Get("emulation_mode"))]
	if form == nil {
		return refused("emulation_mode", "emulation_mode %s is none of WIT, LUIS, DIALOGFLOW", r.URL.Query().Get("emulation_mode"))
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
	l.sign(w)
	out := rasaAnswer{Text: q.Text, MessageID: q.MessageID, Entities: []rasaEntity{}, Ranking: []rasaIntent{}}
	if q.Text != "" { // Rasa sends none and expects no intent
		rec, err := s.understand(r.Context(), l, &out)
		if err != nil {
			return err
		}
		timingOf(rec).announce(w.Header())
	}
	return writeJSON(w, http.StatusOK, form(&out))
}

// understand fills an answer with what the model makes of its text. The intent has the
// confidence of the whole call, and the ranking has the probabilities of the names alone.
func (s *Server) understand(ctx context.Context, l *loaded, out *rasaAnswer) (*calls.Answered, error) {
	ask := s.ranked
	if l.model.Schema() == nil {
		ask = s.answer
	}
	rec, err := ask(ctx, l, calls.Prompt{Text: out.Text}, nil)
	if err != nil {
		return nil, err
	}
	out.Intent = rasaIntent{nameOf(&rec.Prediction), probabilityOf(&rec.Prediction)}
	for _, a := range rec.Ranking {
		out.Ranking = append(out.Ranking, rasaIntent{a.Name, a.Probability})
	}
	if rec.Call == nil {
		return &rec, nil
	}
	said := map[string]bool{}
	for _, slot := range calls.Spans(out.Text, rec.Output) {
		said[slot.Name] = true
		out.Entities = append(out.Entities, rasaEntity{slot.Name, rec.Call.Arguments[slot.Name], slot.Start, slot.End})
	}
	for _, name := range sortedNames(rec.Call.Arguments) { // of an enumeration: no words say it
		if !said[name] {
			out.Entities = append(out.Entities, rasaEntity{name, rec.Call.Arguments[name], 0, 0})
		}
	}
	return &rec, nil
}

func (s *Server) rasaVersion(w http.ResponseWriter, _ *http.Request) error {
	return writeJSON(w, http.StatusOK, rasaRelease{s.o.Version, s.o.Version})
}

func (s *Server) rasaStatus(w http.ResponseWriter, _ *http.Request) error {
	l, release, err := s.model("")
	if err != nil {
		return err
	}
	defer release()
	l.sign(w)
	return writeJSON(w, http.StatusOK, rasaState{l.name, l.hash, 0})
}
