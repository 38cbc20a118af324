package prompts

import (
	"cmp"
	"fmt"
	"math/big"
	"math/bits"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/prompts/grammar"
)

// groupsOf divides the rows of one action over splits and templates. Where an
// action cannot be split as asked for, having one template, combination of
// arguments or no argument to hold out, its rows are split by text.
func groupsOf(action string, ts []*Template, rows int, o Options, intents map[string]int) []*group {
	switch o.splitting {
	case ByTemplate:
		return byTemplate(ts, rows, o)
	case ByIntent:
		if split, ok := intents[action]; ok {
			g := &group{templates: ts}
			g.rows[split] = rows
			return []*group{g}
		}
	case ByText:
		if spacious(ts, rows) {
			return held(ts, shares(rows, o.Fractions), func(w *grammar.Walker) int { return o.pick("text " + text.Key(string(w.Text))) },
				func(*Template, int) bool { return true })
		}
	case ByValue:
		if slices.ContainsFunc(ts, holdsWords) {
			return held(ts, shares(rows, o.Fractions), func(w *grammar.Walker) int { return valueSplit(w, o) },
				func(t *Template, s int) bool { return s == 0 || holdsWords(t) })
		}
	case ByCombination:
		if deal := dealCombinations(ts, o); deal != nil {
			return held(ts, shares(rows, o.Fractions), func(w *grammar.Walker) int { return deal[combination(w.Template, w.Set)] }, func(t *Template, s int) bool {
				return slices.ContainsFunc(combinations(t), func(c string) bool { return deal[c] == s })
			})
		}
	}
	return []*group{{templates: ts, rows: shares(rows, o.Fractions)}}
}

// spacious reports whether templates have so many derivations that each split finds its
// share of the rows among those that belong to it.
func spacious(ts []*Template, rows int) bool {
	const times = 64
	space := new(big.Int)
	for _, t := range ts {
		space.Add(space, t.Compiled.Root.Size())
	}
	return space.Cmp(big.NewInt(times*int64(rows))) > 0
}

func byTemplate(ts []*Template, rows int, o Options) []*group {
	return spreadOver(dealt(ts, o), rows, o)
}

// dealt deals the templates of an action out to the splits.
func dealt(ts []*Template, o Options) [3][]*Template {
	if o.Folds > 0 {
		return folded(ts, o)
	}
	return divide(ts, o.Fractions, o.Seed)
}

// spreadOver is a group of rows for each split that has templates.
func spreadOver(parts [3][]*Template, rows int, o Options) []*group {
	weights := o.Fractions
	if o.Folds > 0 {
		for s, part := range parts {
			weights[s] = float64(len(part))
		}
	}
	for s := range parts {
		if len(parts[s]) == 0 { // its rows go to the others
			weights[s] = 0
		}
	}
	var out []*group
	for s, n := range apportion(rows, weights[:]) {
		if n > 0 {
			g := &group{templates: parts[s]}
			g.rows[s] = n
			out = append(out, g)
		}
	}
	return out
}

// held is a group for each split, of the templates that may give it rows: those
// that splitOf puts there; -1 puts a row nowhere.
func held(ts []*Template, rows [3]int, splitOf func(*grammar.Walker) int, may func(*Template, int) bool) []*group {
	var out []*group
	for s, n := range rows {
		if n == 0 {
			continue
		}
		able := slices.DeleteFunc(slices.Clone(ts), func(t *Template) bool { return !may(t, s) })
		g := &group{templates: able, allowed: func(w *grammar.Walker) bool { return splitOf(w) == s }}
		g.rows[s] = n
		out = append(out, g)
	}
	return out
}

// pick chooses a split for a key, by fractions.
func (o *Options) pick(key string) int {
	at := float64(dataset.KeyHash(o.Seed, key)) / (1 << 64)
	for s, f := range o.Fractions {
		if at -= f; at < 0 && f > 0 {
			return s
		}
	}
	return 0
}

// copied reports whether a parameter's value is words of the prompt.
func copied(p grammar.Slot) bool { return !p.Param.Bare() }

func holdsWords(t *Template) bool {
	for i, s := range t.Compiled.Slots {
		if copied(s) && t.Compiled.Root.May>>i&1 == 1 {
			return true
		}
	}
	return false
}

// valueSplit is the split of a row by the words of its arguments: a row of the
// test split has some that belong there, and no split has words of another but
// train's. A row without such words is one of train.
func valueSplit(w *grammar.Walker, o Options) int {
	split := 0
	for set := w.Set; set != 0; set &= set - 1 {
		i := bits.TrailingZeros64(set)
		if !copied(w.Template.Slots[i]) {
			continue
		}
		s := o.pick("value " + strings.ToLower(string(w.Words(i))))
		if split != 0 && s != 0 && s != split {
			return -1 // words of dev and of test
		}
		split = max(split, s)
	}
	return split
}

// combination names the arguments of a set of a template's slots.
func combination(t *grammar.Template, set uint64) string {
	var names []string
	for ; set != 0; set &= set - 1 {
		s := t.Slots[bits.TrailingZeros64(set)]
		names = append(names, fmt.Sprint(t.Actions[s.Call], ".", s.Param.Name))
	}
	slices.Sort(names)
	return strings.Join(t.Actions, "+") + "(" + strings.Join(names, ",") + ")"
}

// combinations are all that derivations of the template have.
func combinations(t *Template) []string {
	var out []string
	for set := range t.Compiled.Root.SlotSets(map[*grammar.Node]map[uint64]bool{}) {
		out = append(out, combination(&t.Compiled, set))
	}
	return out
}

// dealCombinations deals the sets of arguments that templates can set out to the
// splits, nil where there are fewer than splits. The order is a hash of each.
func dealCombinations(ts []*Template, o Options) map[string]int {
	var all []string
	for _, t := range ts {
		all = append(all, combinations(t)...)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	splits := 0
	for _, f := range o.Fractions {
		if f > 0 {
			splits++
		}
	}
	if len(all) < splits {
		return nil
	}
	slices.SortStableFunc(all, func(a, b string) int {
		return cmp.Compare(dataset.KeyHash(o.Seed, "combination "+a), dataset.KeyHash(o.Seed, "combination "+b))
	})
	out := map[string]int{}
	at := 0
	for s, n := range counts(len(all), o.Fractions) {
		for range n {
			out[all[at]] = s
			at++
		}
	}
	return out
}

// dealIntents deals actions out to the splits. Negatives are in all.
func dealIntents(actions []string, o Options) map[string]int {
	order := slices.DeleteFunc(slices.Clone(actions), func(a string) bool { return a == dataset.None })
	slices.SortStableFunc(order, func(a, b string) int {
		return cmp.Compare(dataset.KeyHash(o.Seed, "intent "+a), dataset.KeyHash(o.Seed, "intent "+b))
	})
	out := map[string]int{}
	at := 0
	for s, n := range counts(len(order), o.Fractions) {
		for range n {
			out[order[at]] = s
			at++
		}
	}
	return out
}

// divide deals an action's templates out to the splits, in an order that is a
// hash of the place of each among them: what a template says does not matter,
// so that an edit moves none, and one more at the end moves at most a few.
func divide(ts []*Template, fractions [3]float64, seed uint64) (parts [3][]*Template) {
	order := shuffled(ts, seed)
	for s, n := range counts(len(ts), fractions) {
		slices.Sort(order[:n])
		for _, i := range order[:n] {
			parts[s] = append(parts[s], ts[i])
		}
		order = order[n:]
	}
	return parts
}

// shuffled lists the numbers of templates in the order in which they are dealt out.
func shuffled(ts []*Template, seed uint64) []int {
	order := make([]int, len(ts))
	hashes := make([]uint64, len(ts))
	for i, t := range ts {
		order[i], hashes[i] = i, dataset.KeyHash(seed, fmt.Sprint("split ", t.Action(), " ", i))
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(hashes[a], hashes[b]) })
	return order
}
