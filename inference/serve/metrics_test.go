package serve

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/slmkit/slmkit/inference/calls"
)

// TestMetricsAreExplained: each metric has its kind and meaning before its first line, once,
// and each that is explained is there.
func TestMetricsAreExplained(t *testing.T) {
	s, h := start(t, options())
	ask(t, h, "/v1/parse", `{"text":"freeze my card"}`)
	s.meters.answered(s.slots[0].now, &calls.Answered{}, errors.New("none"), time.Second)
	s.meters.reloaded(nil)
	s.meters.logged("written", 1)
	var b strings.Builder
	s.WriteMetrics(&b)
	explained := map[string]bool{}
	now := ""
	for line := range strings.Lines(b.String()) {
		words := strings.Fields(line)
		switch {
		case words[0] == "#" && words[1] == "HELP":
			if now = words[2]; explained[now] || len(words) < 4 {
				t.Errorf("%s is explained twice, or not: %s", now, line)
			}
			explained[now] = true
		case words[0] == "#":
			if words[2] != now || len(words) != 4 {
				t.Errorf("after the help of %s: %s", now, line)
			}
		case familyOf([]byte(line)) != now:
			t.Errorf("after the help of %s: %s", now, line)
		}
	}
	for name := range families {
		if !explained[name] {
			t.Errorf("there is no %s", name)
		}
	}
}
