package redact

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/dataset/text"
)

// value is what a person said as an argument, in one line.
type value struct {
	said   string          // as the answer has it
	params []*action.Param // that it is an argument of; nil for one that the schema lacks
	number any             // what it means, where the answer writes it without quotes
	words  []string        // that the texts have for a number
	part   *value          // that this is a word of
	at     int             // which word of it
}

// found is a line with its values.
type found struct {
	schema *action.Schema
	line   *dataset.Logged
	ref    time.Time
	values []*value // the longest first
	byKey  map[string]*value
	listed []string // values of the answer that the schema lists, as people would say them
}

// find gathers the values of a line.
func find(schema *action.Schema, l *dataset.Logged) (*found, error) {
	f := &found{schema: schema, line: l, byKey: map[string]*value{}}
	e := l.Example()
	f.ref = e.Reference()
	targets := []string{l.Output}
	if l.Abstained != nil {
		targets = append(targets, *l.Abstained)
	}
	for i := range l.History {
		targets = append(targets, l.History[i].Target)
	}
	for _, target := range targets {
		calls, err := action.ParseTarget(target)
		if err != nil {
			continue // replace writes no target that cannot be read
		}
		for _, c := range calls {
			for _, a := range c.Args {
				f.add(f.param(c.Name, a.Name), a)
			}
		}
	}
	for _, v := range f.values {
		if err := f.locate(v); err != nil {
			return nil, err
		}
	}
	f.addParts()
	slices.SortStableFunc(f.values, func(a, b *value) int { return cmp.Compare(len(b.said), len(a.said)) })
	return f, nil
}

// param is a parameter of the schema, nil where it has none of the name.
func (f *found) param(call, name string) *action.Param {
	if f.schema == nil {
		return nil
	}
	if a := f.schema.Action(call); a != nil {
		return a.Param(name)
	}
	return nil
}

// add takes note of an argument, unless the schema lists its values.
func (f *found) add(p *action.Param, a action.RawArg) {
	var number any
	switch {
	case a.Text == "", !a.Quoted && a.Text == "null":
		return
	case p != nil && p.Bare() && (len(p.Enum) > 0 || p.Type == "boolean"):
		f.listed = append(f.listed, text.Fold(strings.ReplaceAll(a.Text, "_", " ")))
		return
	case p != nil && p.Bare():
		var err error
		if number, err = p.NormalizeArg(a, f.ref); err != nil {
			number = a.Text
		}
	case p == nil && !a.Quoted && strings.Trim(a.Text, "0123456789.-") != "": // a word that is no number
		return
	case p == nil && !a.Quoted:
		number = a.Text
	}
	key := keyOf(a)
	v := f.byKey[key]
	if v == nil {
		v = &value{said: a.Text, number: number}
		f.byKey[key] = v
		f.values = append(f.values, v)
	}
	if !slices.Contains(v.params, p) {
		v.params = append(v.params, p)
	}
}

// keyOf tells values apart: case and spaces make no difference.
func keyOf(a action.RawArg) string {
	if a.Quoted {
		return text.Fold(a.Text)
	}
	return "\x00" + a.Text
}

// texts are the prompt and the turns before it.
func (f *found) texts() []string {
	out := []string{f.line.Text}
	for i := range f.line.History {
		out = append(out, f.line.History[i].Text)
	}
	return out
}

// locate finds a value in the texts. What is not in them cannot be replaced in them.
func (f *found) locate(v *value) error {
	for _, s := range f.texts() {
		if v.number != nil {
			for _, words := range f.numbers(s, v) {
				if !slices.Contains(v.words, words) {
					v.words = append(v.words, words)
				}
			}
		} else if len(places(s, v.said, false)) > 0 {
			return nil
		}
	}
	if len(v.words) == 0 {
		return errUnsaid
	}
	return nil
}

// mostWords is how many words a number has at most: two hundred and fifty five.
const mostWords = 6

// numbers are the words of a text that mean a number, no part of a longer one.
func (f *found) numbers(s string, v *value) []string {
	var out []string
	words := wordsOf(s)
	for i := 0; i < len(words); i++ {
		for n := min(mostWords, len(words)-i); n > 0; n-- {
			said := s[words[i].from:words[i+n-1].to]
			got, ok := v.reads(said, f)
			if !ok {
				continue
			}
			if action.Same(got, v.number) {
				out = append(out, said)
			}
			i += n - 1
			break
		}
	}
	return out
}

// reads returns what words mean as a number.
func (v *value) reads(words string, f *found) (any, bool) {
	p := v.params[0]
	if p == nil {
		return words, strings.Trim(words, "0123456789.-") == ""
	}
	wide := action.Param{Type: p.Type, Locale: p.Locale} // also a number beyond the bounds is one
	got, err := wide.Normalize(words, f.ref)
	return got, err == nil
}

// addParts adds the telling words of values that have several: the first name of somebody
// whose full name is an argument.
func (f *found) addParts() {
	for _, v := range slices.Clone(f.values) {
		name, _, _ := strings.Cut(v.said, "@") // of an address of e-mail, without the host that many share
		words := wordsOf(name)
		if v.number != nil || len(words) < 2 && name == v.said || v.typed() {
			continue
		}
		for i, w := range words {
			said := v.said[w.from:w.to]
			key := text.Fold(said)
			if len([]rune(said)) < 3 || function[key] || f.byKey[key] != nil {
				continue
			}
			p := &value{said: said, part: v, at: i}
			f.byKey[key] = p
			f.values = append(f.values, p)
		}
	}
}

// typed reports whether the words of a value are those of a type, such as a day, which
// tell little of a person one by one.
func (v *value) typed() bool {
	return slices.ContainsFunc(v.params, func(p *action.Param) bool {
		return p != nil && slices.Contains([]string{"money", "currency", "date", "period", "time", "duration"}, p.Format)
	})
}

// sayings are the words that a value has in texts.
func (v *value) sayings() []string {
	if v.number != nil {
		return v.words
	}
	return []string{v.said}
}

// keeps reports whether words are, or are part of, a value that the schema lists.
func (f *found) keeps(words string) bool {
	return slices.ContainsFunc(f.listed, func(value string) bool { return len(places(value, words, true)) > 0 })
}

// has reports whether a text has a value in it, as whole words.
func (f *found) has(s string) bool {
	for _, v := range f.values {
		for _, said := range v.sayings() {
			if len(places(s, said, true)) > 0 {
				return true
			}
		}
	}
	return false
}
