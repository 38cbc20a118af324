package prompts

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/prompts/expr"
	"github.com/slmkit/slmkit/prompts/source"
)

// checkRules finds rules that are undefined or expand into themselves. It
// returns the rules that cannot be compiled.
func (l *loader) checkRules() map[*rule]bool {
	w := &ruleWalk{loader: l, state: map[*rule]int{}, bad: map[*rule]bool{}}
	for _, name := range slices.Sorted(maps.Keys(l.pack.rules)) {
		w.visit(l.pack.rules[name])
	}
	for _, d := range l.drafts {
		w.local = d.rules
		for _, name := range slices.Sorted(maps.Keys(d.rules)) {
			w.visit(d.rules[name])
		}
	}
	return w.bad
}

// ruleWalk is a depth-first walk over rules.
type ruleWalk struct {
	*loader
	local map[string]*rule
	state map[*rule]int // 1 on the way down, 2 done
	path  []*rule
	bad   map[*rule]bool
}

func (w *ruleWalk) visit(r *rule) {
	if w.state[r] != 0 {
		return
	}
	w.state[r] = 1
	w.path = append(w.path, r)
	for _, alt := range r.alts {
		w.walk(r, alt.src, alt.body)
	}
	w.path = w.path[:len(w.path)-1]
	w.state[r] = 2
}

func (w *ruleWalk) walk(r *rule, src source.Text, e expr.Node) {
	ref, ok := e.(*expr.Rule)
	if !ok {
		for _, kid := range expr.Children(e) {
			w.walk(r, src, kid)
		}
		return
	}
	to := w.pack.rules[ref.Name]
	if local := w.local[ref.Name]; local != nil && w.local[r.name] == r {
		to = local
	}
	line, col := src.Position(ref.Pos())
	f := &Fault{File: src.File, Line: line, Col: col, Check: "undefined rule"}
	switch {
	case to == nil:
		f.Message = fmt.Sprintf("rule %q is not defined%s", ref.Name, source.Suggest(ref.Name, w.names()))
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
	for name := range w.pack.rules {
		names = append(names, name)
	}
	return names
}

// circle writes the way from a rule back to itself.
func (w *ruleWalk) circle(to *rule) string {
	var names []string
	for i := len(w.path) - 1; i >= 0; i-- {
		names = append([]string{w.path[i].name}, names...)
		if w.path[i] == to {
			break
		}
	}
	return strings.Join(append(names, to.name), " → ")
}
