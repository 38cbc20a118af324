package serve

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/inference/calls"
)

// AnswerLog says which prompts and answers are logged, and where: as JSON Lines of
// dataset.Logged.
type AnswerLog struct {
	To     io.Writer // gets whole lines
	Sample float64   // share of the answers, 0 to 1
	Below  float64   // those of a lower confidence are logged beside the sample; so is what was abstained from or cut off

	// Redact changes a line before it is written; its error keeps the line out. nil
	// changes nothing. One goroutine calls it.
	Redact func(schema *action.Schema, l *dataset.Logged) error
}

// answerQueue is how many answers wait to be logged at most. Others are dropped, as nobody
// waits for a slow disk.
const answerQueue = 4096

// answerLog writes answers. Nothing about it makes an answer wait.
type answerLog struct {
	o      AnswerLog
	meters *meters
	log    *slog.Logger
	queue  chan toLog
	done   chan struct{}
	lines  bytes.Buffer // to be written
	held   int          // lines in it
	failed bool         // the last write failed
}

// toLog is an answer that waits.
type toLog struct {
	at     time.Time
	model  string
	schema *action.Schema
	prompt calls.Prompt
	day    time.Time // that its relative dates count from
	answer dataset.Prediction
}

// newAnswerLog starts to write. The caller closes it; nil logs nothing.
func newAnswerLog(o *AnswerLog, m *meters, log *slog.Logger) *answerLog {
	if o == nil {
		return nil
	}
	a := &answerLog{o: *o, meters: m, log: log, queue: make(chan toLog, answerQueue), done: make(chan struct{})}
	go a.run()
	return a
}

// add logs an answer, if it is one of those to log and there is room.
func (a *answerLog) add(l *loaded, p *calls.Prompt, rec *dataset.Prediction, day time.Time) {
	if a == nil || !a.wants(rec) {
		return
	}
	select {
	case a.queue <- toLog{time.Now(), l.named(), l.model.Schema(), *p, day, *rec}:
	default:
		a.meters.logged("dropped", 1)
	}
}

// wants reports whether an answer is to be logged.
func (a *answerLog) wants(rec *dataset.Prediction) bool {
	return rec.Abstained != nil || rec.Truncated || rec.Confidence != nil && *rec.Confidence < a.o.Below || rand.Float64() < a.o.Sample
}

// close writes what waits, and returns when it is written. Nobody adds anything any more.
func (a *answerLog) close() {
	if a != nil {
		close(a.queue)
		<-a.done
	}
}

// manyBytes are written at once.
const manyBytes = 64 << 10

func (a *answerLog) run() {
	defer close(a.done)
	for entry := range a.queue {
		if err := a.append(&entry); err != nil {
			a.meters.logged("refused", 1)
			a.log.Debug("an answer is not logged", "error", err)
		}
		if len(a.queue) == 0 || a.lines.Len() >= manyBytes {
			a.write()
		}
	}
	a.write()
}

// append adds the line of an answer to those that will be written.
func (a *answerLog) append(t *toLog) error {
	l := t.line()
	if a.o.Redact != nil {
		if err := a.o.Redact(t.schema, &l); err != nil {
			return err
		}
	}
	b, err := json.Marshal(&l)
	if err != nil {
		return err
	}
	a.lines.Write(append(b, '\n'))
	a.held++
	return nil
}

// line is an answer as the log has it.
func (t *toLog) line() dataset.Logged {
	rec := &t.answer
	l := dataset.Logged{ID: cmp.Or(rec.ID, fmt.Sprintf("log_%016x", rand.Uint64())), Time: t.at.UTC(), Model: t.model, History: t.prompt.History, Text: rec.Text,
		Slots: calls.Spans(rec.Text, rec.Output), Output: rec.Output, Confidence: rec.Confidence, InScope: rec.InScope, Signals: rec.Signals,
		Missing: rec.Missing, Truncated: rec.Truncated, Abstained: rec.Abstained}
	if l.Slots == nil {
		l.Slots = []dataset.Slot{}
	}
	if !t.day.IsZero() {
		l.Ref = t.day.Format(time.DateOnly)
	}
	if len(rec.Answered()) > 0 {
		l.Target, l.Call, l.Calls = rec.Output, rec.Call, rec.Calls
	}
	return l
}

// write writes the lines at once, so that another process never sees half of one. The log
// of the server hears of the first of several failures.
func (a *answerLog) write() {
	if a.held == 0 {
		return
	}
	_, err := a.o.To.Write(a.lines.Bytes())
	if err != nil && !a.failed {
		a.log.Error("answers cannot be logged", "error", err)
	}
	a.failed = err != nil
	what := "written"
	if err != nil {
		what = "failed"
	}
	a.meters.logged(what, a.held)
	a.lines.Reset()
	a.held = 0
}

// logged counts lines of the log of answers: written, dropped as the queue was full, refused
// by the redaction, or failed to be written.
func (m *meters) logged(what string, n int) {
	m.set.GetOrCreateCounter(fmt.Sprintf(`slmkit_log_lines_total{result=%q}`, what)).Add(n)
}
