package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/spf13/pflag"

	"github.com/slmkit/slmkit/eval/measure"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/inference/ort"
)

// benchServer is a running server as bench sees it. It is a measure.Runner. It is asked
// in the form of /v1/parse.
type benchServer struct {
	url     string
	key     string
	client  *http.Client
	mu      sync.Mutex
	model   string // name@hash, as the server says
	first   map[string]string
	changed map[string]bool // prompts that a later answer to was another
	busy    int             // answers 429
	asked   int
}

// ofModels are the flags that say how a model is run, which a server has decided.
var ofModels = []string{"model", "precision", "batch", "threads", "rounds", "max-new-tokens", "guess", "runtime", "ort", "starts", "gold", "actions", "margin", "goal", "aa"}

// checkURL checks the flags of --url, which go with few others.
func (o *benchOptions) checkURL(f *pflag.FlagSet) error {
	if len(o.dirs) > 0 {
		return usageError("%s: --url measures a server: name no folders of models", o.dirs[0])
	}
	for _, name := range ofModels {
		if f.Changed(name) {
			return usageError("--%s says how a model is run, which the server at --url has decided", name)
		}
	}
	if !f.Changed("scenario") {
		o.scenarios = []string{string(measure.SingleStream)}
		if o.rate != 0 {
			o.scenarios = append(o.scenarios, string(measure.Server))
		}
	}
	for _, s := range o.scenarios {
		if s == string(measure.Offline) || s == string(measure.ColdStart) {
			return usageError("--scenario %s is not for --url", s)
		}
	}
	return nil
}

// newBenchServer returns the server at an address. Without a path it is asked at /v1/parse.
func newBenchServer(address string) (*benchServer, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, usageError("--url %s: an address such as http://127.0.0.1:8080", address)
	}
	if u.Path == "" || u.Path == "/" {
		u.Path = "/v1/parse"
	}
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConns, t.MaxIdleConnsPerHost = 0, 4096
	return &benchServer{url: u.String(), key: os.Getenv("SLMKIT_KEY"), client: &http.Client{Transport: t, Timeout: time.Minute}, first: map[string]string{}, changed: map[string]bool{}}, nil
}

// runBenchURL measures servers.
func runBenchURL(ctx context.Context, a *app, o benchOptions) error {
	if err := keepApart([]string{o.json, o.html, o.md, o.samples, o.metrics, o.gobench}, o.prompts); err != nil {
		return err
	}
	texts, err := benchTexts(ctx, a, o.prompts)
	if err != nil {
		return err
	}
	var servers []*benchServer
	var runners []measure.Runner
	var samples benchSamples
	for _, address := range o.urls {
		s, err := newBenchServer(address)
		if err != nil {
			return err
		}
		servers, runners = append(servers, s), append(runners, s)
		samples.arms = append(samples.arms, benchArm{name: address})
	}
	conditions := measure.Conditions(os.DirFS("/"), runtime.NumCPU(), 1)
	measured, err := measure.Measure(ctx, runners, o.plan(texts, &samples))
	if err != nil {
		return err
	}
	cpu, _ := ort.CPU()
	for i, s := range servers {
		_, hash, _ := strings.Cut(s.model, "@")
		measured.Precisions[i].Name, measured.Precisions[i].ModelHash, measured.Precisions[i].Runtime = o.urls[i], hash, "http"
	}
	r := measure.NewBench(measured, report.Machine{CPU: cpu, Threads: runtime.NumCPU(), OS: runtime.GOOS + "/" + runtime.GOARCH, Runtime: "http"})
	r.Workload = o.workload(texts)
	for _, c := range conditions {
		r.Conditions = append(r.Conditions, c.Text)
	}
	for i, s := range servers {
		if s.busy > 0 {
			r.Warnings = append(r.Warnings, fmt.Sprintf("%s: answered 429 %s of %s; each was sent again when the server asked for it, and its time counts from its arrival", o.urls[i], report.FormatCount(s.busy, "times"), report.FormatCount(s.asked, "requests")))
		}
		if n := len(s.changed); n > 0 {
			r.Warnings = append(r.Warnings, fmt.Sprintf("%s: %s of %d had another answer than at first", o.urls[i], report.FormatCount(n, "prompts"), len(s.first)))
		}
	}
	return o.report(a, r, o.urls[0], &samples)
}

// ask asks for the answer to a prompt. Where the server is busy it asks again when the
// server says so.
func (s *benchServer) ask(ctx context.Context, prompt string) error {
	body, err := json.Marshal(map[string]string{"text": prompt})
	if err != nil {
		return err
	}
	for {
		again, err := s.once(ctx, prompt, body)
		if err != nil || again == 0 {
			return err
		}
		if err := (measure.WallClock{}).Sleep(ctx, again); err != nil {
			return err
		}
	}
}

// once sends a request. It returns after which time to send it again, 0 if it was
// answered.
func (s *benchServer) once(ctx context.Context, prompt string, body []byte) (again time.Duration, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	if s.key != "" {
		req.Header.Set("Authorization", "Bearer "+s.key)
	}
	res, err := s.client.Do(req)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	got, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", s.url, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	switch {
	case res.StatusCode == http.StatusTooManyRequests:
		s.busy++
		return retryAfter(res.Header), nil
	case res.StatusCode != http.StatusOK:
		return 0, fmt.Errorf("%s: status %d: %.200s", s.url, res.StatusCode, bytes.TrimSpace(got))
	}
	return 0, s.verify(prompt, res.Header, got)
}

// retryAfter is when a server that is busy wants to be asked again.
func retryAfter(h http.Header) time.Duration {
	if ms, err := strconv.ParseFloat(h.Get("Retry-After-Ms"), 64); err == nil && ms > 0 {
		return time.Duration(ms * float64(time.Millisecond))
	}
	if s, err := strconv.ParseFloat(h.Get("Retry-After"), 64); err == nil && s > 0 {
		return time.Duration(s * float64(time.Second))
	}
	return time.Second
}

// verify compares an answer with the first one to the same prompt.
func (s *benchServer) verify(prompt string, h http.Header, got []byte) error {
	var answer struct {
		Output *string `json:"output"`
	}
	if err := json.Unmarshal(got, &answer); err != nil || answer.Output == nil {
		return fmt.Errorf("%s: an answer has no output: %.200s", s.url, got)
	}
	s.model = h.Get("X-Slmkit-Model")
	if first, seen := s.first[prompt]; !seen {
		s.first[prompt] = *answer.Output
	} else if first != *answer.Output {
		s.changed[prompt] = true
	}
	return nil
}

// Single implements measure.Runner.
func (s *benchServer) Single(ctx context.Context, prompts []string) ([]measure.Timing, error) {
	return s.Multi(ctx, prompts, 1)
}

// Multi implements measure.Runner.
func (s *benchServer) Multi(ctx context.Context, prompts []string, streams int) ([]measure.Timing, error) {
	took, err := measure.Callers(ctx, measure.WallClock{}, len(prompts), streams, func(ctx context.Context, i int) error { return s.ask(ctx, prompts[i]) })
	return measure.Took(took...), err
}

// Serve implements measure.Runner.
func (s *benchServer) Serve(ctx context.Context, prompts []string, arrivals []time.Duration) ([]measure.Timing, error) {
	took, err := measure.Arrive(ctx, measure.WallClock{}, arrivals, func(ctx context.Context, i int) error { return s.ask(ctx, prompts[i]) })
	return measure.Took(took...), err
}

var errNotServed = errors.New("a server is not measured in this way")

// Batched implements measure.Runner.
func (s *benchServer) Batched(context.Context, []string, int) (measure.Pass, error) {
	return measure.Pass{}, errNotServed
}

// Start implements measure.Runner.
func (s *benchServer) Start(context.Context, string) (time.Duration, error) {
	return 0, errNotServed
}
