package cost

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	check "github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"github.com/slmkit/slmkit/eval/report"
)

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*max(1, math.Abs(b)) }

// option finds an option by its name and memory, 0 for any.
func option(t *testing.T, e *Estimate, name string, memory float64) *Option {
	t.Helper()
	i := slices.IndexFunc(e.Options, func(o Option) bool { return o.Name == name && (memory == 0 || o.MemoryMB == memory) })
	if i < 0 {
		t.Fatalf("no option %s with %v MB", name, memory)
	}
	return &e.Options[i]
}

// The sums are worked out by hand from the published prices.
func TestFunction(t *testing.T) {
	for _, c := range []struct {
		name                       string
		place                      string
		w                          Workload
		gateway                    string
		gbs, compute, total, freed float64
	}{
		{"two GB for a second", "lambda-x86", Workload{Requests: 10_000, LatencyMS: 1000, MeasuredMB: 2048}, "function-url", 20_000, 0.333334, 0.335334, 0},
		{"on arm64", "lambda-arm64", Workload{Requests: 10_000, LatencyMS: 1000, MeasuredMB: 2048}, "function-url", 20_000, 0.266668, 0.268668, 0},
		{"through a gateway", "lambda-x86", Workload{Requests: 10_000, LatencyMS: 1000, MeasuredMB: 2048}, "", 20_000, 0.333334, 0.345334, 0.01},
		{"a gateway bills parts of 512 KB", "lambda-x86", Workload{Requests: 10_000, LatencyMS: 1000, MeasuredMB: 2048, TransferredKB: 513}, "rest-api", 20_000, 0.333334, 0.405334, 0.07},
		{"small and fast", "lambda-x86", Workload{Requests: 1e6, LatencyMS: 20, MeasuredMB: 128}, "function-url", 2500, 0.04166675, 0.24166675, 0},
		{"beyond the free tier", "lambda-x86", Workload{Requests: 2e6, LatencyMS: 1000, MeasuredMB: 1024}, "function-url", 2e6, 33.3334, 33.7334, 26.86672},
		{"milliseconds are rounded up", "lambda-x86", Workload{Requests: 1e6, LatencyMS: 1.2, MeasuredMB: 1024}, "function-url", 2000, 0.0333334, 0.2333334, 0},
		{"cold starts are billed", "lambda-x86", Workload{Requests: 1e6, LatencyMS: 1, MeasuredMB: 1024, ColdMS: 100, ColdShare: 0.5}, "function-url", 51000, 0.8500017, 1.0500017, 0},
		{"what is transferred", "sagemaker-serverless", Workload{Requests: 1e6, LatencyMS: 1000, MeasuredMB: 1024, TransferredKB: 2}, "", 1e6, 20, 20.032, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			e, err := New(c.w, Builtin(), c.gateway)
			if err != nil {
				t.Fatal(err)
			}
			o := option(t, e, c.place, c.w.MeasuredMB)
			if !near(o.GBSeconds, c.gbs) || !near(o.Compute, c.compute) || !near(o.Total, c.total) {
				t.Errorf("%v GB-s, compute %v, total %v; want %v, %v, %v", o.GBSeconds, o.Compute, o.Total, c.gbs, c.compute, c.total)
			}
			if o.InFreeTier != nil && !near(*o.InFreeTier, c.freed) {
				t.Errorf("%v in the free tier, want %v", *o.InFreeTier, c.freed)
			}
		})
	}
}

// A function with less memory than that of a core is slower in proportion.
func TestMemoryIsSwept(t *testing.T) {
	e, err := New(Workload{Requests: 1e6, LatencyMS: 10, PeakMB: 200}, Builtin(), "")
	if err != nil {
		t.Fatal(err)
	}
	for memory, want := range map[float64]float64{128: 10 * 1769 / 128.0, 1769: 10, 3008: 10} {
		if o := option(t, e, "lambda-x86", memory); !near(o.LatencyMS, want) {
			t.Errorf("%v MB: %v ms, want %v", memory, o.LatencyMS, want)
		}
	}
	if o := option(t, e, "lambda-x86", 128); o.Fits() || !strings.Contains(o.Misfits[0], "200 MB of memory") {
		t.Errorf("200 MB fit into 128: %q", o.Misfits)
	}
	if o := option(t, e, "lambda-x86", 256); !o.Fits() {
		t.Errorf("200 MB do not fit into 256: %q", o.Misfits)
	}
}

func TestLimits(t *testing.T) {
	const archive, temporary, image = 250 * 1.048576, 512 * 1.048576, 10240 * 1.048576
	for _, c := range []struct {
		name         string
		w            Workload
		misfit, note string
	}{
		{"an archive may have 250 MB", Workload{SizeMB: archive}, "", ""},
		{"temporary space takes more", Workload{SizeMB: archive + 1}, "", "archive of 250 MB: deploy an image, or fetch the model at the start into the 512 MB"},
		{"up to 512 MB", Workload{SizeMB: temporary + 1}, "", "deploy an image"},
		{"an image may have 10 GB", Workload{SizeMB: image + 1}, "more than the image may have", ""},
		{"a gateway waits 30 s", Workload{LatencyMS: 31_000}, "takes more than 30 s", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := c.w
			w.Requests, w.MeasuredMB, w.LatencyMS = 1000, 2048, max(w.LatencyMS, 10)
			e, err := New(w, Builtin(), "")
			if err != nil {
				t.Fatal(err)
			}
			o := option(t, e, "lambda-x86", 0)
			if got := strings.Join(o.Misfits, "\n"); c.misfit == "" && got != "" || !strings.Contains(got, c.misfit) {
				t.Errorf("misfits %q, want %q", got, c.misfit)
			}
			if got := strings.Join(o.Notes, "\n"); c.note == "" && got != "" || !strings.Contains(got, c.note) {
				t.Errorf("notes %q, want %q", got, c.note)
			}
			if c.name == "up to 512 MB" && strings.Contains(strings.Join(o.Notes, ""), "temporary") {
				t.Errorf("notes %q offer temporary space that is too small", o.Notes)
			}
		})
	}
}

// At the break-even a function and a machine cost the same, and the estimate
// changes sides there.
func TestBreakEven(t *testing.T) {
	w := Workload{Requests: 10_000, LatencyMS: 20, MeasuredMB: 512, RequestsPerSec: 50}
	e, err := New(w, Builtin(), "")
	if err != nil {
		t.Fatal(err)
	}
	if e.Against != "lambda-arm64 with 512 MB" {
		t.Errorf("compared with %s", e.Against)
	}
	even := option(t, e, "ml.t3.medium", 0).BreakEven
	if even == nil || !near(*even, math.Ceil(36/(0.01*0.0000133334+1.2e-6))) {
		t.Fatalf("break-even %v", even)
	}
	for _, c := range []struct {
		n       float64
		machine bool
	}{{*even - 1, false}, {*even + 1, true}} {
		w.Requests = c.n
		at, err := New(w, Builtin(), "")
		if err != nil {
			t.Fatal(err)
		}
		if f, m := option(t, at, "lambda-arm64", 0).Total, option(t, at, "ml.t3.medium", 0).Total; m < f != c.machine {
			t.Errorf("%v requests: function %v, machine %v", c.n, f, m)
		}
	}
	w.LatencyMS, w.RequestsPerSec, w.Requests = 0.5, 0.1, 1000 // a machine that is busy all the time and yet dearer
	if e, err = New(w, Builtin(), ""); err != nil {
		t.Fatal(err)
	}
	if o := option(t, e, "ml.m5.xlarge", 0); o.BreakEven != nil {
		t.Errorf("break-even at %v beyond a capacity of %v", *o.BreakEven, o.Capacity)
	}
}

// As many endpoints are paid as the busiest time needs, for the hours they exist.
func TestMachines(t *testing.T) {
	w := Workload{Requests: 1e6, LatencyMS: 1000, RequestsPerSec: 1, Cores: 2, Peak: 10, HoursADay: 8}
	e, err := New(w, Builtin(), "")
	if err != nil {
		t.Fatal(err)
	}
	o := option(t, e, "ml.t3.medium", 0) // 864,000 a month at one a second for 8 hours, a tenth of it for the peak
	if o.Count != 12 || !near(o.Total, 12*0.05*240) || len(o.Notes) != 1 {
		t.Errorf("%+v", o)
	}
	if o := option(t, e, "own", 0); !near(o.Total, float64(o.Count)*(600/48.0+0.015*720*0.2)) {
		t.Errorf("%+v", o)
	}
}

func TestWhitePaper(t *testing.T) {
	sums := WhitePaper()
	want := []struct{ written, is float64 }{{0.333334, 0.333334}, {0.20, 0.002}, {0.533334, 0.335334}, {20.64, 20.64}, {20.64, 61.92}}
	for i, w := range want {
		if !near(sums[i].Written, w.written) || !near(sums[i].Is, w.is) {
			t.Errorf("%s: %v and %v, want %v and %v", sums[i].Item, sums[i].Written, sums[i].Is, w.written, w.is)
		}
	}
	e, err := New(Workload{Requests: 10_000, LatencyMS: 1000, MeasuredMB: 2048}, Builtin(), "function-url")
	if err != nil || !near(option(t, e, "lambda-x86", 0).Total, sums[2].Is) {
		t.Errorf("the estimate is not the sum: %v", err)
	}
}

func TestFromBench(t *testing.T) {
	v := func(v float64) report.Metric { return report.Metric{Value: &v} }
	b := &report.Bench{Machine: &report.Machine{Threads: 2}, Precisions: []report.Precision{{Name: "fp32", Metrics: report.Metrics{"latency_p50_ms": v(4)}},
		{Name: "int8", Metrics: report.Metrics{"latency_mean_ms": v(2), "latency_p50_ms": v(1), "peak_memory_mb": v(50), "size_mb": v(2), "load_ms": v(20), "prompts_per_s": v(900)}}}}
	got, err := Workload{Requests: 1}.FromBench(b, "int8")
	want := Workload{Requests: 1, LatencyMS: 2, PeakMB: 50, SizeMB: 26, ColdMS: 20, RequestsPerSec: 900, Cores: 2}
	if err != nil || got != want {
		t.Errorf("%+v, %v; want %+v", got, err, want)
	}
	if got, err := (Workload{RequestsPerSec: 7}).FromBench(b, "int8"); err != nil || got.RequestsPerSec != 7 || got.Cores != 0 {
		t.Errorf("a rate of one's own goes with the cores of another: %+v, %v", got, err)
	}
	if got, err := (Workload{}).FromBench(b, ""); err != nil || got.LatencyMS != 4 || got.Cores != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	b.Precisions[1].Scenarios = []report.Scenario{{Name: "cold-start", Metrics: report.Metrics{"latency_mean_ms": v(33)}}}
	if got, err := (Workload{}).FromBench(b, "int8"); err != nil || got.ColdMS != 33 {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := (Workload{LatencyMS: 9}).FromBench(b, "int8"); err != nil || got.LatencyMS != 9 || got.RequestsPerSec != 0 {
		t.Errorf("a latency of one's own goes with another's rate: %+v, %v", got, err)
	}
	if _, err := (Workload{}).FromBench(b, "q4"); err == nil {
		t.Error("q4 was not measured, and there is no error")
	}
}

func TestParseRefuses(t *testing.T) {
	replace := func(old, new string) string { return strings.Replace(string(builtin), old, new, 1) }
	for _, c := range []struct{ yaml, want string }{
		{"", "no prices"},
		{replace("date: 2026-11-28", "date: someday"), "date"},
		{replace("currency: USD", "currency: ''"), "currency"},
		{replace("hour: 0.05", "hour: -1"), "ml.t3.medium: hour is -1"},
		{replace("hour: 0.05", "hour: .inf"), "hour"},
		{replace("hour: 0.05", "hour: .nan"), "hour"},
		{replace("hour: 0.05", "hours: 5"), `unknown key "hours"`},
		{replace("hour: 0.05", "hour: five"), `"five" is not a number`},
		{replace("endpoints:", "endpoints: none\nmachines:"), "p.yaml"},
		{"date: 2026-01-01\ncurrency: USD\nendpoints: none\n", `p.yaml:3: "none" is not a list`},
		{replace("name: lambda-x86", "name: lambda-arm64"), "lambda-arm64 is there twice"},
		{replace("gateway: http-api", "gateway: htp"), `no gateway "htp"`},
		{replace("source: wring.co, March 2026", "source: ''"), "source"},
		{replace("memory_mb: [128, 256, 512, 1024, 1769, 2048, 3008]", "memory_mb: []"), "memory_mb"},
		{"date: 2026-01-01\ncurrency: USD\n", "no functions"},
		{string(builtin) + "---\n{}\n", "second document"},
		{"[", "p.yaml"},
	} {
		if _, err := Parse([]byte(c.yaml), "p.yaml"); err == nil || !strings.HasPrefix(err.Error(), "p.yaml:") || strings.Contains(err.Error(), "cost.") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want one with %q", err, c.want)
		}
	}
}

func TestWorkloadRefuses(t *testing.T) {
	for _, w := range []Workload{{}, {Requests: 1}, {Requests: -1, LatencyMS: 1}, {Requests: 1, LatencyMS: math.NaN()}, {Requests: 1, LatencyMS: 1, ColdShare: 2},
		{Requests: 1, LatencyMS: 1, HoursADay: 25}, {Requests: 1, LatencyMS: 1, Peak: 0.5}, {Requests: math.Inf(1), LatencyMS: 1}, {Requests: 1e16, LatencyMS: 1}} {
		if _, err := New(w, Builtin(), ""); err == nil {
			t.Errorf("%+v: no error", w)
		}
	}
	if _, err := New(Workload{Requests: 1, LatencyMS: 1}, Builtin(), "nowhere"); err == nil {
		t.Error("an unknown gateway, and no error")
	}
}

func TestOnly(t *testing.T) {
	p, err := Builtin().Only([]string{"lambda", "own"})
	if err != nil || len(p.Functions) != 2 || len(p.Endpoints) != 0 || len(p.Machines) != 1 {
		t.Errorf("%+v, %v", p, err)
	}
	if _, err := Builtin().Only([]string{"azure"}); err == nil || !strings.Contains(err.Error(), "lambda-x86") {
		t.Errorf("error %v", err)
	}
}

// The schema accepts the built-in prices and refuses what Parse refuses.
func TestSchema(t *testing.T) {
	raw, err := json.Marshal(Schema())
	if err != nil {
		t.Fatal(err)
	}
	doc, err := check.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	c := check.NewCompiler()
	if err := c.AddResource("prices.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("prices.json")
	if err != nil {
		t.Fatal(err)
	}
	validate := func(text string) error {
		var v any
		if err := yaml.Unmarshal([]byte(text), &v); err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		v, err = check.UnmarshalJSON(strings.NewReader(strings.ReplaceAll(string(b), "T00:00:00Z", "")))
		if err != nil {
			t.Fatal(err)
		}
		return s.Validate(v)
	}
	if err := validate(string(builtin)); err != nil {
		t.Error(err)
	}
	for _, change := range [][2]string{{"hour: 0.05", "hour: -1"}, {"hour: 0.05", "hours: 1"}, {"date: 2026-11-28", "date: someday"}, {"currency: USD\n", ""}} {
		if validate(strings.Replace(string(builtin), change[0], change[1], 1)) == nil {
			t.Errorf("%s for %s is accepted", change[1], change[0])
		}
	}
}

// Whatever was measured, costs are numbers that are not negative, and more requests
// never cost less.
func TestEstimatesAreSound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.Float64Range(0, 1e6)
		w := Workload{Requests: rapid.Float64Range(1, 1e9).Draw(t, "requests"), LatencyMS: rapid.Float64Range(0.001, 1e5).Draw(t, "latency"),
			PeakMB: number.Draw(t, "peak"), SizeMB: number.Draw(t, "size"), ColdMS: number.Draw(t, "cold"), ColdShare: rapid.Float64Range(0, 1).Draw(t, "share"),
			Peak: rapid.Float64Range(1, 100).Draw(t, "peak to mean")}
		e, err := New(w, Builtin(), "")
		if err != nil {
			t.Fatal(err)
		}
		w.Requests *= 2
		more, err := New(w, Builtin(), "")
		if err != nil {
			t.Fatal(err)
		}
		for i, o := range e.Options {
			if !finite(o.Total) || o.Total < 0 || more.Options[i].Total < o.Total || o.InFreeTier != nil && *o.InFreeTier > o.Total+1e-9 {
				t.Errorf("%+v, twice the requests %+v", o, more.Options[i])
			}
		}
	})
}
