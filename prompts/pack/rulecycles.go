package pack

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/prompts/expr"
	"github.com/slmkit/slmkit/prompts/source"
)

// checkRules finds rules that are undefined or expand into themselves. It
// returns the rules that cannot be compiled.
func (l *loader) checkRules() map[*Rule]bool {
	w := &ruleWalk{loader: l, state: map[*Rule]int{}, bad: map[*Rule]bool{}}
	for _, name := range slices.Sorted(maps.Keys(l.content.rules)) {
		w.visit(l.content.rules[name])
	}
	for _, rules := range l.localRules() {
		w.local = rules
		for _, name := range slices.Sorted(maps.Keys(rules)) {
			w.visit(rules[name])
		}
	}
	return w.bad
}

// localRules lists the rules of documents, and those that the turns of dialogues are.
func (l *loader) localRules() (out []map[string]*Rule) {
	for _, d := range l.drafts {
		out = append(out, d.rules)
	}
	for _, d := range l.dialogues {
		rules := maps.Clone(d.doc.rules)
		for _, t := range d.turns {
			if t.said != nil {
				rules[t.said.name] = t.said
			}
		}
		out = append(out, rules)
	}
	return out
}

// ruleWalk is a depth-first walk over rules.
type ruleWalk struct {
	*loader
	local map[string]*Rule
	state map[*Rule]int // 1 on the way down, 2 done
	path  []*Rule
	bad   map[*Rule]bool
}

func (w *ruleWalk) visit(r *Rule) {
	if w.state[r] != 0 {
		return
	}
	w.state[r] = 1
	w.path = append(w.path, r)
	for _, alt := range r.Alts {
		w.walk(r, alt.Src, alt.Body)
	}
	w.path = w.path[:len(w.path)-1]
	w.state[r] = 2
}

func (w *ruleWalk) walk(r *Rule, src source.Text, e expr.Node) {
	ref, ok := e.(*expr.Rule)
	if !ok {
		for _, kid := range expr.Children(e) {
			w.walk(r, src, kid)
		}
		return
	}
	to := w.content.rules[ref.Name]
	if local := w.local[ref.Name]; local != nil && w.local[r.name] == r {
		to = local
	}
	line, col := src.Position(ref.Pos())
	f := &source.Fault{File: src.File, Line: line, Col: col, Check: "undefined rule"}
	switch {
	case to == nil:
		f.Message = fmt.Sprintf("rule %q is not defined%s", ref.Name, text.Suggest(ref.Name, w.names()))
	case w.state[to] == 1:
		f.Check = "circular rule"
		f.Message = "rule expands into itself: " + w.circle(to)
	default:
		w.visit(to)
		if w.bad[to] {
			w.bad[r] = true
		}
		return
	}
	w.bad[r] = true
	w.Add(f)
}

func (w *ruleWalk) names() []string {
	var names []string
	for name := range w.local {
		names = append(names, name)
	}
	for name := range w.content.rules {
		names = append(names, name)
	}
	return names
}

// circle writes the way from a rule back to itself.
func (w *ruleWalk) circle(to *Rule) string {
	var names []string
	for i := len(w.path) - 1; i >= 0; i-- {
		names = append([]string{w.path[i].name}, names...)
		if w.path[i] == to {
			break
		}
	}
	return strings.Join(append(names, to.name), " → ")
}
