package report

import (
	"fmt"
	"strings"
)

// Conclusion is the verdict in words: the metrics that it comes from with their intervals,
// and those in which the runs cannot be told apart. Where no difference was found it says
// which changes the examples leave possible.
func (c *RunChange) Conclusion() string {
	if c.Verdict == Same {
		return c.undecided()
	}
	var parts []string
	for _, verdict := range []string{Worse, Better} {
		if found := c.told(verdict); len(found) > 0 {
			part := strings.Join(found, ", ")
			if c.Verdict == Mixed {
				part = verdict + " in " + part
			}
			parts = append(parts, part)
		}
	}
	text := c.Verdict + ": " + strings.Join(parts, "; ")
	if apart := c.notTold(); len(apart) > 0 {
		text += "; " + strings.Join(apart, ", ") + " not told apart"
	}
	return text
}

// told lists the changes with a verdict.
func (c *RunChange) told(verdict string) []string {
	var out []string
	for i := range c.Changes {
		if ch := &c.Changes[i]; ch.Verdict == verdict {
			out = append(out, ch.words())
		}
	}
	return out
}

// notTold lists the metrics that changed, but not beyond chance.
func (c *RunChange) notTold() []string {
	var out []string
	for _, ch := range c.Changes {
		if ch.Verdict == Same && ch.P != nil {
			out = append(out, label(ch.Name))
		}
	}
	return out
}

// undecided says what the examples leave possible. A metric that would be told apart if it
// were the only one is named.
func (c *RunChange) undecided() string {
	var likeliest *Change
	for i := range c.Changes {
		if ch := &c.Changes[i]; ch.P != nil && *ch.P <= 1-Level && (likeliest == nil || *ch.P < *likeliest.P) {
			likeliest = ch
		}
	}
	if likeliest != nil {
		return fmt.Sprintf("%s beyond chance, as several metrics were tested at once; the nearest is %s", Same, likeliest.words())
	}
	if len(c.Changes) == 0 {
		return c.Verdict
	}
	first := &c.Changes[0]
	if first.Delta.Low == nil || first.Delta.High == nil {
		return strings.Join(append([]string{c.Verdict}, first.Delta.Warnings...), ": ")
	}
	return fmt.Sprintf("%s: the change in %s may be anything from %+.1f to %+.1f points", c.Verdict, label(first.Name), 100**first.Delta.Low, 100**first.Delta.High)
}

// words is the change with its interval, such as "intent -3.1 points (-5.2 to -1.1)".
func (ch *Change) words() string {
	text := label(ch.Name)
	if ch.Delta.Value == nil {
		return text
	}
	text += fmt.Sprintf(" %+.1f points", 100**ch.Delta.Value)
	if ch.Delta.Low != nil && ch.Delta.High != nil {
		text += fmt.Sprintf(" (%+.1f to %+.1f)", 100**ch.Delta.Low, 100**ch.Delta.High)
	}
	return text
}

// label is the name of a metric in tables.
func label(metric string) string {
	if k, ok := Lookup(metric); ok {
		return k.Label
	}
	return metric
}

// Words says what the flips of a group have in common, and how many other examples have
// it, too.
func (g *FlipGroup) Words() string {
	what := g.By + " " + g.Name
	if g.By == "value" || g.By == "length" || g.By == "confusion" {
		what = g.Name
	}
	could := map[string]string{FlipBroken: "right before", FlipFixed: "wrong before"}[g.Direction]
	if g.By == "error" {
		could = "errors"
	}
	return fmt.Sprintf("%s: %d of %d %s, %d of %d %s", what, g.Flips, g.AllFlips, g.Direction, g.N, g.AllN, could)
}

// MarginWords says how many of the broken examples were undecided, "" where margins are
// not known.
func (c *RunChange) MarginWords() string {
	if c.Margins == nil {
		return ""
	}
	return fmt.Sprintf("of %d broken %d are coin flips (both margins below %v), and %d damage", c.Margins.Broken, c.Margins.CoinFlips, CoinFlip, c.Margins.Broken-c.Margins.CoinFlips)
}
