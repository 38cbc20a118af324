package main

import (
	"encoding/json"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/slmkit/slmkit/eval/measure"
	"github.com/slmkit/slmkit/eval/render"
	"github.com/slmkit/slmkit/eval/report"
)

// benchSample is a line of --samples: one time that was measured.
type benchSample struct {
	Precision string           `json:"precision"`
	Scenario  measure.Scenario `json:"scenario"`
	Text      string           `json:"text,omitempty"`       // of the prompt; none where Batch is
	Batch     int              `json:"batch,omitempty"`      // all prompts were answered, this many at a time
	ArrivalMS *float64         `json:"arrival_ms,omitempty"` // of scenario server, from its start
	MS        float64          `json:"ms"`
	Stages    *benchStages     `json:"stages,omitempty"` // not of batches and cold starts
}

// benchStages are the stages of a time, in ms.
type benchStages struct {
	Queue    float64 `json:"queue,omitempty"`
	Tokenize float64 `json:"tokenize"`
	Encode   float64 `json:"encode"`
	First    float64 `json:"decode_first"`
	Rest     float64 `json:"decode_rest"`
	Pick     float64 `json:"pick"`
	Parse    float64 `json:"parse,omitempty"`
	Tokens   int     `json:"tokens"`
}

func newBenchStages(t *measure.Timing) *benchStages {
	if t.Encode == 0 {
		return nil
	}
	return &benchStages{inMillis(t.Queue), inMillis(t.Tokenize), inMillis(t.Encode), inMillis(t.First), inMillis(t.Rest), inMillis(t.Pick), inMillis(t.Parse), t.Tokens}
}

// benchSamples keeps the times that were measured.
type benchSamples struct {
	arms []benchArm // by runner
	list []measure.Sample
}

func (s *benchSamples) add(m measure.Sample) { s.list = append(s.list, m) }

// write writes the samples as JSON Lines, in the order in which they were measured.
func (s *benchSamples) write(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for _, m := range s.list {
		line := benchSample{Precision: s.arms[m.Runner].name, Scenario: m.Scenario, Text: m.Prompt, Batch: m.Batch, MS: inMillis(m.Took), Stages: newBenchStages(&m.Timing)}
		if m.Scenario == measure.Server {
			line.ArrivalMS = ptr(inMillis(m.Arrival))
		}
		if err := e.Encode(line); err != nil {
			return err
		}
	}
	return nil
}

// writeGo writes the samples as Go benchmarks.
func (s *benchSamples) writeGo(w io.Writer, r *report.Bench, model string) error {
	goos, goarch, _ := strings.Cut(r.Machine.OS, "/")
	keys := [][2]string{{"goos", goos}, {"goarch", goarch}, {"pkg", "slmkit/" + filepath.Base(model)}, {"cpu", r.Machine.CPU},
		{"threads", strconv.Itoa(r.Machine.Threads)}, {"runtime", r.Machine.Runtime}}
	samples := make([]render.GoSample, len(s.list))
	for i, m := range s.list {
		samples[i] = s.arms[m.Runner].goSample()
		samples[i].Scenario, samples[i].Batch, samples[i].N, samples[i].Nanos = string(m.Scenario), m.Batch, max(m.Prompts, 1), float64(m.Took)
	}
	return render.GoBench(w, keys, samples)
}

func inMillis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
