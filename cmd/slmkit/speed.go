package main

import (
	"fmt"
	"slices"
	"time"

	"github.com/slmkit/slmkit/dataset/text"
)

// latencies holds the times of the first maxLatencies answers, for their median.
type latencies []time.Duration

const maxLatencies = 1 << 16

func (l *latencies) add(d time.Duration) {
	if len(*l) < maxLatencies {
		*l = append(*l, d)
	}
}

func (l latencies) sort() { slices.Sort(l) }

// median writes the median. The latencies must be sorted.
func (l latencies) median() string {
	if len(l) == 0 {
		return "–"
	}
	return milliseconds(l[len(l)/2])
}

// milliseconds writes a duration with at least two digits: 0.37 ms, 4.2 ms, 128 ms.
func milliseconds(d time.Duration) string {
	ms := float64(d) / float64(time.Millisecond)
	switch {
	case ms < 1:
		return fmt.Sprintf("%.2f ms", ms)
	case ms < 10:
		return fmt.Sprintf("%.1f ms", ms)
	}
	return fmt.Sprintf("%.0f ms", ms)
}

// rate writes how many of n things were done a second.
func rate(n int, d time.Duration) string {
	perSecond := float64(n) / max(d.Seconds(), 1e-9)
	if perSecond < 100 {
		return fmt.Sprintf("%.1f", perSecond)
	}
	return text.Thousands(int(perSecond))
}
