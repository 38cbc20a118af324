package convert

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// chatette reads one master file of Chatette and what it includes.
type chatette struct {
	*Import
	folder string // of the master file
	seen   map[string]bool
	path   []string
	defs   []*chatetteDef
	units  map[chatetteRef]*unit
	used   map[*chatetteDef]bool
	open   []*chatetteDef
	copies int // of rules with arguments
}

// chatetteDef is a definition as it is written: ~[&name#variation$ARGUMENT].
type chatetteDef struct {
	kind      byte
	name      string
	variation string
	varied    bool
	argument  string
	cased     bool
	at        place
	indent    string
	lines     []chatitoLine
	count     float64
	counted   bool
}

// chatetteRef is what a reference asks for.
type chatetteRef struct {
	kind      byte
	name      string
	variation string
	varied    bool
	argument  string
	given     bool
}

func (d *chatetteDef) key() string { return string(d.kind) + "[" + d.name + d.hash() + "]" }

func (d *chatetteDef) hash() string {
	if !d.varied {
		return ""
	}
	return "#" + d.variation
}

func (r *chatetteRef) key() string {
	return (&chatetteDef{kind: r.kind, name: r.name, variation: r.variation, varied: r.varied}).key()
}

var chatetteDialect = &Dialect{
	Name:       "chatette",
	Help:       "templates: .chatette files",
	Holds:      Templates,
	extensions: []string{".chatette"},
	nothing:    "no intent: %[name] begins one; name the file that includes this one",
	recognize: func(f *source) clue {
		switch {
		case f.extension() == ".chatette":
			return clue{sure, "ends in .chatette"}
		case f.extension() != ".chatito" && f.hasLine(definesIntent):
			return clue{likely, "has a line that begins with %["}
		}
		return clue{}
	},
	read: readChatette,
}

func readChatette(im *Import, files []*source) error {
	var masters []*chatette
	included := map[string]bool{}
	for _, in := range files {
		c := &chatette{Import: im, folder: filepath.Dir(in.path), seen: map[string]bool{},
			units: map[chatetteRef]*unit{}, used: map[*chatetteDef]bool{}}
		text, err := in.text()
		if err != nil {
			return err
		}
		if err := c.file(filepath.Clean(in.path), text); err != nil {
			return err
		}
		for path := range c.seen {
			included[path] = included[path] || path != filepath.Clean(in.path)
		}
		masters = append(masters, c)
	}
	for i, c := range masters { // of a folder, files that others include are no masters
		if files[i].found && included[filepath.Clean(files[i].path)] {
			continue
		}
		if err := c.intents(); err != nil {
			return err
		}
	}
	return nil
}

// file reads the lines of a file, and of those it includes where it does.
func (c *chatette) file(path, text string) error {
	c.seen[path] = true
	c.path = append(c.path, path)
	defer func() { c.path = c.path[:len(c.path)-1] }()
	var d *chatetteDef
	for i, raw := range strings.Split(text, "\n") {
		at := place{path, i + 1}
		line := strings.TrimRight(uncommented(raw), " \t")
		var err error
		switch body := strings.TrimLeft(line, " \t"); {
		case body == "":
		case len(body) < len(line):
			err = c.line(d, at, line[:len(line)-len(body)], body)
		case line[0] == '|':
			d, err = nil, c.include(at, strings.TrimSpace(line[1:]))
		case len(line) > 1 && strings.IndexByte("%@~", line[0]) >= 0 && line[1] == '[':
			if d, err = c.head(at, line); err == nil {
				err = c.define(d)
			}
		default:
			err = fail(at, "%q: a definition, |file or an indented rule is wanted", line)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// uncommented cuts a line at // or ; unless a backslash comes before.
func uncommented(line string) string {
	for i := 0; i < len(line); i++ {
		switch {
		case line[i] == '\\':
			i++
		case line[i] == ';', strings.HasPrefix(line[i:], "//"):
			return line[:i]
		}
	}
	return line
}

// include reads another file in place of the line that names it.
func (c *chatette) include(at place, name string) error {
	path, text, err := c.included(at, unescaped(name), filepath.Dir(at.file), c.folder)
	if err != nil {
		return err
	}
	if i := slices.Index(c.path, path); i >= 0 {
		return fail(at, "files include each other in a circle: %s", strings.Join(append(c.path[i:], path), " → "))
	}
	if c.seen[path] {
		c.note(at, "%s is included a second time: left out", name)
		return nil
	}
	return c.file(path, text)
}

func (c *chatette) line(d *chatetteDef, at place, indent, body string) error {
	switch {
	case d == nil:
		return fail(at, "a rule without a definition above it")
	case len(d.lines) > 0 && indent != d.indent:
		return fail(at, "rule is not indented as the one before it")
	}
	c.look(at, body)
	d.indent = indent
	d.lines = append(d.lines, chatitoLine{at, body})
	return nil
}

func (c *chatette) define(d *chatetteDef) error {
	for _, before := range c.defs {
		if before.key() == d.key() {
			return fail(d.at, "%s is defined twice, first at %s", d.key(), before.at)
		}
	}
	c.defs = append(c.defs, d)
	return nil
}

// head reads a declaration.
func (c *chatette) head(at place, line string) (*chatetteDef, error) {
	p := &chatetteParser{chatette: c, at: at, s: line, i: 2}
	m, err := p.modifiers()
	if err != nil {
		return nil, err
	}
	if m.random {
		return nil, fail(at, "%q: a definition is not optional, only a reference to it", line)
	}
	d := &chatetteDef{kind: line[0], name: m.name, variation: m.variation, varied: m.varied, argument: m.argument, cased: m.cased, at: at}
	rest := strings.TrimSpace(line[p.i:])
	switch {
	case rest == "":
		return d, nil
	case d.kind != '%':
		return nil, fail(at, "%q after %s: nothing is wanted there", rest, d.key())
	case len(rest) < 2 || rest[0] != '(' || rest[len(rest)-1] != ')':
		return nil, fail(at, "%q after %s: a number of examples in brackets is wanted, such as (train: 10, test: 5)", rest, d.key())
	}
	return d, c.counts(d, rest[1:len(rest)-1])
}

// counts reads 10 or 'training': '10', 'testing': '5'.
func (c *chatette) counts(d *chatetteDef, s string) error {
	for part := range strings.SplitSeq(s, ",") {
		key, value, named := strings.Cut(part, ":")
		if !named {
			key, value = "train", key
		}
		key, value = strings.Trim(key, ` '"`), strings.Trim(value, ` '"`)
		switch key {
		case "train", "training", "test", "testing":
			n, err := strconv.Atoi(value)
			if err != nil || n < 0 || n > 1e12 {
				return fail(d.at, "%s %q is not a number of examples", key, value)
			}
			d.count += float64(n)
			d.counted = true
		default:
			c.note(d.at, "intent %q: argument %q is not used", d.name, key)
		}
	}
	if d.counted && d.count == 0 {
		c.note(d.at, "intent %q asks for no examples: its templates are there, with next to no weight", d.name)
	}
	return nil
}

// intents reads all intents and what they refer to.
func (c *chatette) intents() error {
	for _, d := range c.defs {
		if d.kind == '%' {
			if len(d.lines) == 0 {
				return fail(d.at, "%s has no rules: write them below it, indented", d.key())
			}
			rules, err := c.rules(d, "", false)
			if err != nil {
				return err
			}
			it := c.intent(d.name, d.at)
			it.sentences = append(it.sentences, rules...)
			it.count += d.count
			it.counted, it.all = it.counted || d.counted, it.all || !d.counted
		}
	}
	for _, d := range c.defs {
		if !c.used[d] {
			c.note(d.at, "%s is left out: no intent uses it", d.key())
		}
	}
	return nil
}

// limits of what arguments expand to.
const (
	maxCopies   = 10_000
	maxArgument = 1_000
)

// unit makes the unit that a reference asks for: the rules of all variations,
// unless it names one.
func (c *chatette) unit(at place, r chatetteRef) (*unit, error) {
	if u := c.units[r]; u != nil {
		return u, nil
	}
	u := &unit{name: strings.TrimSpace(r.name + " " + r.variation), at: at}
	found := false
	for _, d := range c.defs {
		if d.kind != r.kind || d.name != r.name || r.varied && (!d.varied || d.variation != r.variation) {
			continue
		}
		if !found {
			u.at = d.at
		}
		found = true
		rules, err := c.rules(d, r.argument, r.given)
		if err != nil {
			return nil, err
		}
		u.rules = append(u.rules, rules...)
		if r.given && d.argument == "" {
			c.note(at, "%s takes no argument: %q is left out", d.key(), r.argument)
		}
	}
	switch {
	case !found:
		return nil, fail(at, "%s is not defined", r.key())
	case len(u.rules) == 0:
		return nil, fail(u.at, "%s has no rules: write them below it, indented", r.key())
	}
	if r.kind == '@' {
		u.slot = c.slotOf(r.name, r.name, r.name, nil)
		u.say()
	}
	c.units[r] = u
	return u, nil
}

// rules reads the rules of a definition for one argument.
func (c *chatette) rules(d *chatetteDef, argument string, given bool) ([]*rule, error) {
	if i := slices.Index(c.open, d); i >= 0 {
		var names []string
		for _, o := range append(c.open[i:len(c.open):len(c.open)], d) {
			names = append(names, o.key())
		}
		return nil, fail(d.at, "%s refers to itself: %s", d.key(), strings.Join(names, " → "))
	}
	if given {
		if c.copies += len(d.lines); c.copies > maxCopies {
			return nil, fail(d.at, "%s: arguments expand to more than %d rules", d.key(), maxCopies)
		}
	}
	c.open, c.used[d] = append(c.open, d), true
	defer func() { c.open = c.open[:len(c.open)-1] }()
	var out []*rule
	for _, line := range d.lines {
		r, err := c.rule(d, line, argument, given)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// rule reads one rule.
func (c *chatette) rule(d *chatetteDef, line chatitoLine, argument string, given bool) (*rule, error) {
	p := &chatetteParser{chatette: c, at: line.at, s: line.text, groups: map[string]*maybe{}}
	if d.argument != "" && given {
		p.argument, p.replaced = d.argument, argument
	} else if d.argument != "" {
		c.note(line.at, "%s is used without an argument: $%s stays as it is", d.key(), d.argument)
	}
	body, err := p.sequence(d.kind == '@')
	if err != nil {
		return nil, err
	}
	r := &rule{body: body, weight: 1, at: line.at}
	if d.kind == '@' && p.peek() == '=' {
		r.body = trimmed(body)
		r.value = words(p.literally(p.s[p.i+1:]))
		if strings.TrimSpace(p.s[p.i+1:]) == "/" {
			r.value = p.first
		}
	}
	said, _ := fixed(r.body)
	r.said = words(said)
	if d.cased {
		r.body = c.cased(r.body, line.at)
	}
	return r, nil
}
