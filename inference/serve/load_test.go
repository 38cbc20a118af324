package serve

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/inference/calls"
)

// reloads is set by make test-load.
var reloads = flag.Int("reloads", 20, "how many models TestReload loads")

// loadTexts are prompts of several lengths and actions.
var loadTexts = []string{transfer, "freeze my card", "what did i spend on groceries last month", "order 3 boxes of checks", "what is love", "pay the electricity bill next friday"}

// inferred returns what infer writes for loadTexts with the model of a folder, by text, and
// the hash of the model.
func inferred(t *testing.T, dir string, o Options) (records map[string]string, hash string) {
	t.Helper()
	o.defaults()
	m, err := calls.Open(t.Context(), dir, o.Calls)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	if hash, err = m.Hash(); err != nil {
		t.Fatal(err)
	}
	records = map[string]string{}
	asked := func(yield func(calls.Prompt, error) bool) {
		for _, text := range loadTexts {
			if !yield(calls.Prompt{Text: text}, nil) {
				return
			}
		}
	}
	for p, err := range m.Predict(t.Context(), asked) {
		if err != nil {
			t.Fatal(err)
		}
		records[p.Text] = record(t, &p)
	}
	return records, hash
}

// record is a prediction as infer writes it.
func record(t *testing.T, p *dataset.Prediction) string {
	p.ID, p.LatencyMS = "", nil
	b, err := json.Marshal(p)
	if err != nil {
		t.Error(err)
	}
	return string(b)
}

// asking sends a request until ctx ends or the server takes it, and waits as long as a
// refusal says. It returns how often it was refused.
func asking(ctx context.Context, url, kind, body string) (res *http.Response, refused int, err error) {
	for {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(body))
		if err != nil {
			return nil, refused, err
		}
		r.Header.Set("Content-Type", kind)
		res, err := http.DefaultClient.Do(r)
		if err != nil || res.StatusCode != http.StatusTooManyRequests {
			return res, refused, err
		}
		_ = res.Body.Close()
		refused++
		seconds, _ := strconv.Atoi(res.Header.Get("Retry-After"))
		ms, _ := strconv.Atoi(res.Header.Get("Retry-After-Ms"))
		if seconds < 1 || ms < 1 || ms > 1000*seconds {
			return nil, refused, errors.New("refused, to come again in " + res.Header.Get("Retry-After") + " s, " + res.Header.Get("Retry-After-Ms") + " ms")
		}
		select {
		case <-ctx.Done():
			return nil, refused, ctx.Err()
		case <-time.After(time.Duration(ms) * time.Millisecond):
		}
	}
}

// TestUnderLoad: 200 clients ask a server with a short queue. Who is refused and comes again
// when he is told to is answered, and each answer is the record that infer writes.
func TestUnderLoad(t *testing.T) {
	o := options()
	o.Queue, o.Deadline = 8, time.Minute
	want, _ := inferred(t, bundled, o)
	_, h := start(t, o)
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	var refused, answered atomic.Int64
	var all sync.WaitGroup
	for i := range 200 {
		all.Go(func() {
			for k := range 5 {
				text := loadTexts[(i+k)%len(loadTexts)]
				res, n, err := asking(ctx, h.URL+"/v1/parse", "application/json", `{"text":"`+text+`"}`)
				refused.Add(int64(n))
				if err != nil {
					t.Errorf("%q: %v", text, err)
					return
				}
				var p dataset.Prediction
				err = json.NewDecoder(res.Body).Decode(&p)
				_ = res.Body.Close()
				if got := record(t, &p); err != nil || res.StatusCode != http.StatusOK || got != want[text] {
					t.Errorf("status %d, %v: %s\nwant %s", res.StatusCode, err, got, want[text])
				}
				answered.Add(1)
			}
		})
	}
	all.Wait()
	if refused.Load() == 0 || answered.Load() != 1000 {
		t.Errorf("%d answers, %d refusals", answered.Load(), refused.Load())
	}
	t.Logf("%d answers, %d refusals", answered.Load(), refused.Load())
}

// TestGone: prompts of clients that go leave the server, and those whose deadline is past
// get no answer.
func TestGone(t *testing.T) {
	o := options()
	o.Calls.Model.Threads = 1
	s, h := start(t, o)
	l, release := s.slots[0].use()
	defer release()
	for round := 0; l.service.Load().Abandoned == 0 && round < 50; round++ { // a fast machine may answer before clients go
		var all sync.WaitGroup
		for i := range 200 {
			all.Go(func() {
				ctx, leave := context.WithTimeout(t.Context(), time.Duration(i%20)*time.Millisecond)
				defer leave()
				if res, _, err := asking(ctx, h.URL+"/v1/parse", "application/json", `{"text":"`+transfer+`"}`); err == nil {
					_ = res.Body.Close()
				}
			})
		}
		all.Wait()
	}
	for range 1000 {
		if load := l.service.Load(); load.Running+load.Waiting == 0 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if load := l.service.Load(); load.Running+load.Waiting > 0 || load.Abandoned == 0 {
		t.Errorf("after all have gone: %+v", load)
	}
	if status, _, got := ask(t, h, "/v1/parse", `{"text":"freeze my card"}`); status != http.StatusOK {
		t.Errorf("status %d: %s", status, got)
	}
	answered := l.service.Load().Answered
	o.Deadline = time.Nanosecond
	_, late := start(t, o)
	if status, _, got := ask(t, late, "/v1/parse", `{"text":"hi"}`); status != http.StatusGatewayTimeout {
		t.Errorf("past the deadline: status %d: %s", status, got)
	}
	if status, _, got := ask(t, h, "/v1/parse", `{"text":"hi"}`, "X-Stainless-Read-Timeout", "0.000001"); status != http.StatusGatewayTimeout {
		t.Errorf("past the client's deadline: status %d: %s", status, got)
	}
	if n := l.service.Load().Answered; n != answered {
		t.Errorf("%d prompts were run past their deadline", n-answered)
	}
}

// link makes path a link to a folder, at once.
func link(t *testing.T, folder, path string) {
	t.Helper()
	if err := os.Symlink(folder, path+".new"); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
}

// folders returns folders of two models that answer otherwise, of one that is cut off, and a
// link to the first.
func folders(t *testing.T) (models []string, broken, at string) {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"banking", "home"} {
		path, err := filepath.Abs("../../testdata/models/" + name)
		if err != nil {
			t.Fatal(err)
		}
		models = append(models, path)
	}
	broken = filepath.Join(dir, "broken")
	if err := os.CopyFS(broken, os.DirFS(models[1])); err != nil {
		t.Fatal(err)
	}
	graphs, err := filepath.Glob(filepath.Join(broken, "*decoder*.onnx"))
	if err != nil || len(graphs) == 0 {
		t.Fatal("no decoder to cut off", err)
	}
	for _, path := range graphs {
		if err := os.Truncate(path, 100_000); err != nil {
			t.Fatal(err)
		}
	}
	at = filepath.Join(dir, "m")
	link(t, models[0], at)
	return models, broken, at
}

// TestReload: models follow each other under load. Every answer is the record that infer
// writes with the one model that it names, several answers to one request are of one model,
// none is lost, and a model that is cut off or refused never answers.
func TestReload(t *testing.T) {
	models, broken, at := folders(t)
	n := *reloads
	if testing.Short() {
		n = min(n, 10)
	}
	var refuse atomic.Bool
	o := options()
	o.Accept = func(_ context.Context, name string, m *calls.Model) error {
		if refuse.Load() {
			return errors.New(name + " answers worse")
		}
		return nil
	}
	want := map[string]map[string]string{} // by model and text
	for _, dir := range models {
		records, hash := inferred(t, dir, o)
		want["m@"+hash[:8]] = records
	}
	if len(want) != 2 {
		t.Fatal("the models have one hash")
	}
	s, err := New(t.Context(), []Source{{Name: "m", Dir: at}}, o)
	if err != nil {
		t.Fatal(err)
	}
	h := httptest.NewServer(s.Handler())
	ctx, stop := context.WithCancel(t.Context())
	var all sync.WaitGroup
	var answered atomic.Int64
	var named sync.Map // models that answered
	texts, _ := json.Marshal(map[string][]string{"texts": loadTexts})
	lines := `{"text":"` + strings.Join(loadTexts, "\"}\n{\"text\":\"") + `"}`
	for i := range 8 {
		all.Go(func() {
			for k := i; ctx.Err() == nil; k++ {
				kind, body := "application/json", `{"text":"`+loadTexts[k%len(loadTexts)]+`"}`
				switch k % 8 {
				case 1:
					body = string(texts)
				case 2:
					kind, body = "application/jsonl", lines
				}
				res, _, err := asking(t.Context(), h.URL+"/v1/parse", kind, body)
				if err != nil {
					t.Error(err)
					return
				}
				model := res.Header.Get("X-Slmkit-Model")
				named.Store(model, true)
				got, err := predictions(res)
				if err != nil || res.StatusCode != http.StatusOK {
					t.Errorf("status %d, %v", res.StatusCode, err)
				}
				for i := range got {
					if rec := record(t, &got[i]); rec != want[model][got[i].Text] {
						t.Errorf("%s: %s\nwant %s", model, rec, want[model][got[i].Text])
					}
				}
				answered.Add(int64(len(got)))
			}
		})
	}
	stays := func(why string) {
		t.Helper()
		before := s.slots[0].now
		if err := s.Reload(t.Context(), "m"); err == nil || !strings.Contains(err.Error(), why) || s.slots[0].now != before {
			t.Errorf("error %v, want %s; the old model stays: %v", err, why, s.slots[0].now == before)
		}
	}
	for i := range n {
		switch i % 10 {
		case 4:
			link(t, broken, at)
			stays("decoder")
		case 9:
			link(t, models[(i+1)%2], at)
			refuse.Store(true)
			stays("m answers worse")
			refuse.Store(false)
		}
		link(t, models[(i+1)%2], at)
		if err := s.Reload(t.Context(), "m"); err != nil {
			t.Error(err)
		}
	}
	stop()
	all.Wait()
	for name := range want {
		if _, ok := named.Load(name); !ok {
			t.Errorf("%s never answered", name)
		}
	}
	h.Close()
	s.Close()
	if answered.Load() < int64(n) {
		t.Errorf("%d answers", answered.Load())
	}
	for name, times := range map[string]int{`slmkit_reloads_total{result="ok"}`: n, `slmkit_reloads_total{result="refused"}`: n / 5, `slmkit_ready`: 0} {
		if got := metric(s, name); got != strconv.Itoa(times) {
			t.Errorf("%s is %s, want %d", name, got, times)
		}
	}
	t.Logf("%d models, %d answers", n, answered.Load())
}

// predictions reads the answers of a response, in whichever form they are.
func predictions(res *http.Response) ([]dataset.Prediction, error) {
	defer res.Body.Close()
	var out []dataset.Prediction
	for d := json.NewDecoder(res.Body); d.More(); {
		var one json.RawMessage
		if err := d.Decode(&one); err != nil {
			return nil, err
		}
		var many struct{ Answers []dataset.Prediction }
		if err := json.Unmarshal(one, &many); err != nil || many.Answers != nil {
			return many.Answers, err
		}
		var p dataset.Prediction
		if err := json.Unmarshal(one, &p); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	if len(out) != 1 && len(out) != len(loadTexts) {
		return nil, errors.New(strconv.Itoa(len(out)) + " answers")
	}
	return out, nil
}

// TestChanged: a change counts once it has settled and until it was tried, whatever became
// of it; why a model was refused is for those who have a key.
func TestChanged(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(bundled)); err != nil {
		t.Fatal(err)
	}
	var refuse error
	o := options()
	o.Accept = func(context.Context, string, *calls.Model) error { return refuse }
	keys, err := ReadKeys([]byte("0123456789abcdef"), "keys")
	if err != nil {
		t.Fatal(err)
	}
	o.Keys = keys
	s, err := New(t.Context(), []Source{{Name: "m", Dir: dir}}, o)
	if err != nil {
		t.Fatal(err)
	}
	h := httptest.NewServer(s.Handler())
	t.Cleanup(func() { h.Close(); s.Close() })
	looks := func(want ...bool) {
		t.Helper()
		var got []bool
		for range want {
			got = append(got, s.Changed("m"))
		}
		if !slices.Equal(got, want) {
			t.Errorf("changed: %v, want %v", got, want)
		}
	}
	state := func(headers ...string) string {
		_, _, got := ask(t, h, "/readyz?verbose", "", headers...)
		return got
	}
	write := func(name, content string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	looks(false, false)
	if got := state(); strings.Contains(got, "last_reload") {
		t.Error(got)
	}
	write("answers.jsonl", "a log")
	write("README.md", "read me")
	looks(false, false)
	write("generation_config.json", "{}")
	looks(false, true, true)
	refuse = errors.New("it answers worse")
	if err := s.Reload(t.Context(), "m"); err == nil {
		t.Error("a refused model is loaded")
	}
	looks(false, false)
	if got := state(); !strings.Contains(got, `"result":"refused"}`) || strings.Contains(got, "worse") {
		t.Errorf("without a key: %s", got)
	}
	if got := state("Authorization", "Bearer 0123456789abcdef"); !strings.Contains(got, `it answers worse"}`) {
		t.Errorf("with a key: %s", got)
	}
	refuse = nil
	write("generation_config.json", "{ }")
	looks(false, true)
	if err := s.Reload(t.Context(), "m"); err != nil {
		t.Error(err)
	}
	looks(false, false)
	if got := state(); !strings.Contains(got, `"last_reload":{"at":"`) || !strings.Contains(got, `"result":"ok"}`) {
		t.Error(got)
	}
	if s.Changed("x") || s.Reload(t.Context(), "x") == nil {
		t.Error("a model that is not there changes")
	}
}
