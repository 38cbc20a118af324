package serve

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// about is what Prometheus is told of a metric.
type about struct{ kind, help string }

// families are all metrics.
var families = map[string]about{
	"slmkit_answer_duration_seconds":        {"histogram", "Time from a prompt to its answer, with the time in the queue."},
	"slmkit_answers_total":                  {"counter", "Answers by model, action and what became of them."},
	"slmkit_build_info":                     {"gauge", "1, with the version of slmkit."},
	"slmkit_confidence":                     {"histogram", "Probability that an answer is right."},
	"slmkit_drift":                          {"gauge", "Distance between the last answers and those to the examples of the calibration, from 0 to 1."},
	"slmkit_drift_answers":                  {"gauge", "Answers that the drift is computed from."},
	"slmkit_drift_chance":                   {"gauge", "Distance that chance alone would give."},
	"slmkit_log_lines_total":                {"counter", "Lines of the log of answers by what became of them."},
	"slmkit_model_loaded_timestamp_seconds": {"gauge", "When the model that answers was loaded."},
	"slmkit_queue_depth":                    {"gauge", "Prompts that wait for a model."},
	"slmkit_queue_wait_seconds":             {"gauge", "Time that a prompt waits now."},
	"slmkit_ready":                          {"gauge", "1 while requests are welcome, 0 while the server drains."},
	"slmkit_reloads_total":                  {"counter", "Attempts to load another model by their result."},
	"slmkit_request_duration_seconds":       {"histogram", "Time of a request by route."},
	"slmkit_requests_total":                 {"counter", "Requests by route and status."},
	"slmkit_rows":                           {"gauge", "Prompts that a model is answering."},
	"slmkit_tokens_total":                   {"counter", "Tokens that a model has written."},
}

// family is the metric that a line is of: a histogram has several names.
func family(line []byte) string {
	name := string(line[:bytes.IndexAny(line, "{ ")])
	for _, end := range []string{"_bucket", "_sum", "_count"} {
		if whole, ok := strings.CutSuffix(name, end); ok && families[whole].kind == "histogram" {
			return whole
		}
	}
	return name
}

// WriteMetrics writes the server's metrics in Prometheus' text format.
func (s *Server) WriteMetrics(w io.Writer) {
	var b bytes.Buffer
	s.meters.set.WritePrometheus(&b)
	last := ""
	for line := range bytes.Lines(b.Bytes()) {
		if name := family(line); name != last {
			last = name
			_, _ = fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s %s\n", name, families[name].help, name, families[name].kind)
		}
		_, _ = w.Write(line)
	}
}
