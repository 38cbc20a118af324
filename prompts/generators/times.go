package generators

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts/grammar"
	"github.com/slmkit/slmkit/prompts/source"
)

// businessHours are those of times where neither the lexicon nor the parameter says any.
var businessHours = action.Hours{From: 8 * 60, To: 18 * 60}

// timeWords makes times of day as they are written and said, within hours.
func timeWords(p *Params) (*grammar.Node, error) {
	hours, said := businessHours, false
	if p.Param != nil && p.Param.Hours != (action.Hours{}) {
		hours, said = p.Param.Hours, true
	}
	if n := p.Get("hours"); n != nil {
		var err error
		if hours, err = action.ParseHours(n.Value); err != nil {
			return nil, err
		}
		said = true
	}
	step, err := p.whole("step", 5, 1, 60)
	if err != nil {
		return nil, err
	}
	lead, err := p.truth("prepositions")
	if err != nil {
		return nil, err
	}
	words := p.times(hours, step, lead)
	return grammar.Within(words, func(param *action.Param, v string, _ time.Time) bool {
		within := hours
		if !said && param.Hours != (action.Hours{}) {
			within = param.Hours
		}
		t, err := time.Parse("15:04", v)
		minutes := t.Hour()*60 + t.Minute()
		return err == nil && within.Has(minutes) && minutes%int(step) == 0
	}), nil
}

// times are the words of times. Those that say their half of the day keep to the hours.
func (p *Params) times(hours action.Hours, step int64, lead bool) *grammar.Node {
	s := p.speech()
	from, to := int64(hours.From/60), int64(hours.To/60)
	f := fields{"h": grammar.Number(1, 12, 1, plain(grammar.Digits)), "hh": grammar.Number(from, to, 1, plain(grammar.Digits)), "word": grammar.Number(1, 12, 1, plain(grammar.Spelled))}
	if s.english() {
		f["hh"] = grammar.Number(from, to, 1, plain(grammar.TwoDigits))
	}
	f["min"] = grammar.Number(0, 60-step, step, plain(grammar.TwoDigits))
	am := f.halfDay("am", from, min(to, 11))
	pm := f.halfDay("pm", max(from, 13)-12, to-12)
	f.halfDay("aft", max(from, 13)-12, min(to, 17)-12)
	f.halfDay("eve", max(from, 18)-12, min(to, 23)-12)
	parts := []any{2, f.phrases(s.clock), 4, f.phrases(s.loose)}
	if am {
		parts = append(parts, 5, f.phrases(s.morning))
	}
	if pm {
		parts = append(parts, 6, f.phrases(s.afternoon))
	}
	if hours.Has(12 * 60) {
		parts = append(parts, 1, f.phrases(s.named))
	}
	words := weigh(parts...)
	if !lead {
		return words
	}
	return s.leads(words)
}

// halfDay adds the hours of one half of the day, in figures and in words; it reports
// whether there are any.
func (f fields) halfDay(name string, lo, hi int64) bool {
	if lo = max(lo, 1); lo > hi {
		return false
	}
	f[name], f[name+"word"] = grammar.Number(lo, hi, 1, plain(grammar.Digits)), grammar.Number(lo, hi, 1, plain(grammar.Spelled))
	return true
}

// leads puts one of the words that lead to a time before it.
func (s speech) leads(words *grammar.Node) *grammar.Node {
	var kids []*grammar.Node
	var weights []float64
	for i, lead := range strings.Split(s.timeLead, "|") {
		weight := 1.0
		if i == 0 {
			weight = 6
		}
		kids, weights = append(kids, grammar.Sequence(grammar.Lead(lead), words)), append(weights, weight)
	}
	return grammar.Choice(kids, weights)
}

// DurationUnits are the units of lengths of time, plural.
var DurationUnits = []string{"minutes", "hours", "days", "weeks", "months"}

// durationWords makes lengths of time.
func durationWords(p *Params) (*grammar.Node, error) {
	unit, err := p.oneOf("unit", DurationUnits...)
	if err != nil {
		return nil, err
	}
	if unit == "" {
		unit = DurationUnits[0]
	}
	lo, hi, step := int64(15), int64(120), int64(15)
	if unit != DurationUnits[0] {
		lo, hi, step = 1, 10, 1
	}
	if step, err = p.whole("step", step, 1, 10_000); err != nil {
		return nil, err
	}
	if lo, hi, err = p.span(lo, hi); err != nil {
		return nil, err
	}
	if p.Get("min") == nil {
		lo = min(max(lo/step*step, step), hi)
	}
	s := p.speech()
	several := lo // the least number that is said as several
	if several == 1 {
		several += step
	}
	parts := []any{}
	if several <= hi {
		f := fields{"n": grammar.Number(several, hi, step, plain(grammar.Digits)), "word": grammar.Number(several, hi, step, plain(grammar.Spelled))}
		parts = append(parts, 4, f.phrases(s.lengths[unit[:len(unit)-1]]))
	}
	if unit == "minutes" {
		for _, minutes := range slices.Sorted(maps.Keys(s.parts)) {
			if m := int64(minutes); m >= lo && m <= hi && (m-lo)%step == 0 {
				parts = append(parts, 1, fields{}.phrases(s.parts[minutes]))
			}
		}
	}
	if len(parts) == 0 {
		return nil, fmt.Errorf("min %d, max %d: no length of %s can be said", lo, hi, unit)
	}
	return weigh(parts...), nil
}

// whole reads a parameter that is a whole number between two others.
func (p *Params) whole(key string, def, lo, hi int64) (int64, error) {
	n := p.Get(key)
	if n == nil {
		return def, nil
	}
	var v int64
	if err := n.Decode(&v); err != nil || n.Tag != "!!int" || v < lo || v > hi {
		return 0, fmt.Errorf("%s: %s is no whole number from %d to %d", key, source.Describe(n), lo, hi)
	}
	return v, nil
}
