package serve

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// family is a metric with all its labels.
type family struct{ kind, about string }

// families are all metrics of a server.
var families = map[string]family{
	"slmkit_answer_duration_seconds":        {"histogram", "time from a prompt to its answer"},
	"slmkit_answers_total":                  {"counter", "answers by action and outcome: call, none, abstained, truncated, invalid or error"},
	"slmkit_build_info":                     {"gauge", "version of slmkit"},
	"slmkit_confidence":                     {"histogram", "confidence of answers"},
	"slmkit_drift":                          {"gauge", "Jensen-Shannon distance of the last answers from those to the dev set, 0 to 1"},
	"slmkit_drift_answers":                  {"gauge", "answers that slmkit_drift is of"},
	"slmkit_drift_chance":                   {"gauge", "distance that chance alone exceeds once in a thousand times at that number of answers"},
	"slmkit_log_lines_total":                {"counter", "answers to log by what became of them: written, dropped, refused or failed"},
	"slmkit_model_loaded_timestamp_seconds": {"gauge", "when the model began to answer"},
	"slmkit_queue_depth":                    {"gauge", "prompts that wait"},
	"slmkit_queue_wait_seconds":             {"gauge", "time that a prompt that comes now would wait"},
	"slmkit_ready":                          {"gauge", "1, or 0 from the moment that the server drains"},
	"slmkit_reloads_total":                  {"counter", "attempts to load another model by result: ok or refused"},
	"slmkit_request_duration_seconds":       {"histogram", "time from a request to its answer"},
	"slmkit_requests_total":                 {"counter", "requests by route and status"},
	"slmkit_rows":                           {"gauge", "prompts that are being answered"},
	"slmkit_tokens_total":                   {"counter", "tokens that were written"},
}

// familyOf is the family that a line of Prometheus' text format belongs to.
func familyOf(line []byte) string {
	name := string(line)
	if end := bytes.IndexAny(line, "{ "); end >= 0 {
		name = string(line[:end])
	}
	for _, part := range []string{"_bucket", "_sum", "_count"} {
		if whole, ok := strings.CutSuffix(name, part); ok && families[whole].kind == "histogram" {
			return whole
		}
	}
	return name
}

// WriteMetrics writes the server's metrics in Prometheus' text format.
func (s *Server) WriteMetrics(w io.Writer) {
	var all, out bytes.Buffer
	s.meters.set.WritePrometheus(&all)
	last := ""
	for line := range bytes.Lines(all.Bytes()) {
		if name := familyOf(line); name != last {
			fmt.Fprintf(&out, "# HELP %s %s\n# TYPE %s %s\n", name, families[name].about, name, families[name].kind)
			last = name
		}
		out.Write(line)
	}
	_, _ = w.Write(out.Bytes()) // a client that has gone needs no metrics
}

// MetricsHandler serves the metrics at an address of their own, to whoever reaches it.
func (s *Server) MetricsHandler() http.Handler {
	mux := http.NewServeMux()
	s.handleMetrics(mux)
	return mux
}

func (s *Server) handleMetrics(mux *http.ServeMux) {
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4")
		s.WriteMetrics(w)
	})
}
