package render

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/slmkit/slmkit/eval/report"
)

// The sizes in bytes up to which GitHub takes Markdown: a comment has 65,536 characters,
// and a summary of 1 MiB or more is lost as a whole.
const (
	MaxComment = 65_000
	MaxSummary = 1<<20 - 4096
)

// Limit cuts a text off between two lines so that it has at most so many bytes, and says
// at its end that it did.
func Limit(text string, most int) string {
	if len(text) <= most {
		return text
	}
	const room = 120 // for the notice
	end := max(most-room, 0)
	if i := strings.LastIndexByte(text[:end], '\n'); i >= 0 {
		end = i + 1
	}
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + fmt.Sprintf("\n*Cut off: %s of %s are shown. The JSON report has all.*\n",
		report.FormatCount(strings.Count(text[:end], "\n"), "lines"), report.FormatCount(strings.Count(text, "\n"), "lines"))
}
