package prompts

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// Ambiguous are prompts that ask for two different calls, as warnings: no model
// can answer both right. Prompts of two actions are proven on the grammar; those
// of one action with different arguments are found among prompts drawn from
// every template.
func (p *Pack) Ambiguous(workers int) (out Faults, undecided int) {
	found, undecided := p.Overlaps(overlapSteps, workers)
	for _, o := range found {
		out = append(out, &Fault{File: "templates/" + o.A.File, Line: o.A.Line, Check: "ambiguous prompt", Warning: true,
			Message: fmt.Sprintf("%q is a prompt of %s here and of %s at templates/%s", o.Text, strings.Join(o.A.Actions, ", "), strings.Join(o.B.Actions, ", "), o.B.Place())})
	}
	return append(out, p.twoCalls(workers)...), undecided
}

// tried is how many prompts of each template twoCalls reads.
const tried = 50

// twoCalls reads prompts of every template and finds those that are also
// prompts of the same actions with other arguments, once for each difference.
func (p *Pack) twoCalls(workers int) (out Faults) {
	found := make([][]clash, len(p.templates))
	next := make(chan int)
	var done sync.WaitGroup
	for range max(1, workers) {
		done.Go(func() {
			r := NewReader(p)
			for i := range next {
				found[i] = r.clashes(p.templates[i])
			}
		})
	}
	for i := range p.templates {
		next <- i
	}
	close(next)
	done.Wait()
	seen := map[string]bool{}
	for _, c := range slices.Concat(found...) {
		if !seen[c.difference] {
			seen[c.difference] = true
			out = append(out, &Fault{File: "templates/" + c.t.File, Line: c.t.Line, Check: "ambiguous call", Warning: true,
				Message: fmt.Sprintf("%q asks for %s here and for %s at templates/%s", c.text, c.here, c.there, c.place)})
		}
	}
	return out
}

// clash is a prompt of a template that asks for another call at another place,
// or at the same.
type clash struct {
	t                        *Template
	place, text, here, there string
	difference               string // the actions and the arguments that only one of the calls has
}

func newClash(t *Template, here, there *dataset.Example) clash {
	a, b := onlyIn(here, there), onlyIn(there, here)
	return clash{t, there.Origin.Template, here.Text, here.Target, there.Target, fmt.Sprintln(here.Intent(), min(a, b), max(a, b))}
}

// onlyIn writes the arguments of a's calls that b's do not have.
func onlyIn(a, b *dataset.Example) string {
	var out []string
	others := b.Want()
	for i, call := range a.Want() {
		for name, v := range call.Arguments {
			if other, ok := others[i].Arguments[name]; !ok || !reflect.DeepEqual(v, other) {
				out = append(out, fmt.Sprintf("%d.%s=%v", i, name, v))
			}
		}
	}
	slices.Sort(out)
	return strings.ToLower(strings.Join(out, " "))
}

func (r *Reader) clashes(t *Template) (out []clash) {
	x := r.x
	s := newSupply(t, 0, tried)
	for c := range uint64(tried) {
		if s.ranked && c == s.order.n {
			break
		}
		if !s.walk(&x.w, c) || !x.ok(&x.w, x.pack.first) {
			continue
		}
		e, err := newMaker(x.pack, x.meanings).example(&x.w, x.pack.first)
		if err != nil {
			continue
		}
		for _, other := range r.read(e.Text, x.pack.first) {
			if other.Target != e.Target && other.Intent() == e.Intent() {
				out = append(out, newClash(t, &e, &other))
			}
		}
	}
	return out
}

// overlapSteps decides every pair of the banking pack.
const overlapSteps = 200_000

// Lint is what looks wrong with a pack that works: the warnings of loading it,
// what no dataset will ever have of it, and the actions, arguments and values
// that no template produces, which a model would never learn.
func (p *Pack) Lint() Faults {
	out := append(slices.Clone(p.warnings), p.dead()...)
	made := p.produced()
	miss := func(check, format string, args ...any) {
		out = append(out, &Fault{File: p.actions, Check: check, Warning: true, Message: fmt.Sprintf(format, args...)})
	}
	for _, a := range p.schema.Actions {
		if a.Name == none {
			continue
		}
		if !p.hasTemplate(a.Name) {
			miss("action without template", "no template asks for action %q", a.Name)
			continue
		}
		for _, param := range a.Params {
			values := made[param]
			if values == nil {
				miss("unused parameter", "no template of action %q sets parameter %q", a.Name, param.Name)
				continue
			}
			for _, v := range known(param) {
				if !values[v] && !values[anything] {
					miss("unused value", "no template of action %q sets parameter %q to %q", a.Name, param.Name, v)
				}
			}
		}
	}
	return out
}

func (p *Pack) hasTemplate(action string) bool {
	return slices.ContainsFunc(p.templates, func(t *Template) bool { return slices.Contains(t.Actions, action) })
}

// known lists the values of a parameter that has few enough to list.
func known(p *action.Param) []string {
	if p.Type == "boolean" {
		return []string{"true", "false"}
	}
	return p.Enum
}

// anything stands for words that are not gone through.
const anything = "\x00"

// produced maps each parameter that some template sets to its values.
func (p *Pack) produced() map[*action.Param]map[string]bool {
	made := map[*action.Param]map[string]bool{}
	for _, t := range p.templates {
		walked := map[*node]bool{} // nodes are shared: go through each once
		var walk func(n *node)
		walk = func(n *node) {
			if walked[n] || n.may == 0 {
				return
			}
			walked[n] = true
			if n.kind == kindSlot {
				param := t.slots[n.slot].param
				if made[param] == nil {
					made[param] = map[string]bool{}
				}
				values(n.kids[0], param, made[param])
				return
			}
			for _, k := range n.kids {
				walk(k)
			}
		}
		walk(t.root)
	}
	return made
}

// values notes the canonical values that the words of a slot may have.
func values(n *node, p *action.Param, into map[string]bool) {
	if known(p) == nil {
		return
	}
	note := func(words string) {
		if v, err := p.Normalize(strings.TrimSpace(words), time.Time{}); err == nil {
			if yes, ok := v.(bool); ok {
				v = strconv.FormatBool(yes)
			}
			into[fmt.Sprint(v)] = true
		}
	}
	switch n.kind {
	case kindValue, kindLiteral:
		note(n.text)
	case kindAlt:
		for _, k := range n.kids {
			values(k, p, into)
		}
	default:
		into[anything] = true
	}
}
