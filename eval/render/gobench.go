package render

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
)

// GoSample is one time that a benchmark measured, for GoBench.
type GoSample struct {
	Scenario  string
	Model     string // "" where there is one
	Precision string
	Runtime   string  // "" where there is one
	Threads   int     // 0: as all others
	Batch     int     // 0: none
	N         int     // prompts that were answered in that time
	Nanos     float64 // of all of them
}

// GoBench writes times in the format of Go's benchmarks, in which benchstat reads
// them: a line for each time, and keys for what they depend on. A prompt that was
// timed alone is an iteration; so are the prompts of a batch, whose line has their
// rate, too.
func GoBench(w io.Writer, keys [][2]string, samples []GoSample) error {
	var b strings.Builder
	for _, k := range keys {
		fmt.Fprintf(&b, "%s: %s\n", k[0], strings.Join(strings.Fields(k[1]), " "))
	}
	for _, s := range samples {
		b.WriteString("BenchmarkAnswer/scenario=" + goName(s.Scenario))
		for _, part := range [][2]string{{"model", s.Model}, {"precision", s.Precision}, {"runtime", s.Runtime}, {"threads", positive(s.Threads)}, {"batch", positive(s.Batch)}} {
			if part[1] != "" {
				b.WriteString("/" + part[0] + "=" + goName(part[1]))
			}
		}
		fmt.Fprintf(&b, " %d %.0f ns/op", s.N, s.Nanos/float64(max(s.N, 1)))
		if s.Batch > 0 && s.Nanos > 0 {
			fmt.Fprintf(&b, " %.1f prompts/s", float64(s.N)/s.Nanos*1e9)
		}
		b.WriteString("\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// positive writes a number above 0, and "" for 0.
func positive(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// goName takes out of a name what separates fields and parts of benchmark names.
func goName(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '/' || !unicode.IsPrint(r) {
			return '_'
		}
		return r
	}, s)
}
