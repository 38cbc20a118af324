package render

import (
	"fmt"
	"io"
	"strings"
	"unicode"
)

// GoSample is one time that a benchmark measured, for GoBench.
type GoSample struct {
	Scenario  string
	Precision string
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
		fmt.Fprintf(&b, "BenchmarkAnswer/scenario=%s/precision=%s", goName(s.Scenario), goName(s.Precision))
		if s.Batch > 0 {
			fmt.Fprintf(&b, "/batch=%d", s.Batch)
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

// goName takes out of a name what separates fields and parts of benchmark names.
func goName(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '/' || !unicode.IsPrint(r) {
			return '_'
		}
		return r
	}, s)
}
