package convert

import (
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// plain adds a rule of fixed words.
func (u *unit) plain(at place, said, name string) {
	u.rules = append(u.rules, &rule{body: literal(said), weight: 1, said: said, value: name, at: at})
}

// values reads the values of a list: text, or {in, out} whose in is an expression. A
// value that has a context is one only where the sentences want it.
func (p *hassilParser) values(u *unit, d *hassilDef, name string) error {
	list, err := items(d.at.file, member(d.node, "values"), "values of list "+name)
	if err != nil {
		return err
	}
	if list == nil {
		return fail(d.at, "list %q has neither values, a range nor a wildcard", name)
	}
	for _, n := range list {
		at := place{d.at.file, n.Line}
		if n.Kind == yaml.ScalarNode {
			u.plain(at, words(n.Value), "")
			continue
		}
		in := member(n, "in")
		if in == nil || in.Kind != yaml.ScalarNode {
			return fail(at, "list %q: text or {in: words, out: value} is wanted, not %s", name, describe(n))
		}
		if context := member(n, "context"); context != nil {
			p.use(map[string]bool{"context": true})
			if !p.block.takes(context) {
				u.words = nil // the words of this block
				continue
			}
		}
		r := &rule{weight: 1, at: at}
		if out := member(n, "out"); out != nil && out.Kind == yaml.ScalarNode && out.Tag != "!!null" {
			r.value = words(out.Value)
		}
		if r.body, err = p.parse(at, p.block, in.Value); err != nil {
			return err
		}
		if said, ok := fixed(r.body); ok {
			r.said = words(said)
		}
		u.rules = append(u.rules, r)
	}
	return nil
}

// takes reports whether sentences of a block take a value with a context.
func (b *hassilBlock) takes(context *yaml.Node) bool {
	if context == nil || context.Kind != yaml.MappingNode {
		return true
	}
	for i := 0; i+1 < len(context.Content); i += 2 {
		key, said := context.Content[i].Value, context.Content[i+1].Value
		if want := b.requires[key]; len(want) > 0 && !slices.Contains(want, said) {
			return false
		}
		if slices.Contains(b.excludes[key], said) {
			return false
		}
	}
	return true
}

// maxRange is how many numbers of a range become words of a lexicon.
const maxRange = 1000

// numbers reads {from, to, step, fractions}.
func (p *hassilParser) numbers(u *unit, d *hassilDef, n *yaml.Node) error {
	bound := map[string]int{"step": 1}
	for _, key := range []string{"from", "to", "step"} {
		v := member(n, key)
		if v == nil && key == "step" {
			continue
		}
		if v == nil || v.Decode(new(int)) != nil {
			return fail(place{d.at.file, n.Line}, "range: %s is no whole number", key)
		}
		bound[key], _ = strconv.Atoi(v.Value)
	}
	if bound["step"] <= 0 || bound["to"] < bound["from"] {
		return fail(place{d.at.file, n.Line}, "range: from %d to %d in steps of %d holds no number", bound["from"], bound["to"], bound["step"])
	}
	if m := member(n, "multiplier"); m != nil {
		p.note(place{d.at.file, m.Line}, "multiplier is not read: a number means what the prompt says")
	}
	parts := map[string]int{"halves": 2, "tenths": 10}[valueOf(member(n, "fractions"))]
	if parts > 0 {
		u.slot.types = []kind{{"number", ""}}
	} else if u.slot.types == nil {
		u.slot.types = []kind{{"integer", ""}}
	}
	all := rangeOf(bound["from"], bound["to"], bound["step"], max(parts, 1))
	if len(all) > maxRange {
		p.note(d.at, "the range has %d numbers: %d of them, evenly spread, are in the pack", len(all), maxRange)
		all = spread(all, maxRange)
	}
	for _, number := range all {
		u.plain(d.at, number, "")
	}
	return nil
}

func valueOf(n *yaml.Node) string {
	if n == nil {
		return ""
	}
	return n.Value
}

// rangeOf lists the numbers of a range, each whole one followed by its fractions, the
// last too, as hassil has it.
func rangeOf(from, to, step, parts int) []string {
	var out []string
	for n := from; n <= to && len(out) < 1<<20; n += step {
		for part := range parts {
			out = append(out, strconv.FormatFloat(float64(n)+float64(part)/float64(parts), 'f', -1, 64))
		}
	}
	return out
}

// spread returns n of a list, evenly spread, with the first and the last.
func spread(all []string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = all[i*(len(all)-1)/(n-1)]
	}
	return out
}

// wildcard gives a slot that takes any words some of slmkit's.
func (p *hassilParser) wildcard(u *unit, name string) {
	said := wildcardWords[name]
	if said == nil {
		said = wildcardWords[""]
	}
	u.slot.others = "wildcard"
	for _, w := range said {
		u.plain(u.at, w, "")
	}
	p.note(u.at, "list %q takes any words: it has %d of slmkit's", name, len(said))
}

// supplied gives a list that the files do not define some words of slmkit's. Home
// Assistant fills such lists from a house.
func (p *hassilParser) supplied(u *unit, name string) {
	said := houseWords[name]
	if said == nil {
		said = wildcardWords[""]
	}
	for _, w := range said {
		u.plain(u.at, w, "")
	}
	p.note(u.at, "list {%s} is not in the files: it has %d of slmkit's words (%s, …)", name, len(said), strings.Join(said[:2], ", "))
}

// wildcardWords are words for lists that take any, by the name of the list; "" is for
// others.
var wildcardWords = map[string][]string{
	"":             {"milk", "the blue box", "nina", "seven small steps", "tea and biscuits", "paint the fence"},
	"message":      {"dinner is ready", "come downstairs please", "the taxi is here", "happy birthday to you", "shoes off at the door"},
	"item":         {"milk", "six eggs", "olive oil", "dish soap", "a loaf of bread"},
	"todo_item":    {"call the plumber", "water the plants", "renew the passport", "book a table"},
	"search_query": {"slow jazz", "the evening news", "songs for a rainy day", "whale sounds"},
	"timer_name":   {"pasta", "laundry", "egg", "nap"},
}

// houseWords are words for lists that a house fills.
var houseWords = map[string][]string{
	"name":  {"desk lamp", "hall light", "ceiling fan", "front door", "coffee machine", "garden sprinkler", "window blind", "heater"},
	"area":  {"kitchen", "bedroom", "living room", "garage", "office", "hallway", "bathroom", "attic"},
	"floor": {"ground floor", "first floor", "basement", "upstairs"},
}
