package generators

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts/grammar"
	"github.com/slmkit/slmkit/prompts/source"
)

// DateForms are the forms of days that a lexicon may ask for.
var DateForms = []string{"relative", "weekday", "date"}

// dateWords makes days. A direction, or else the side that the parameter prefers, keeps
// them on one side of each row's reference date.
func dateWords(p *Params) (*grammar.Node, error) {
	direction, err := p.oneOf("direction", action.Past, action.Future)
	if err != nil {
		return nil, err
	}
	if direction == "" && p.Param != nil {
		direction = p.Param.Prefer
	}
	forms, err := p.someOf("forms", DateForms)
	if err != nil {
		return nil, err
	}
	lead, err := p.truth("prepositions")
	if err != nil {
		return nil, err
	}
	within, err := p.whole("within", farthest, 1, farthest)
	if err != nil {
		return nil, err
	}
	return grammar.Within(p.days(direction, forms, lead), func(param *action.Param, v string, ref time.Time) bool {
		side := direction
		if side == "" {
			side = param.Prefer
		}
		day, err := time.Parse(time.DateOnly, v)
		if err != nil || ref.IsZero() {
			return err == nil
		}
		ahead := int64(day.Sub(ref).Hours() / 24)
		if side == action.Past && ahead > 0 || side == action.Future && ahead < 0 {
			return false
		}
		return max(ahead, -ahead) <= within
	}), nil
}

// farthest is how many days from the reference date any day may lie.
const farthest = 100_000

// days are the words of days on one side of today or, if direction is "", on both.
func (p *Params) days(direction string, forms []string, lead bool) *grammar.Node {
	s := p.speech()
	year := int64(p.Reference.Year())
	first, last := year-1, year+1
	ahead, behind := direction != action.Past, direction != action.Future
	if !ahead {
		last = year
	}
	if !behind {
		first = year
	}
	f := s.dayFields(first, last)
	parts := []any{}
	add := func(form string, asked bool, weight int, words *grammar.Node) {
		if asked && words != nil && (len(forms) == 0 || slices.Contains(forms, form)) {
			parts = append(parts, weight, words)
		}
	}
	add("relative", ahead, 5, f.phrases(s.ahead))
	add("relative", behind, 5, f.phrases(s.behind))
	add("relative", true, 1, f.phrases(s.around))
	add("weekday", ahead, 3, led(s.weekdayLead, f.phrases(s.weekday), lead))
	add("weekday", !ahead && p.Param != nil && p.Param.Prefer == action.Past, 3, led(s.weekdayLead, f.phrases(s.weekday), lead))
	add("weekday", ahead, 3, f.phrases(s.weekdayAhead))
	add("weekday", behind, 3, f.phrases(s.weekdayBehind))
	add("date", true, 6, led(s.calendarLead, f.phrases(s.calendar), lead))
	add("date", true, 1, led(s.calendarLead, f.phrases(s.dated), lead))
	return weigh(parts...)
}

// oneOf reads a parameter that is one of some words, "" where it is not said.
func (p *Params) oneOf(key string, words ...string) (string, error) {
	n := p.Get(key)
	if n == nil {
		return "", nil
	}
	if n.Kind != yaml.ScalarNode || !slices.Contains(words, n.Value) {
		return "", fmt.Errorf("%s %s is none of %s", key, source.Describe(n), strings.Join(words, ", "))
	}
	return n.Value, nil
}

// someOf reads a parameter that is a list of some words, nil where it is not said.
func (p *Params) someOf(key string, words []string) ([]string, error) {
	n := p.Get(key)
	if n == nil {
		return nil, nil
	}
	items := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		items = n.Content
	}
	var out []string
	for _, item := range items {
		if item.Kind != yaml.ScalarNode || !slices.Contains(words, item.Value) {
			return nil, fmt.Errorf("%s: %s is none of %s", key, source.Describe(item), strings.Join(words, ", "))
		}
		out = append(out, item.Value)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s: an empty list leaves nothing to say: name some of %s", key, strings.Join(words, ", "))
	}
	return out, nil
}

// truth reads a parameter that is true or false.
func (p *Params) truth(key string) (bool, error) {
	n := p.Get(key)
	if n == nil {
		return false, nil
	}
	var v bool
	if err := n.Decode(&v); err != nil || n.Tag != "!!bool" {
		return false, fmt.Errorf("%s: true or false is wanted, not %s", key, source.Describe(n))
	}
	return v, nil
}
