package render

import (
	"regexp"
	"strings"
	"testing"
)

// Each line is one that the format of Go's benchmarks allows: a name without spaces,
// the iterations, and pairs of a number and a unit.
func TestGoBench(t *testing.T) {
	var b strings.Builder
	err := GoBench(&b, [][2]string{{"goos", "linux"}, {"cpu", "a\nprocessor"}}, []GoSample{
		{Scenario: "single-stream", Precision: "int8", N: 1, Nanos: 712_345.4},
		{Scenario: "offline", Precision: "odd name/x", Batch: 8, N: 128, Nanos: 64e6},
		{Scenario: "offline", Precision: "int8", Batch: 8},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := `goos: linux
cpu: a processor
BenchmarkAnswer/scenario=single-stream/precision=int8 1 712345 ns/op
BenchmarkAnswer/scenario=offline/precision=odd_name_x/batch=8 128 500000 ns/op 2000.0 prompts/s
BenchmarkAnswer/scenario=offline/precision=int8/batch=8 0 0 ns/op
`
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
	line := regexp.MustCompile(`^(Benchmark[^\s]+ \d+( [0-9.]+ [^\s]+)+|[a-z]+: .+)$`)
	for l := range strings.Lines(b.String()) {
		if !line.MatchString(strings.TrimSuffix(l, "\n")) {
			t.Errorf("not a line of a benchmark: %q", l)
		}
	}
}
