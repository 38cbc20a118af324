package eval

import (
	"strings"
)

// A loop is a stretch of an output, of leastLoop characters or more, that repeats the same
// characters three times or more.
const (
	leastLoop   = 12
	mostScanned = 2000 // characters of an output that are looked at
)

// repeats returns the characters that a part of an output repeats, "" for none. It passes
// over what the prompt repeats.
func repeats(output, prompt string) string {
	output = output[:min(len(output), mostScanned)]
	for period := 1; 3*period <= len(output)+2; period++ {
		run := 0
		for i := period; i < len(output); i++ {
			if output[i] != output[i-period] {
				run = 0
				continue
			}
			run++
			// What separates calls is not behind the last one, hence two characters less.
			if length := run + period; length >= max(leastLoop, 3*period-2) {
				stretch := output[i+1-length : i+1]
				if !strings.Contains(prompt, stretch) {
					return strings.TrimSpace(stretch[:period])
				}
			}
		}
	}
	return ""
}
