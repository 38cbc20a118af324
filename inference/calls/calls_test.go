package calls

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/inference"
	"github.com/slmkit/slmkit/inference/calibration"
)

func open(t *testing.T, dir string, o Options) *Model {
	t.Helper()
	if o.Model.Precision == "" {
		o.Model.Precision = "int8"
	}
	o.Model.Threads = 2
	m, err := Open(t.Context(), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Close() })
	return m
}

// copied is the bundled model in a folder of its own.
func copied(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(bundled)); err != nil {
		t.Fatal(err)
	}
	return dir
}

func stream(prompts ...Prompt) iter.Seq2[Prompt, error] {
	return func(yield func(Prompt, error) bool) {
		for _, p := range prompts {
			if !yield(p, nil) {
				return
			}
		}
	}
}

func collect(t *testing.T, predictions iter.Seq2[dataset.Prediction, error]) (all []dataset.Prediction) {
	t.Helper()
	for p, err := range predictions {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

func TestAnswer(t *testing.T) {
	m := open(t, bundled, Options{Constrain: true, Confidence: true})
	p, err := m.Answer(t.Context(), "show my savings balance")
	if err != nil {
		t.Fatal(err)
	}
	want := &dataset.Call{Name: "check_balance", Arguments: map[string]any{"account": "savings"}}
	if p.Call == nil || p.Call.Name != want.Name || fmt.Sprint(p.Call.Arguments) != fmt.Sprint(want.Arguments) || p.Confidence == nil || p.Signals == nil || p.LatencyMS == nil {
		t.Errorf("%+v", p)
	}
	if ok, why := m.Calibrated(); !ok {
		t.Errorf("the bundled model is not calibrated: %s", why)
	}
	for text, want := range map[string]error{"": inference.ErrEmpty, "\xff": inference.ErrNotUTF8, strings.Repeat("statement ", 2000): inference.ErrTooLong} {
		if _, err := m.Answer(t.Context(), text); !errors.Is(err, want) {
			t.Errorf("error %v, want %v", err, want)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := m.Answer(ended, "hello"); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
	_ = m.Close()
	if _, err := m.Answer(t.Context(), "hello"); !errors.Is(err, inference.ErrClosed) {
		t.Errorf("error %v, want %v", err, inference.ErrClosed)
	}
}

// TestPredictKeepsOrder: predictions come in the order of the prompts, those that
// cannot be answered in their place, and each with the day of its prompt.
func TestPredictKeepsOrder(t *testing.T) {
	day := func(s string) time.Time {
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	m := open(t, bundled, Options{Reference: day("2025-03-10"), Generation: inference.Generation{Batch: 2, Window: 3}})
	asked := []Prompt{
		{ID: "a", Text: "pay my electricity bill tomorrow"},
		{ID: "b", Text: ""},
		{ID: "c", Text: "caf\xe9"},
		{ID: "d", Text: "pay my electricity bill tomorrow", Day: day("2031-01-01")},
		{ID: "e", Text: "show my savings balance"},
		{ID: "f", Text: "show my savings balance\ufffd", NotUTF8: true},
	}
	got := collect(t, m.Predict(t.Context(), stream(asked...)))
	if len(got) != len(asked) {
		t.Fatalf("%d predictions of %d prompts", len(got), len(asked))
	}
	for i, p := range got {
		unanswered := i == 1 || i == 2 || i == 5
		if p.ID != asked[i].ID || (p.Error != "") != unanswered || (p.Call != nil) == unanswered || p.Confidence != nil {
			t.Errorf("%+v answers %+v", p, asked[i])
		}
	}
	if got[2].Text != "caf\ufffd" || got[2].Error != got[5].Error {
		t.Errorf("text %q", got[2].Text)
	}
	if first, second := fmt.Sprint(got[0].Call), fmt.Sprint(got[3].Call); got[0].Output != got[3].Output || !strings.Contains(first, "2025-03-11") || !strings.Contains(second, "2031-01-02") {
		t.Errorf("%s and %s", first, second)
	}
}

// TestFaultsEndTheStream: prompts before a fault are answered, and then the fault is
// told once.
func TestFaultsEndTheStream(t *testing.T) {
	m := open(t, bundled, Options{})
	fault := errors.New("line 4 is broken")
	prompts := func(yield func(Prompt, error) bool) {
		for i := range 3 {
			if !yield(Prompt{ID: fmt.Sprint(i), Text: "hello"}, nil) {
				return
			}
		}
		yield(Prompt{}, fault)
	}
	var told []error
	answered := 0
	for _, err := range m.Predict(t.Context(), prompts) {
		if err != nil {
			told = append(told, err)
		} else {
			answered++
		}
	}
	if answered != 3 || len(told) != 1 || !errors.Is(told[0], fault) {
		t.Errorf("%d answers, errors %v", answered, told)
	}
	for range m.Predict(t.Context(), prompts) {
		break // reading on would yield again
	}
}

// TestChangedModel: answers are not said to be of files that have changed.
func TestChangedModel(t *testing.T) {
	dir := copied(t)
	m := open(t, dir, Options{})
	path := filepath.Join(dir, "generation_config.json")
	if err := os.Chtimes(path, time.Time{}, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	var last error
	for _, last = range m.Predict(t.Context(), stream(Prompt{Text: "hello"})) {
	}
	if last == nil || !strings.Contains(last.Error(), path) {
		t.Errorf("error %v", last)
	}
}

// TestAbstain checks that an answer below the threshold becomes none(), and that the
// prediction keeps the model's output.
func TestAbstain(t *testing.T) {
	asked := stream(Prompt{Text: "show my savings balance"}, Prompt{Text: "what is love"})
	sure := collect(t, open(t, bundled, Options{Confidence: true}).Predict(t.Context(), asked))
	for _, below := range []float64{1e-9, 1} {
		for i, p := range collect(t, open(t, bundled, Options{AbstainBelow: below}).Predict(t.Context(), asked)) {
			withheld := below == 1 && sure[i].Output != Abstention
			if *p.Confidence != *sure[i].Confidence || (p.Abstained != nil) != withheld {
				t.Errorf("below %g: %+v", below, p)
			}
			if withheld && (*p.Abstained != sure[i].Output || p.Output != Abstention || p.Tokens != nil || p.Call == nil || p.Call.Name != dataset.None) {
				t.Errorf("below %g: %+v", below, p)
			}
		}
	}
}

// TestRefuse: an answer to a prompt that hardly asks for an action becomes none(), and no
// other does.
func TestRefuse(t *testing.T) {
	asked := stream(Prompt{Text: "show my savings balance"}, Prompt{Text: "what is love"}, Prompt{Text: "play something by the account"})
	sure := collect(t, open(t, bundled, Options{Confidence: true}).Predict(t.Context(), asked))
	if in, out := *sure[0].InScope, *sure[1].InScope; in < 0.9 || out > 0.5 {
		t.Errorf("%q asks for an action with %v, %q with %v", sure[0].Text, in, sure[1].Text, out)
	}
	for _, below := range []float64{1e-9, 0.5, 1} {
		for i, p := range collect(t, open(t, bundled, Options{RefuseBelow: below}).Predict(t.Context(), asked)) {
			withheld := *sure[i].InScope < below && sure[i].Output != Abstention
			if *p.InScope != *sure[i].InScope || *p.Confidence != *sure[i].Confidence || (p.Abstained != nil) != withheld || withheld && p.Output != Abstention {
				t.Errorf("below %g: %+v", below, p)
			}
		}
	}
	if p := collect(t, open(t, bundled, Options{}).Predict(t.Context(), asked))[0]; p.InScope != nil {
		t.Errorf("a probability that nobody asked for: %v", *p.InScope)
	}
}

// TestCalibration: the probability is that of the calibration for these files, or
// else the model's own, and why.
func TestCalibration(t *testing.T) {
	dir := copied(t)
	path := calibration.Path(dir)
	ask := func() (float64, string) {
		m := open(t, dir, Options{Confidence: true})
		p, err := m.Answer(t.Context(), "show my savings balance")
		if err != nil {
			t.Fatal(err)
		}
		_, why := m.Calibrated()
		return *p.Confidence, why
	}
	calibrated, why := ask()
	if why != "" {
		t.Errorf("not calibrated: %s", why)
	}
	config, err := os.ReadFile(filepath.Join(dir, "generation_config.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "generation_config.json"), append(config, ' '), 0o666); err != nil {
		t.Fatal(err)
	}
	own, why := ask()
	if own == calibrated || !strings.Contains(why, "calibration.json was made for other files") {
		t.Errorf("of other files: %v, %q", own, why)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if again, why := ask(); again != own || why == "" {
		t.Errorf("without a file: %v, %q", again, why)
	}
	if err := os.WriteFile(path, []byte("[{}]"), 0o666); err != nil {
		t.Fatal(err)
	}
	if m, err := Open(t.Context(), dir, Options{Confidence: true}); err == nil {
		_ = m.Close()
		t.Error("a broken calibration is read")
	}
}

func TestBeams(t *testing.T) {
	m := open(t, bundled, Options{Constrain: true, Confidence: true, Generation: inference.Generation{Beams: 3}})
	p, err := m.Answer(t.Context(), "show my balance")
	if err != nil || len(p.Beams) != 3 || p.Beams[0].Output != p.Output || p.Confidence == nil || p.Signals != nil {
		t.Errorf("%+v, %v", p, err)
	}
}

// TestOptions: what cannot be is refused before a model is loaded.
func TestOptions(t *testing.T) {
	bare := copied(t)
	if err := os.Remove(filepath.Join(bare, "actions.json")); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		dir  string
		o    Options
		want string
	}{
		"no probability": {bundled, Options{AbstainBelow: 2}, "no probability"},
		"beams":          {bundled, Options{AbstainBelow: 0.5, Generation: inference.Generation{Beams: 2}}, "1 beam"},
		"no scope":       {bundled, Options{RefuseBelow: -1}, "no probability"},
		"beams of scope": {bundled, Options{RefuseBelow: 0.5, Generation: inference.Generation{Beams: 2}}, "1 beam"},
		"no schema":      {bare, Options{Constrain: true}, "no actions.json"},
		"no model":       {"nowhere", Options{}, "nowhere"},
	} {
		m, err := Open(t.Context(), c.dir, c.o)
		if err == nil {
			_ = m.Close()
			t.Errorf("%s: opened", name)
		} else if !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %q, want %q", name, err, c.want)
		}
	}
	m := open(t, bare, Options{})
	if p, err := m.Answer(t.Context(), "show my balance"); err != nil || p.Call != nil || m.Schema() != nil {
		t.Errorf("without a schema: %+v, %v", p, err)
	}
	schema, err := action.Load(filepath.Join(bundled, "actions.json"))
	if err != nil {
		t.Fatal(err)
	}
	m = open(t, bare, Options{Schema: schema, Constrain: true, Invariant: true})
	if p, err := m.Answer(t.Context(), "show my balance"); err != nil || p.Call == nil || m.Schema() != schema {
		t.Errorf("with a schema: %+v, %v", p, err)
	}
	if !slices.ContainsFunc(schema.Actions, func(a *action.Action) bool { return a.Name == dataset.None }) {
		t.Error("the schema of the bundled model has no none")
	}
}

// TestConcurrentAnswers checks that goroutines which share a model and the memory of
// its grammar get the answers that a single goroutine gets.
func TestConcurrentAnswers(t *testing.T) {
	m := open(t, bundled, Options{Constrain: true})
	texts := []string{"show my savings balance", "send fifty bucks to my landlord", "freeze my card", "order 3 boxes of checks", "what is love"}
	want := map[string]string{}
	for _, text := range texts {
		p, err := m.Answer(t.Context(), text)
		if err != nil {
			t.Fatal(err)
		}
		want[text] = p.Output
	}
	fresh := open(t, bundled, Options{Constrain: true})
	var all sync.WaitGroup
	for i := range 6 {
		all.Go(func() {
			for j := range texts {
				text := texts[(i+j)%len(texts)]
				if p, err := fresh.Answer(t.Context(), text); err != nil || p.Output != want[text] {
					t.Errorf("%q: %q, %v, want %q", text, p.Output, err, want[text])
				}
			}
		})
	}
	all.Wait()
}
