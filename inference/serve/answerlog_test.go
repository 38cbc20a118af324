package serve

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/inference/calls"
)

// logOf serves with a log of answers, asks, ends the server and returns the lines.
func logOf(t *testing.T, a AnswerLog, ask func(*Server)) (lines []dataset.Logged, s *Server) {
	t.Helper()
	var out bytes.Buffer
	if a.To == nil {
		a.To = &out
	}
	o := options()
	o.Answers = &a
	s, err := New(t.Context(), []Source{{Name: "banking", Dir: bundled}}, o)
	if err != nil {
		t.Fatal(err)
	}
	ask(s)
	s.Close()
	for line := range strings.Lines(out.String()) {
		var l dataset.Logged
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		lines = append(lines, l)
	}
	return lines, s
}

// serveOnce posts JSON to a server.
func serveOnce(t *testing.T, s *Server, path, body string) {
	t.Helper()
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(body)))
	if w.Code >= 500 || w.Code == http.StatusTooManyRequests {
		t.Errorf("%s: %d %s", body, w.Code, w.Body)
	}
}

// metric returns the value of a metric.
func metric(s *Server, name string) string {
	var b bytes.Buffer
	s.WriteMetrics(&b)
	for line := range strings.Lines(b.String()) {
		if value, ok := strings.CutPrefix(line, name+" "); ok {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// TestAnswerLog: each answer is a line that is a true example, by whatever contract it was
// asked for.
func TestAnswerLog(t *testing.T) {
	lines, s := logOf(t, AnswerLog{Sample: 1}, func(s *Server) {
		serveOnce(t, s, "/v1/parse", `{"id":"a","text":"`+transfer+`"}`)
		serveOnce(t, s, "/model/parse", `{"text":"freeze my savings account"}`)
		serveOnce(t, s, "/v1/parse", `{"text":""}`) // no answer, no line
	})
	if len(lines) != 2 || metric(s, `slmkit_log_lines_total{result="written"}`) != "2" {
		t.Fatalf("%d lines: %+v", len(lines), lines)
	}
	first := &lines[0]
	if first.ID != "a" || first.Output != first.Target || first.Ref != "2025-06-16" || first.Confidence == nil || first.Time.IsZero() || !strings.HasPrefix(first.Model, "banking@") {
		t.Errorf("%+v", first)
	}
	if diff := cmp.Diff([]dataset.Slot{{Name: "amount", Value: "fifty bucks", Start: 5, End: 16}, {Name: "recipient", Value: "my landlord", Start: 20, End: 31}}, first.Slots); diff != "" {
		t.Error(diff)
	}
	schema, err := action.Load(bundled + "/actions.json")
	if err != nil {
		t.Fatal(err)
	}
	for i := range lines {
		e := lines[i].Example()
		if err := errors.Join(e.Validate(), schema.Verify(&e)); err != nil {
			t.Errorf("%+v: %v", e, err)
		}
	}
}

// TestAnswerLogWants: of a sample of none, only answers of a lower confidence are logged,
// and what was withheld or cut off.
func TestAnswerLogWants(t *testing.T) {
	for below, want := range map[float64]int{0: 0, 1: 1} {
		lines, _ := logOf(t, AnswerLog{Below: below}, func(s *Server) { serveOnce(t, s, "/v1/parse", `{"text":"`+transfer+`"}`) })
		if len(lines) != want {
			t.Errorf("below %v: %d lines", below, len(lines))
		}
	}
	withheld := "check_balance()"
	for _, c := range []struct {
		rec  dataset.Prediction
		want bool
	}{{dataset.Prediction{}, false}, {dataset.Prediction{Truncated: true}, true}, {dataset.Prediction{Abstained: &withheld}, true}} {
		if got := (&answerLog{}).wants(&c.rec); got != c.want {
			t.Errorf("%+v is logged: %v", c.rec, got)
		}
	}
}

// TestAnswerLogRedacts: a line is as the function leaves it, and none where it fails.
func TestAnswerLogRedacts(t *testing.T) {
	redact := func(schema *action.Schema, l *dataset.Logged) error {
		if schema.Action("freeze_account") == nil || strings.Contains(l.Text, "savings") {
			return errors.New("no")
		}
		l.Text = "…"
		return nil
	}
	lines, s := logOf(t, AnswerLog{Sample: 1, Redact: redact}, func(s *Server) {
		serveOnce(t, s, "/v1/parse", `{"text":"`+transfer+`"}`)
		serveOnce(t, s, "/v1/parse", `{"text":"freeze my savings account"}`)
	})
	if len(lines) != 1 || lines[0].Text != "…" || metric(s, `slmkit_log_lines_total{result="refused"}`) != "1" {
		t.Errorf("%+v", lines)
	}
}

// stuck is a disk that takes nothing until it is freed.
type stuck struct{ free, reached chan struct{} }

func (s *stuck) Write(b []byte) (int, error) {
	select {
	case s.reached <- struct{}{}:
	default:
	}
	<-s.free
	return len(b), nil
}

// TestAnswerLogNeverBlocks: answers do not wait for a disk that is stuck; what finds no room
// is counted.
func TestAnswerLogNeverBlocks(t *testing.T) {
	to := &stuck{make(chan struct{}), make(chan struct{}, 1)}
	_, s := logOf(t, AnswerLog{Sample: 1, To: to}, func(s *Server) {
		serveOnce(t, s, "/v1/parse", `{"text":"freeze my card"}`)
		<-to.reached
		l, release := s.slots[0].use()
		defer release()
		for range answerQueue + 10 {
			s.logged.add(l, &calls.Prompt{}, &dataset.Prediction{Text: "freeze my card", Output: "none()"}, day)
		}
		serveOnce(t, s, "/v1/parse", `{"text":"freeze my card"}`) // answered all the same
		close(to.free)
	})
	if got, want := metric(s, `slmkit_log_lines_total{result="dropped"}`), "11"; got != want {
		t.Errorf("%s lines are dropped, not %s", got, want)
	}
	if got, want := metric(s, `slmkit_log_lines_total{result="written"}`), fmt.Sprint(answerQueue+1); got != want {
		t.Errorf("%s lines are written, not %s", got, want)
	}
}

// broken is a disk that is full.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestAnswerLogFails(t *testing.T) {
	_, s := logOf(t, AnswerLog{Sample: 1, To: broken{}}, func(s *Server) { serveOnce(t, s, "/v1/parse", `{"text":"freeze my card"}`) })
	if got := metric(s, `slmkit_log_lines_total{result="failed"}`); got != "1" {
		t.Errorf("%s lines failed", got)
	}
}
