package convert

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/prompts/expr"
)

// writer writes sentences in the language of packs, and the rules and lexicons
// that they need, as they are first used.
type writer struct {
	*Import
	ruleNames, listNames, groupNames *namer
	rules                            []*written
	lists                            []*list
	known                            map[string]string // rules by what they are made of
	listed                           map[any]string    // lexicons by what they are made of
}

// written is a rule of the pack.
type written struct {
	name  string
	lines []string
}

func newWriter(im *Import) *writer {
	return &writer{Import: im, known: map[string]string{}, listed: map[any]string{},
		ruleNames: newNamer("rule", "a", "s"), listNames: newNamer("words"), groupNames: newNamer("o")}
}

// scope is the context of a node: the earlier uses of each part that may occur
// only once, and whether the node is inside a slot.
type scope struct {
	before map[*once]int
	inSlot bool
}

// expr writes a node.
func (w *writer) expr(n node, s scope) string {
	switch n := n.(type) {
	case literal:
		return expr.Escape(string(n))
	case letter:
		return fmt.Sprintf("(%s|%s)", strings.ToLower(string(n)), strings.ToUpper(string(n)))
	case seq:
		return w.parts(n, s)
	case choice:
		return "(" + strings.Join(w.lines(n, s, nil), "|") + ")"
	case *maybe:
		return w.maybe(n, s)
	case *fork:
		if n.yes.group.free {
			return w.expr(choice{{body: n.yes.body, weight: n.yes.percent}, {body: n.no.body, weight: n.no.percent}}, s)
		}
		return w.maybe(n.yes, s) + w.maybe(n.no, s)
	case *ref:
		if n.to.slot != nil {
			return w.slot(n, s)
		}
		return w.alias(n, s)
	case *filled:
		return w.filled(n, s)
	case *listed:
		name := w.param(n.slot.once, 1+s.before[n.slot.once])
		return braces(name, w.list(n.list, n.list))
	}
	panic("no such node")
}

var (
	likeWeight   = regexp.MustCompile(`^ *[0-9.]+:`)
	likeTime     = regexp.MustCompile(`^[0-9]`) // behind the colon of a weight
	likeOptional = regexp.MustCompile(`^ *!?([A-Za-z0-9_-]+\?([0-9.]+%)?|[0-9.]+%):`)
)

// plain keeps the start of an expression from being read as a weight or as the
// head of an optional.
func plain(like *regexp.Regexp, s string) string {
	if m := like.FindString(s); m != "" {
		return m[:len(m)-1] + `\` + s[len(m)-1:]
	}
	return s
}

// parts writes parts one after the other.
func (w *writer) parts(parts seq, s scope) string {
	before := maps.Clone(s.before)
	if before == nil {
		before = map[*once]int{}
	}
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(w.expr(p, scope{before, s.inSlot}))
		for o, n := range factsOf(p).counts {
			before[o] += n
		}
	}
	return b.String()
}

// lines writes the rules of a choice with their weights, and merges rules with the
// same words. wrap puts a rule's words into a slot.
func (w *writer) lines(rules []*rule, s scope, wrap func(*rule, string) string) []string {
	var lines []string
	var weights []float64
	at := map[string]int{}
	for _, r := range rules {
		line := w.expr(r.body, s)
		if wrap != nil {
			line = wrap(r, line)
		}
		if i, twice := at[line]; twice {
			weights[i] += r.weight
			continue
		}
		at[line] = len(lines)
		lines, weights = append(lines, line), append(weights, r.weight)
	}
	for i, weight := range scaled(weights) {
		if lines[i] = plain(likeWeight, lines[i]); weight != "" {
			lines[i] = weight + ":" + plain(likeTime, lines[i]) // a space here would be one of the words, and a digit make it a time
		}
	}
	return lines
}

// maxWeight is the largest weight of a pack.
const maxWeight = 1e6

// scaled writes weights as a pack has them: none where all are equal.
func scaled(weights []float64) []string {
	out := make([]string, len(weights))
	if len(weights) == 0 || slices.Min(weights) == slices.Max(weights) {
		return out
	}
	factor := min(1, maxWeight/slices.Max(weights))
	for i, w := range weights {
		out[i] = number(max(w*factor, 1e-6))
	}
	return out
}

// number writes six digits of a number, without an exponent.
func number(v float64) string {
	v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'g', 6, 64), 64)
	return strconv.FormatFloat(v, 'f', -1, 64)
}

func (w *writer) maybe(m *maybe, s scope) string {
	var body string
	if c, ok := m.body.(choice); ok {
		body = strings.Join(w.lines(c, s, nil), "|")
	} else {
		body = w.expr(m.body, s)
	}
	if body == "" {
		return ""
	}
	if _, ok := m.body.(choice); !ok {
		body = plain(likeWeight, body)
	} else if likeWeight.MatchString(body) {
		body = "(" + body + ")" // a weight, which must not look like a head
	}
	percent := min(max(share(m.percent), 1e-4), 100-1e-4)
	head := ""
	if percent != 50 {
		head = strconv.FormatFloat(percent, 'f', -1, 64) + "%"
	}
	switch {
	case m.group != nil && !m.group.free:
		n := s.before[m.group]
		name := w.groupNames.name(fmt.Sprint(m.group.id, " ", n), m.group.name)
		head = strings.Repeat("!", bit(m.negated)) + name + "?" + head + ":"
	case head != "":
		head += ":"
	default:
		body = plain(likeOptional, body)
	}
	return "[" + head + body + "]"
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// alias writes a reference to a rule, or its words where it has only those.
func (w *writer) alias(n *ref, s scope) string {
	if words, ok := fixed(n); ok {
		return expr.Escape(words)
	}
	return "<" + w.rule(n, s, "", nil) + ">"
}

// rule writes the rule of a unit for one use of it and returns its name.
func (w *writer) rule(n *ref, s scope, use string, wrap func(*rule, string) string) string {
	bare := s.inSlot && n.to.slot == nil && n.to.hasSlots()
	if bare {
		use = "words"
	}
	relevant := func(o *once, k int) bool {
		return k > 0 && n.to.facts().counts[o] > 0 && (o.group && !o.free || !s.inSlot && !o.group)
	}
	key := fmt.Sprintf("%p %v %s", n.to, n.cased, use)
	shift := 0
	for _, o := range slices.SortedFunc(maps.Keys(s.before), func(a, b *once) int { return a.id - b.id }) {
		if k := s.before[o]; relevant(o, k) {
			key += fmt.Sprint(" ", o.id, "+", k)
			shift = max(shift, k)
		}
	}
	if name, ok := w.known[key]; ok {
		return name
	}
	label := n.to.name
	for _, more := range []string{strings.Repeat("cased", bit(n.cased)), use} {
		if more != "" {
			label += " " + more
		}
	}
	if shift > 0 {
		label += fmt.Sprintf(" %d", shift+1)
	}
	r := &written{name: w.ruleNames.name(key, label)}
	w.known[key] = r.name
	w.rules = append(w.rules, r)
	r.lines = w.lines(w.bodies(n), s, wrap)
	return r.name
}

// hasSlots reports whether sentences of a unit may hold slots.
func (u *unit) hasSlots() bool {
	for o := range u.facts().counts {
		if !o.group {
			return true
		}
	}
	return false
}

// bodies returns the rules of a unit, their first letters varied where the
// reference says so.
func (w *writer) bodies(n *ref) []*rule {
	if !n.cased {
		return n.to.rules
	}
	out := make([]*rule, len(n.to.rules))
	for i, r := range n.to.rules {
		kid := *r
		kid.body = w.cased(r.body, r.at)
		out[i] = &kid
	}
	return out
}

// cased varies the first letter of a sentence.
func (im *Import) cased(n node, at place) node {
	out, ok := cased(n)
	if !ok {
		im.note(at, "the first letter stays as it is: too many parts may come first")
		return n
	}
	return out
}

// slot writes a slot of a template language.
func (w *writer) slot(n *ref, s scope) string {
	sl := n.to.slot
	if s.inSlot || !sl.set() {
		if s.inSlot {
			w.note(n.to.at, "slot %q is inside another slot: there it is only words", sl.name)
		}
		return "<" + w.rule(n, scope{s.before, true}, "words", nil) + ">"
	}
	count := 1 + s.before[sl.once]
	param := w.param(sl.once, count)
	inside := scope{s.before, true}
	if sl.enum != nil {
		wrap := func(r *rule, words string) string {
			return fmt.Sprintf("{%s=%s:%s}", param, r.name(sl), plain(likeWeight, words))
		}
		use := ""
		if count > 1 {
			use = strconv.Itoa(count)
		}
		if len(n.to.rules) == 1 {
			return w.lines(w.bodies(n), inside, wrap)[0]
		}
		return "<" + w.rule(n, inside, use, wrap) + ">"
	}
	if l := w.listOf(n); l != nil {
		return w.taken(param, n.to, l)
	}
	if len(n.to.rules) == 1 {
		return fmt.Sprintf("{%s=:%s}", param, w.lines(w.bodies(n), inside, nil)[0])
	}
	return fmt.Sprintf("{%s=:<%s>}", param, w.rule(n, inside, "", nil))
}

// name is the name of the value that a rule of an enumeration says.
func (r *rule) name(s *slot) string {
	if r.value != "" {
		return r.value
	}
	return s.nameOf(value{words: r.said})
}

// listOf returns the words of a slot that has nothing else, nil for others.
func (w *writer) listOf(n *ref) *list {
	if n.cased {
		return nil
	}
	l := &list{name: n.to.name}
	for _, r := range n.to.rules {
		said, ok := fixed(r.body)
		if !ok {
			return nil
		}
		if said = words(said); !text.reads(said) {
			w.note(r.at, "slot %q: %q has no words: left out", n.to.slot.name, said)
			continue
		}
		l.add(said, "", r.weight)
	}
	if len(l.entries) == 0 {
		return nil
	}
	return l
}

// taken writes a slot that takes one of a list: a lexicon, unless it is one
// value.
func (w *writer) taken(param string, key any, l *list) string {
	if len(l.entries) == 1 {
		return fmt.Sprintf("{%s=:%s}", param, plain(likeWeight, expr.Escape(l.entries[0].words)))
	}
	return braces(param, w.list(key, l))
}

// braces writes a slot that takes its words from a lexicon.
func braces(param, lexicon string) string {
	if param == lexicon {
		return "{" + param + "}"
	}
	return "{" + param + ":" + lexicon + "}"
}

// list adds a lexicon to the pack, once for each key.
func (w *writer) list(key any, l *list) string {
	name, ok := w.listed[key]
	if !ok {
		name = w.listNames.name(fmt.Sprintf("%p", key), l.name)
		w.listed[key] = name
		out := *l
		out.name = name
		w.lists = append(w.lists, &out)
	}
	return name
}

// filled writes a slot with its own words.
func (w *writer) filled(n *filled, s scope) string {
	name := ""
	if n.slot.enum != nil {
		name = n.slot.nameOf(value{words: n.words, name: n.value})
	}
	return fmt.Sprintf("{%s=%s:%s}", w.param(n.slot.once, 1+s.before[n.slot.once]), name, plain(likeWeight, expr.Escape(n.words)))
}

// sentences writes the templates of an intent.
func (w *writer) sentences(it *intent) []string {
	kept := slices.DeleteFunc(slices.Clone(it.sentences), func(r *rule) bool {
		empty := strings.TrimSpace(w.expr(r.body, scope{})) == ""
		if empty {
			w.note(r.at, "sentence without words is left out")
		}
		return empty
	})
	lines := w.lines(kept, scope{}, func(_ *rule, s string) string { return strings.TrimSpace(s) })
	for i, line := range lines {
		if m := likeWeight.FindString(line); m != "" { // easier to read
			words := line[len(m):]
			if len(words) > 1 && words[0] == '\\' && likeTime.MatchString(words[1:]) {
				words = words[1:]
			}
			lines[i] = m + " " + words
		}
	}
	w.Templates += len(lines)
	return lines
}

// weights returns the shares of the intents: the number of examples that a file
// asks for, or "" if no file gives one.
func (im *Import) weights() []string {
	var weights []float64
	counted := false
	for _, it := range im.intents {
		n := it.count
		if it.all {
			n += cardinality(it.sentences)
		}
		counted = counted || it.counted
		weights = append(weights, cmp.Or(n, 1e-3))
	}
	out := make([]string, len(weights))
	if !counted || im.HasExamples() {
		return out
	}
	factor := min(1, maxWeight/slices.Max(weights))
	for i, v := range weights {
		out[i] = number(max(v*factor, 1e-3))
	}
	return out
}
