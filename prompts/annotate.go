package prompts

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts/grammar"
)

// Annotation is words of a text that are a value of some parameters.
type Annotation struct {
	Start  int // in code points
	End    int
	Text   string
	Params []string // that take the words, the one of most templates first
}

// Annotator finds the values in texts by the lexicons and types of a pack. It belongs to
// one goroutine.
type Annotator struct {
	grammar *grammar.Parser
	ref     time.Time
	all     []*slotWords
	of      map[string][]*slotWords // by action
	samples map[[2]string][]string
}

// slotWords are the words that slots take from one place, such as a lexicon.
type slotWords struct {
	node   *grammar.Node
	uses   map[*action.Param]int // templates whose slot it is
	params []string              // the one of most templates first
	typed  []*action.Param       // whose type reads figures
}

// NewAnnotator returns an annotator of texts in the words of a pack.
func NewAnnotator(p *Pack) *Annotator {
	a := &Annotator{grammar: grammar.NewParser(p.content.OneTurn(), p.Reference()), ref: p.Reference(), of: map[string][]*slotWords{}, samples: map[[2]string][]string{}}
	found := map[string]map[*grammar.Node]*slotWords{}
	for _, t := range p.content.Templates {
		seen := map[*grammar.Node]bool{}
		t.Compiled.Root.EachSlot(func(n *grammar.Node) {
			s := t.Compiled.Slots[n.Slot]
			for _, name := range []string{"", t.Actions[s.Call]} {
				if found[name] == nil {
					found[name] = map[*grammar.Node]*slotWords{}
				}
				w := found[name][n.Kids[0]]
				if w == nil {
					w = &slotWords{node: n.Kids[0], uses: map[*action.Param]int{}}
					found[name][n.Kids[0]] = w
					a.of[name] = append(a.of[name], w)
				}
				if !seen[n] {
					w.uses[s.Param]++
				}
			}
			seen[n] = true
		})
	}
	for _, list := range a.of {
		for _, w := range list {
			w.settle()
		}
	}
	a.all = a.of[""]
	return a
}

// settle puts the parameters in order.
func (w *slotWords) settle() {
	byName := map[string]int{}
	for p, n := range w.uses {
		byName[p.Name] += n
	}
	w.params = slices.SortedFunc(maps.Keys(byName), func(a, b string) int { return cmp.Or(byName[b]-byName[a], strings.Compare(a, b)) })
	for p := range w.uses {
		if readsFigures(p) {
			w.typed = append(w.typed, p)
		}
	}
	slices.SortFunc(w.typed, func(a, b *action.Param) int { return cmp.Or(w.uses[b]-w.uses[a], strings.Compare(a.Name, b.Name)) })
}

// readsFigures reports whether the type of a parameter reads more than its lexicon says.
func readsFigures(p *action.Param) bool {
	return len(p.Enum) == 0 && (p.Type == "integer" || p.Type == "number" || slices.Contains([]string{"money", "date", "period", "time", "duration", "percent"}, p.Format))
}

// words lists where slots of an action take their words from, "" being any action.
func (a *Annotator) words(action string) []*slotWords {
	if action == "" {
		return a.all
	}
	return a.of[action]
}

// Annotate finds the values in a text that slots of an action write, or of any action
// where it is "": the longest from each word on, one behind the other. Figures are also
// values where the type of a parameter reads them. Case does not matter.
func (a *Annotator) Annotate(text, action string) []Annotation {
	lower := strings.ToLower(text)
	if len(lower) != len(text) {
		text = lower
	}
	words := a.words(action)
	var out []Annotation
	at := 0 // in code points
	for i := 0; i < len(lower); {
		if i > 0 && inWord(lower, i) {
			_, size := utf8.DecodeRuneInString(lower[i:])
			i, at = i+size, at+1
			continue
		}
		n, params := a.longest(words, lower[i:])
		if n == 0 {
			_, size := utf8.DecodeRuneInString(lower[i:])
			i, at = i+size, at+1
			continue
		}
		end := at + utf8.RuneCountInString(lower[i:i+n])
		out = append(out, Annotation{Start: at, End: end, Text: text[i : i+n], Params: params})
		i, at = i+n, end
	}
	return out
}

// inWord reports whether a byte goes on with a word, or is not the first of a character.
func inWord(s string, i int) bool {
	if !utf8.RuneStart(s[i]) {
		return true
	}
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	at, _ := utf8.DecodeRuneInString(s[i:])
	return isWord(at) && isWord(before) || unicode.IsSpace(at)
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// longest is the length of the longest value that a text begins with, and the
// parameters that take it.
func (a *Annotator) longest(words []*slotWords, text string) (n int, params []string) {
	figures := startsWithFigure(text)
	for _, w := range words {
		length := a.grammar.Longest(w.node, text)
		if figures {
			length = max(length, a.figures(w, text, length))
		}
		switch {
		case length > n:
			n, params = length, slices.Clone(w.params)
		case length == n && n > 0:
			for _, p := range w.params {
				if !slices.Contains(params, p) {
					params = append(params, p)
				}
			}
		}
	}
	return n, params
}

// maxFigureWords is the number of words that figures with what belongs to them have at most.
const maxFigureWords = 5

// figures is the length of the longest beginning of a text that a type reads and that is
// longer than least, else 0.
func (a *Annotator) figures(w *slotWords, text string, least int) int {
	for _, p := range w.typed {
		for _, end := range slices.Backward(wordEnds(text, maxFigureWords)) {
			if end <= least {
				break
			}
			if _, err := grammar.ValueOf(a.grammar.Values, p, text[:end], "", a.ref); err == nil {
				return end
			}
		}
	}
	return 0
}

// startsWithFigure reports whether the first word has a digit.
func startsWithFigure(text string) bool {
	for _, r := range text {
		if unicode.IsDigit(r) {
			return true
		}
		if unicode.IsSpace(r) {
			break
		}
	}
	return false
}

// wordEnds are the ends of the first words of a text, without marks behind them.
func wordEnds(text string, most int) []int {
	var out []int
	for i := 0; i < len(text) && len(out) < most; {
		end := i + strings.IndexFunc(text[i:]+" ", unicode.IsSpace)
		if bare := len(strings.TrimRight(text[:end], ".,!?;:)")); bare > 0 && bare > i {
			out = append(out, bare)
		}
		i = end + 1
	}
	return out
}

// Knows reports whether a slot of an action writes all of some words for a parameter, or
// its type reads them as figures.
func (a *Annotator) Knows(action, param, words string) bool {
	lower := strings.ToLower(strings.TrimSpace(words))
	for _, w := range a.words(action) {
		if slices.Contains(w.params, param) && lower != "" {
			if a.grammar.Longest(w.node, lower) == len(lower) || startsWithFigure(lower) && a.figures(w, lower, 0) == len(lower) {
				return true
			}
		}
	}
	return false
}

// Open reports whether a parameter of an action takes words that a person lists, and not
// what a type reads.
func (a *Annotator) Open(action, param string) bool {
	for _, w := range a.words(action) {
		for p := range w.uses {
			if p.Name == param {
				return !readsFigures(p)
			}
		}
	}
	return false
}

// Params lists the parameters of an action that its templates have slots for.
func (a *Annotator) Params(action string) []string {
	var out []string
	for _, w := range a.words(action) {
		for _, p := range w.params {
			if !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
	}
	slices.Sort(out)
	return out
}

// Samples are a few values that slots of an action write for a parameter, from each place
// that they take words from: one that begins with a vowel and one that does not.
func (a *Annotator) Samples(action, param string) []string {
	key := [2]string{action, param}
	out, ok := a.samples[key]
	if ok {
		return out
	}
	for _, w := range a.words(action) {
		if !slices.Contains(w.params, param) {
			continue
		}
		var have [2]bool
		for s := range w.node.Samples(64) {
			s = strings.ToLower(strings.TrimSpace(s))
			vowel := s != "" && strings.ContainsRune("aeiou", rune(s[0]))
			if i := map[bool]int{true: 1}[vowel]; s != "" && !have[i] {
				have[i] = true
				if !slices.Contains(out, s) {
					out = append(out, s)
				}
			}
		}
	}
	a.samples[key] = out
	return out
}

// Frame is a text with its values replaced by {parameter}, the first that takes each and
// that is not there yet.
func Frame(text string, found []Annotation) string {
	runes := []rune(text)
	var b strings.Builder
	at, used := 0, map[string]bool{}
	for _, f := range found {
		if f.Start < at || f.End > len(runes) || len(f.Params) == 0 {
			continue
		}
		b.WriteString(string(runes[at:f.Start]))
		param := f.Params[max(0, slices.IndexFunc(f.Params, func(p string) bool { return !used[p] }))]
		used[param] = true
		b.WriteString("{" + param + "}")
		at = f.End
	}
	b.WriteString(string(runes[at:]))
	return b.String()
}
