package eval

import (
	"math"
	"strings"
	"unicode/utf8"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval/report"
)

// newFlip lists an example: the answer of one run with its result, and that of the other.
func newFlip(g *Gold, p *dataset.Prediction, r *Result, other *dataset.Prediction, at *report.Parting) report.Flip {
	return report.Flip{Failure: newFailure(&g.Example, p, r), Other: words(other), Parts: at}
}

// words is what a prediction says, for people.
func words(p *dataset.Prediction) string {
	if calls := typedCalls(p); p.Output == "" && len(calls) > 0 {
		return show(calls)
	}
	return p.Output
}

// Lengths in characters of what is shown of two answers that part.
const (
	shownBefore      = 60
	shownAfter       = 40
	longestBeginning = 20 // of a word that is shown whole
)

// parting finds where the answers of two runs part, nil where their texts do not.
func parting(base, new *dataset.Prediction) *report.Parting {
	a, b := base.Output, new.Output
	if a == b {
		return nil
	}
	same := 0
	for same < min(len(a), len(b)) && a[same] == b[same] {
		same++
	}
	for same > 0 && (same < len(a) && !utf8.RuneStart(a[same]) || same < len(b) && !utf8.RuneStart(b[same])) {
		same--
	}
	if word := strings.LastIndexAny(a[:same], ` (",=;`) + 1; same-word <= longestBeginning {
		same = word
	}
	at := &report.Parting{After: last(a[:same], shownBefore), Base: first(a[same:], shownAfter), New: first(b[same:], shownAfter)}
	if len(base.Tokens) == 0 && len(new.Tokens) == 0 {
		return at
	}
	i := 0
	for i < min(len(base.Tokens), len(new.Tokens)) && base.Tokens[i] == new.Tokens[i] {
		i++
	}
	at.Token = &i
	at.BaseMargin, at.NewMargin = marginAt(base, i), marginAt(new, i)
	return at
}

func marginAt(p *dataset.Prediction, i int) *float64 {
	if i >= len(p.Margins) {
		return nil
	}
	return report.Finite(math.Round(float64(p.Margins[i])*1e4) / 1e4)
}

// first and last cut a text to a number of characters.
func first(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

func last(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return "…" + string(r[len(r)-most:])
	}
	return s
}
