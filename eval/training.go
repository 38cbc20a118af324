package eval

import (
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/leak"
	"github.com/slmkit/slmkit/dataset/text"
)

// Training is what a model has seen: hashes of the templates, values, combinations of
// values and frames of its training rows. Its memory grows with the number of different
// ones, by some 16 to 32 bytes for each, and not with the texts.
type Training struct {
	Path string // of the rows
	Rows int
	seen [seenKinds]idSet
}

// The things that may have been seen.
const (
	seenTemplate    = "seen_template"
	seenValues      = "seen_values"
	seenCombination = "seen_combination"
	seenFrame       = "seen_frame"
)

// kinds of hashes.
const (
	originHash = iota
	textHash
	valueHash
	combinationHash
	frameHash
	seenKinds
)

// Add notes a training row.
func (t *Training) Add(e *dataset.Example) {
	t.Rows++
	note := func(kind int, key string) { t.seen[kind].insert(dataset.KeyHash(uint64(kind), key)) }
	if o := originOf(e); o != "" {
		note(originHash, o)
	}
	note(textHash, leak.Frame(e))
	values := argumentWords(e)
	for _, v := range values {
		note(valueHash, v)
	}
	if len(values) > 1 {
		note(combinationHash, strings.Join(values, "\x00"))
	}
	note(frameHash, frame(e))
}

func (t *Training) has(kind int, key string) bool {
	return t.seen[kind].has(dataset.KeyHash(uint64(kind), key))
}

// originOf names the template that an example was made from, "" where it is not known.
func originOf(e *dataset.Example) string {
	if e.Origin == nil || e.Origin.Template == "" {
		return ""
	}
	return e.Origin.Pack + "\x00" + e.Origin.Template
}

// argumentWords lists the arguments as name=words, sorted: the words of the prompt, or
// the values of the calls where an example has no slots.
func argumentWords(e *dataset.Example) []string {
	var out []string
	for i := range e.Slots {
		out = append(out, e.Slots[i].Name+"="+text.Prompt(e.Slots[i].Value))
	}
	if len(out) == 0 {
		for _, c := range e.Want() {
			for name, v := range c.Arguments {
				out = append(out, name+"="+text.Prompt(spelled(v)))
			}
		}
	}
	slices.Sort(out)
	return out
}

// frame is the actions of an example with the names of their arguments.
func frame(e *dataset.Example) string {
	var b strings.Builder
	for _, c := range e.Want() {
		b.WriteString(c.Name + "\x00" + strings.Join(sortedKeys(c.Arguments), "\x00") + "\n")
	}
	return b.String()
}

// asked are the columns that say what of an example was seen in training.
func (t *Training) asked() []asked {
	column := func(name string, of func(e *dataset.Example) (seen, counts bool)) asked {
		return asked{column: name, seen: map[string]bool{}, parts: func(g *Gold, _ *dataset.Prediction) []string {
			switch seen, counts := of(&g.Example); {
			case !counts:
				return nil
			case seen:
				return []string{"yes"}
			}
			return []string{"no"}
		}}
	}
	return []asked{
		column(seenTemplate, func(e *dataset.Example) (bool, bool) {
			o := originOf(e)
			return o != "" && t.has(originHash, o) || t.has(textHash, leak.Frame(e)), true
		}),
		column(seenValues, func(e *dataset.Example) (bool, bool) {
			values := argumentWords(e)
			new := func(v string) bool { return !t.has(valueHash, v) }
			return !slices.ContainsFunc(values, new), len(values) > 0
		}),
		column(seenCombination, func(e *dataset.Example) (bool, bool) {
			values := argumentWords(e)
			return t.has(combinationHash, strings.Join(values, "\x00")), len(values) > 1
		}),
		column(seenFrame, func(e *dataset.Example) (bool, bool) { return t.has(frameHash, frame(e)), true }),
	}
}
