package serve

import (
	"net/http"
	"time"

	"github.com/slmkit/slmkit/inference/calibration"
)

// readiness is what the probes tell.
type readiness struct {
	Status string       `json:"status"` // ready or draining
	Models []modelState `json:"models,omitempty"`
	// Whether POST /v1/feedback keeps what it gets.
	Feedback bool `json:"feedback,omitempty"`
	// Whether explain of /v1/parse is answered.
	Explains bool `json:"explains,omitempty"`
}

type modelState struct {
	Name       string  `json:"name"`
	Hash       string  `json:"hash"`
	Precision  string  `json:"precision"`
	Runtime    string  `json:"runtime"`
	Since      string  `json:"since"` // when it began to answer
	Calibrated bool    `json:"calibrated"`
	Actions    int     `json:"actions"` // how many it has
	Waiting    int     `json:"waiting"`
	Running    int     `json:"running"`
	DelayMS    float64 `json:"delay_ms"` // that a prompt waits now
	// What became of the last attempt to load another model, where there was one.
	Reload *reloadState `json:"last_reload,omitempty"`
	// What thresholds of confidence do, as the calibration measured it.
	Points []calibration.Point `json:"operating_points,omitempty"`
}

type reloadState struct {
	At     string `json:"at"`
	Result string `json:"result"` // ok or refused
	// Why it was refused, for clients that have a key.
	Error string `json:"error,omitempty"`
}

// state is what became of an attempt, nil where there was none. Why is for those who may
// ask.
func (a *attempt) state(why bool) *reloadState {
	if a == nil {
		return nil
	}
	out := &reloadState{At: a.at.UTC().Format(time.RFC3339), Result: reloadResult(a.err)}
	if a.err != nil && why {
		out.Error = a.err.Error()
	}
	return out
}

// state returns what a model is and does.
func (l *loaded) state() modelState {
	load := l.service.Load()
	calibrated, _ := l.model.Calibrated()
	return modelState{Name: l.name, Hash: l.hash, Precision: l.model.Precision, Runtime: l.model.Runtime, Since: l.since.UTC().Format(time.RFC3339), Calibrated: calibrated, Actions: len(l.actions),
		Waiting: load.Waiting, Running: load.Running, DelayMS: float64(l.service.Delay().Microseconds()) / 1000, Points: l.model.OperatingPoints()}
}

func (s *Server) live(w http.ResponseWriter, _ *http.Request) error {
	return writeJSON(w, http.StatusOK, readiness{Status: "live"})
}

// ready says 503 from the moment that the server drains. ?verbose lists the models.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) error {
	out, status := readiness{Status: "ready"}, http.StatusOK
	if s.draining.Load() {
		out.Status, status = "draining", http.StatusServiceUnavailable
	}
	if r.URL.Query().Has("verbose") {
		out.Feedback, out.Explains = s.o.Feedback != nil, s.o.Explain != nil
		_, known := s.o.holder(r)
		for _, slot := range s.slots {
			l, release := slot.use()
			state := l.state()
			release()
			state.Reload = slot.attempt().state(known || inside(r.Context()))
			out.Models = append(out.Models, state)
		}
	}
	return writeJSON(w, status, out)
}

func (s *Server) ping(w http.ResponseWriter, r *http.Request) error { return s.ready(w, r) }

// transformParameters are how SageMaker's batch transform may ask.
type transformParameters struct {
	MaxConcurrentTransforms int
	BatchStrategy           string
	MaxPayloadInMB          int64
}

// executionParameters tells SageMaker's batch transform to send several lines at a time.
func (s *Server) executionParameters(w http.ResponseWriter, _ *http.Request) error {
	return writeJSON(w, http.StatusOK, transformParameters{4, "MULTI_RECORD", max(1, s.o.MaxBody>>20)})
}
