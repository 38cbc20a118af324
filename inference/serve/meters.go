package serve

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/inference/calls"
)

// meters counts what the server does, in Prometheus' format.
type meters struct {
	set      *metrics.Set
	requests kept[[2]string, *metrics.Counter] // by path and status
	times    kept[string, *metrics.PrometheusHistogram]
	answers  kept[[3]string, *metrics.Counter] // by model, action and outcome
	models   kept[string, *modelMeters]
}

// modelMeters are those of the answers of a model.
type modelMeters struct {
	confidence, took *metrics.PrometheusHistogram
	tokens           *metrics.Counter
}

// kept remembers values that are slow to find by their names.
type kept[K comparable, V any] struct{ values sync.Map }

func (m *kept[K, V]) get(k K, find func() V) V {
	if v, ok := m.values.Load(k); ok {
		return v.(V)
	}
	v := find()
	m.values.Store(k, v)
	return v
}

// durationBuckets begin below the time of one answer, which is under a millisecond.
var durationBuckets = []float64{0.00025, 0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.125, 0.25, 0.5, 1, 2.5, 5, 10}

// confidenceBuckets are tenths, and the last of them finer.
var confidenceBuckets = []float64{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1}

func newMeters(version string) *meters {
	m := &meters{set: metrics.NewSet()}
	m.set.NewGauge(fmt.Sprintf(`slmkit_build_info{version=%q}`, version), func() float64 { return 1 })
	return m
}

// watch adds what is asked of the models when somebody reads.
func (m *meters) watch(s *Server) {
	for _, slot := range s.slots {
		of := func(value func(*loaded) float64) func() float64 {
			return func() float64 {
				l, release := slot.use()
				defer release()
				return value(l)
			}
		}
		name := slot.source.Name
		m.set.NewGauge(fmt.Sprintf(`slmkit_queue_depth{model=%q}`, name), of(func(l *loaded) float64 { return float64(l.service.Load().Waiting) }))
		m.set.NewGauge(fmt.Sprintf(`slmkit_rows{model=%q}`, name), of(func(l *loaded) float64 { return float64(l.service.Load().Running) }))
		m.set.NewGauge(fmt.Sprintf(`slmkit_queue_wait_seconds{model=%q}`, name), of(func(l *loaded) float64 { return l.service.Delay().Seconds() }))
		m.drifts(slot)
		m.set.NewGauge(fmt.Sprintf(`slmkit_model_loaded_timestamp_seconds{model=%q}`, name), of(func(l *loaded) float64 { return float64(l.since.Unix()) }))
	}
	m.set.NewGauge(`slmkit_ready`, func() float64 {
		if s.draining.Load() {
			return 0
		}
		return 1
	})
}

// served counts a request.
func (m *meters) served(r *http.Request, status int, took time.Duration) {
	api := pathLabel(r.URL.Path)
	code := strconv.Itoa(status)
	m.requests.get([2]string{api, code}, func() *metrics.Counter {
		return m.set.GetOrCreateCounter(fmt.Sprintf(`slmkit_requests_total{api=%q,code=%q}`, api, code))
	}).Inc()
	m.times.get(api, func() *metrics.PrometheusHistogram {
		return m.set.GetOrCreatePrometheusHistogramExt(fmt.Sprintf(`slmkit_request_duration_seconds{api=%q}`, api), durationBuckets)
	}).Update(took.Seconds())
}

// Routed reports whether a path is one of a route.
func Routed(path string) bool { return pathLabel(path) != "other" }

// pathLabel is a path that is a route, with few values whatever clients ask for.
func pathLabel(path string) string {
	switch {
	case path == "/" || path == "/metrics" || fixedPaths[path]:
		return path
	case strings.HasPrefix(path, "/v2/models/"):
		return "/v2/models"
	case strings.HasPrefix(path, "/v1/models/"):
		return "/v1/models"
	}
	return "other"
}

// answered counts an answer. The labels have a value for each action and no other.
func (m *meters) answered(l *loaded, rec *calls.Answered, err error, took time.Duration) {
	action, outcome := "", "call"
	switch {
	case err != nil:
		outcome = "error"
	case rec.Truncated:
		outcome = "truncated"
	case rec.Abstained != nil:
		outcome = "abstained"
	case rec.Call == nil && len(rec.Calls) == 0:
		outcome = "invalid"
	case nameOf(&rec.Prediction) == dataset.None:
		outcome = "none"
	}
	of := m.models.get(l.name, func() *modelMeters {
		return &modelMeters{
			confidence: m.set.GetOrCreatePrometheusHistogramExt(fmt.Sprintf(`slmkit_confidence{model=%q}`, l.name), confidenceBuckets),
			took:       m.set.GetOrCreatePrometheusHistogramExt(fmt.Sprintf(`slmkit_answer_duration_seconds{model=%q}`, l.name), durationBuckets),
			tokens:     m.set.GetOrCreateCounter(fmt.Sprintf(`slmkit_tokens_total{model=%q,kind="output"}`, l.name)),
		}
	})
	if err == nil {
		action = nameOf(&rec.Prediction)
		of.confidence.Update(probabilityOf(&rec.Prediction))
		l.window.add(&rec.Prediction)
		of.tokens.Add(len(rec.Tokens))
	}
	of.took.Update(took.Seconds())
	m.answers.get([3]string{l.name, action, outcome}, func() *metrics.Counter {
		return m.set.GetOrCreateCounter(fmt.Sprintf(`slmkit_answers_total{model=%q,action=%q,outcome=%q}`, l.name, action, outcome))
	}).Inc()
}

// reloaded counts an attempt to load another model.
func (m *meters) reloaded(err error) {
	m.set.GetOrCreateCounter(fmt.Sprintf(`slmkit_reloads_total{result=%q}`, reloadResult(err))).Inc()
}

func reloadResult(err error) string {
	if err != nil {
		return "refused"
	}
	return "ok"
}
