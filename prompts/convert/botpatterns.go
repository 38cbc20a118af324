package convert

import (
	"fmt"
	"slices"
	"strings"
)

// template is a part of a sentence with placeholders: text, or a slot of an entity.
type template struct{ text, role, entity string }

// templated adds an example with placeholders. They take the words of their entities.
func (v *vocabulary) templated(intent string, at place, all []template) error {
	text := ""
	for _, t := range all {
		text += t.text + t.entity
	}
	if err := v.marks(at, intent, text); err != nil {
		return err
	}
	var parts []part
	for _, t := range all {
		if t.entity == "" {
			parts = append(parts, part{text: t.text})
			continue
		}
		parts = append(parts, part{slot: v.slot(intent, t.role, t.entity, at), open: true})
	}
	v.sample(intent, at, parts)
	return nil
}

// maxVariants is how many sentences a pattern may mean.
const maxVariants = 256

// patternReader reads a pattern with [optional parts], (groups of | alternatives) and
// {placeholders}.
type patternReader struct {
	text  string
	at    int
	depth int
}

// variants returns the sentences that a pattern means, each with its placeholders as
// they are written.
func variants(pattern string) ([]string, error) {
	r := &patternReader{text: pattern}
	out, err := r.choices(0)
	if err == nil && r.at < len(r.text) {
		err = fmt.Errorf("%q: %q closes nothing", pattern, r.text[r.at:r.at+1])
	}
	return out, err
}

// choices reads alternatives up to a bracket, 0 for the end.
func (r *patternReader) choices(end byte) ([]string, error) {
	if r.depth++; r.depth > maxLevels {
		return nil, fmt.Errorf("brackets nest more than %d deep", maxLevels)
	}
	defer func() { r.depth-- }()
	var out []string
	for {
		one, err := r.sequence()
		if err != nil {
			return nil, err
		}
		if out = append(out, one...); len(out) > maxVariants {
			return nil, errTooMany
		}
		switch {
		case r.at < len(r.text) && r.text[r.at] == '|':
			r.at++
			continue
		case end == 0:
			return out, nil
		case r.at < len(r.text) && r.text[r.at] == end:
			r.at++
			return out, nil
		}
		return nil, fmt.Errorf("%q: %q is missing", r.text, string(end))
	}
}

var errTooMany = fmt.Errorf("the pattern means more than %d sentences: write several", maxVariants)

// sequence reads up to | or a closing bracket.
func (r *patternReader) sequence() ([]string, error) {
	out := []string{""}
	for r.at < len(r.text) {
		var next []string
		var err error
		switch c := r.text[r.at]; c {
		case '|', ']', ')':
			return out, nil
		case '[':
			r.at++
			next, err = r.choices(']')
			next = append(slices.Clone(next), "")
		case '(':
			r.at++
			next, err = r.choices(')')
		case '{':
			end := strings.IndexByte(r.text[r.at:], '}')
			if end < 0 {
				return nil, fmt.Errorf("%q: '}' is missing", r.text)
			}
			next = []string{r.text[r.at : r.at+end+1]}
			r.at += end + 1
		default:
			end := strings.IndexAny(r.text[r.at:], "[](){}|")
			if end <= 0 {
				end = len(r.text) - r.at
				if i := strings.IndexAny(r.text[r.at+1:], "[](){}|"); i >= 0 {
					end = i + 1
				}
			}
			next = []string{r.text[r.at : r.at+end]}
			r.at += end
		}
		if err != nil {
			return nil, err
		}
		if len(out)*len(next) > maxVariants {
			return nil, errTooMany
		}
		var both []string
		for _, before := range out {
			for _, after := range next {
				both = append(both, before+after)
			}
		}
		out = both
	}
	return out, nil
}

// placeholders cuts text at {slots}. Of says which role and entity a slot is.
func placeholders(text string, of func(slot string) (role, entity string, err error)) ([]template, error) {
	var out []template
	for text != "" {
		before, rest, found := strings.Cut(text, "{")
		out = append(out, template{text: before})
		if !found {
			break
		}
		slot, rest, closed := strings.Cut(rest, "}")
		if slot = strings.TrimSpace(slot); !closed || slot == "" {
			return nil, fmt.Errorf("%q: {name} is wanted", "{"+slot)
		}
		role, entity, err := of(slot)
		if err != nil {
			return nil, err
		}
		out = append(out, template{role: role, entity: entity})
		text = rest
	}
	return out, nil
}
