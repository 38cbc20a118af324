package convert

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// chatito reads Chatito files. Definitions are seen by the file that has or
// imports them; every file with intents stands on its own.
type chatito struct {
	*Import
	files map[string]*chatitoFile
	defs  map[*unit]*chatitoDef
	path  []string
}

// chatitoFile is a file and what it sees: its own definitions and imported ones.
type chatitoFile struct {
	name string
	defs map[string]*chatitoDef // by kind and name, such as @[city#big]
	own  []*chatitoDef
}

// chatitoDef is an entity as it is written.
type chatitoDef struct {
	kind  byte
	name  string // with a slot's variation
	at    place
	args  map[string]string
	lines []chatitoLine
	file  *chatitoFile

	unit *unit
	open bool // being read: a reference now is a circle
}

type chatitoLine struct {
	at   place
	text string
}

func (d *chatitoDef) key() string { return string(d.kind) + "[" + d.name + "]" }

var chatitoDialect = &Dialect{
	Name:       "chatito",
	Help:       "templates: .chatito files",
	Holds:      Templates,
	extensions: []string{".chatito"},
	nothing:    "no intent: %[name] begins one; name the file that imports this one",
	recognize: func(f *source) clue {
		switch {
		case f.extension() == ".chatito":
			return clue{sure, "ends in .chatito"}
		case f.extension() != ".chatette" && f.hasLine(definesIntent):
			return clue{likely, "has a line that begins with %["}
		}
		return clue{}
	},
	read: readChatito,
}

// definesIntent reports whether a line begins an intent of Chatito or Chatette.
func definesIntent(line string) bool { return strings.HasPrefix(line, "%[") }

func readChatito(im *Import, files []*source) error {
	c := &chatito{Import: im, files: map[string]*chatitoFile{}, defs: map[*unit]*chatitoDef{}}
	for _, in := range files {
		text, err := in.text()
		if err != nil {
			return err
		}
		f, err := c.file(in.path, text)
		if err != nil {
			return err
		}
		if err := c.intents(f); err != nil {
			return err
		}
	}
	c.unused()
	return nil
}

// file reads a file and those it imports, once.
func (c *chatito) file(path, text string) (*chatitoFile, error) {
	path = filepath.Clean(path)
	if f := c.files[path]; f != nil {
		return f, nil
	}
	c.path = append(c.path, path)
	defer func() { c.path = c.path[:len(c.path)-1] }()
	f := &chatitoFile{name: path, defs: map[string]*chatitoDef{}}
	var d *chatitoDef
	for i, line := range strings.Split(text, "\n") {
		at := place{path, i + 1}
		var err error
		switch {
		case strings.TrimSpace(line) == "", strings.HasPrefix(line, "//"), strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "import "):
			d, err = nil, c.imports(f, at, strings.TrimSpace(line[len("import "):]))
		case len(line) > 1 && strings.IndexByte("%@~", line[0]) >= 0 && line[1] == '[':
			if d, err = chatitoHead(at, line); err == nil {
				err = f.define(d)
			}
		case line[0] == ' ' || line[0] == '\t':
			err = c.sentence(d, at, line)
		default:
			err = fail(at, "%q: a definition, an import, a comment or a sentence after 4 spaces is wanted", line)
		}
		if err != nil {
			return nil, err
		}
	}
	for _, d := range f.own {
		if len(d.lines) == 0 {
			return nil, fail(d.at, "%s has no sentences: write them below it, after 4 spaces", d.key())
		}
	}
	c.files[path] = f
	return f, nil
}

func (f *chatitoFile) define(d *chatitoDef) error {
	if before := f.defs[d.key()]; before != nil {
		return fail(d.at, "%s is defined twice, first at %s", d.key(), before.at)
	}
	d.file = f
	f.defs[d.key()] = d
	f.own = append(f.own, d)
	return nil
}

// imports makes the aliases and slots of another file known to this one.
func (c *chatito) imports(f *chatitoFile, at place, name string) error {
	path, text, err := c.included(at, name, filepath.Dir(f.name))
	if err != nil {
		return err
	}
	if i := slices.Index(c.path, path); i >= 0 {
		return fail(at, "files import each other in a circle: %s", strings.Join(append(c.path[i:], path), " → "))
	}
	g, err := c.file(path, text)
	if err != nil {
		return err
	}
	for _, key := range sortedKeys(g.defs) {
		d := g.defs[key]
		switch before := f.defs[key]; {
		case d.kind == '%':
			if d.file == g {
				c.note(at, "intent %q of %s is not read: only aliases and slots are imported", d.name, d.at)
			}
		case before != nil && before != d:
			return fail(at, "%s is defined twice, at %s and %s", key, before.at, d.at)
		default:
			f.defs[key] = d
		}
	}
	return nil
}

// chatitoHead reads the line that begins an entity: %[name]('key': 'value').
func chatitoHead(at place, line string) (*chatitoDef, error) {
	end := strings.IndexByte(line, ']')
	if end < 0 {
		return nil, fail(at, "%q: ']' is missing", line)
	}
	d := &chatitoDef{kind: line[0], name: line[2:end], at: at}
	if d.name == "" || strings.Contains(d.name, "?") {
		return nil, fail(at, "%q: a name has at least one character, and no ?", line[:end+1])
	}
	rest := strings.TrimSpace(line[end+1:])
	if rest == "" {
		return d, nil
	}
	inner, ok := strings.CutPrefix(rest, "(")
	if !ok {
		return nil, fail(at, "%q after %s: ('key': 'value') or nothing is wanted", rest, d.key())
	}
	var err error
	d.args, err = chatitoArgs(at, inner)
	return d, err
}

// chatitoArgs reads 'key': 'value', … up to the closing bracket.
func chatitoArgs(at place, s string) (map[string]string, error) {
	args := map[string]string{}
	for {
		var key, value string
		var err error
		if key, s, err = quotedText(at, s); err != nil {
			return nil, err
		}
		rest, ok := strings.CutPrefix(strings.TrimSpace(s), ":")
		if !ok {
			return nil, fail(at, "argument %q: ':' and a value are wanted", key)
		}
		if value, s, err = quotedText(at, rest); err != nil {
			return nil, err
		}
		if _, twice := args[key]; twice {
			return nil, fail(at, "argument %q is given twice", key)
		}
		args[key] = value
		switch s = strings.TrimSpace(s); {
		case s == ")":
			return args, nil
		case strings.HasPrefix(s, ","):
			s = s[1:]
		default:
			return nil, fail(at, "%q after argument %q: ',' or ')' is wanted, and nothing behind it", s, key)
		}
	}
}

// quotedText reads text between single or double quotes with the escapes of
// JSON and returns what follows.
func quotedText(at place, s string) (text, rest string, err error) {
	s = strings.TrimSpace(s)
	if s == "" || s[0] != '\'' && s[0] != '"' {
		return "", "", fail(at, "%q: text between quotes is wanted", s)
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == s[0]:
			return b.String(), s[i+1:], nil
		case c == '\\' && i+1 < len(s):
			i++
			if s[i] == 'u' {
				code, err := strconv.ParseUint(s[i+1:min(i+5, len(s))], 16, 16)
				if err != nil || i+5 > len(s) {
					return "", "", fail(at, `%q: four hex digits are wanted after \u`, s)
				}
				b.WriteRune(rune(code))
				i += 4
				continue
			}
			if j := strings.IndexByte("bfnrtv", s[i]); j >= 0 {
				b.WriteByte("\b\f\n\r\t\v"[j])
				continue
			}
			b.WriteByte(s[i])
		default:
			b.WriteByte(c)
		}
	}
	return "", "", fail(at, "%q: the closing quote is missing", s)
}

func (c *chatito) sentence(d *chatitoDef, at place, line string) error {
	rest, ok := strings.CutPrefix(line, "    ")
	switch {
	case !ok || rest[0] == ' ' || rest[0] == '\t':
		return fail(at, "indent a sentence by exactly 4 spaces")
	case d == nil:
		return fail(at, "a sentence without an entity above it")
	}
	c.look(at, rest)
	d.lines = append(d.lines, chatitoLine{at, rest})
	return nil
}

// intents reads the intents of a file, and what they refer to.
func (c *chatito) intents(f *chatitoFile) error {
	for _, d := range f.own {
		if d.kind != '%' {
			continue
		}
		u, err := c.unit(d)
		if err != nil {
			return err
		}
		it := c.intent(d.name, d.at)
		it.sentences = append(it.sentences, u.rules...)
		if err := c.counts(it, d); err != nil {
			return err
		}
	}
	return nil
}

// counts reads how many examples an intent asks for.
func (c *chatito) counts(it *intent, d *chatitoDef) error {
	counted := false
	for _, key := range sortedKeys(d.args) {
		switch value := d.args[key]; key {
		case "training", "testing":
			n, err := strconv.Atoi(value)
			if err != nil || n < 1 || n > 1e12 {
				return fail(d.at, "%s %q is not a number of examples from 1", key, value)
			}
			it.count += float64(n)
			counted = true
		case "distribution":
		default:
			c.note(d.at, "intent %q: argument %q is not used", d.name, key)
		}
	}
	it.counted = it.counted || counted
	it.all = it.all || !counted
	return nil
}

// unit makes the unit of a definition.
func (c *chatito) unit(d *chatitoDef) (*unit, error) {
	if d.unit != nil {
		return d.unit, nil
	}
	d.open = true
	defer func() { d.open = false }()
	u := &unit{name: strings.ReplaceAll(d.name, "#", " "), at: d.at}
	if d.kind == '@' {
		u.slot = c.chatitoSlot(d)
	}
	var odds []*odds
	for _, line := range d.lines {
		o, text := chatitoOdds(line.text)
		body, err := c.parts(d, line.at, text)
		if err != nil {
			return nil, err
		}
		odds = append(odds, o)
		said, _ := fixed(body)
		u.rules = append(u.rules, &rule{body: body, at: line.at, said: words(said), value: c.synonym(d, body)})
	}
	if err := c.weigh(d, u, odds); err != nil {
		return nil, err
	}
	if u.slot != nil {
		u.say()
	}
	d.unit, c.defs[u] = u, d
	return u, nil
}

func (c *chatito) chatitoSlot(d *chatitoDef) *slot {
	name, _, _ := strings.Cut(d.name, "#")
	about := name
	for _, key := range sortedKeys(d.args) {
		if key != "distribution" {
			about += ", " + key + " " + d.args[key]
		}
	}
	return c.slotOf(name, name, about, nil)
}

// synonym returns the name of a slot's value. A sentence has one if it consists of
// a single alias that is marked as a name.
func (c *chatito) synonym(d *chatitoDef, body node) string {
	r, ok := body.(*ref)
	if !ok || d.kind != '@' {
		return ""
	}
	if to := c.defs[r.to]; to.kind == '~' && to.args["synonym"] == "true" {
		return to.name
	}
	return ""
}

// parts reads the text and the references of a sentence.
func (c *chatito) parts(d *chatitoDef, at place, s string) (node, error) {
	s = words(s)
	var out []node
	for s != "" {
		i := nextReference(s)
		if i > 0 {
			out = append(out, literal(s[:i]))
			s = s[i:]
			continue
		}
		end := strings.IndexByte(s, ']')
		if end < 0 {
			return nil, fail(at, "%q: ']' is missing", s)
		}
		n, err := c.reference(d, at, s[0], s[2:end])
		if err != nil {
			return nil, err
		}
		out = append(out, n)
		s = s[end+1:]
	}
	return join(out...), nil
}

// nextReference returns the offset of the next ~[ or @[, or the length of s.
func nextReference(s string) int {
	for i := range len(s) - 1 {
		if (s[i] == '~' || s[i] == '@') && s[i+1] == '[' {
			return i
		}
	}
	return len(s)
}

// reference reads name, name? and name#variation.
func (c *chatito) reference(d *chatitoDef, at place, kind byte, name string) (node, error) {
	name, optional := strings.CutSuffix(name, "?")
	if name == "" || strings.Contains(name, "?") {
		return nil, fail(at, "%c[%s]: a name has at least one character, and no ? but at its end", kind, name)
	}
	to := d.file.defs[string(kind)+"["+name+"]"]
	var n node = literal(name)
	count := 1
	switch {
	case to == nil && kind == '@':
		return nil, fail(at, "slot %q is not defined", name)
	case d.kind == '@' && kind == '@':
		return nil, fail(at, "slot %q is inside a slot: a slot holds only aliases", name)
	case to != nil && to.open:
		return nil, fail(at, "%s refers to itself by way of %s", to.key(), d.key())
	case to != nil:
		u, err := c.unit(to)
		if err != nil {
			return nil, err
		}
		if d.kind == '@' && u.hasSlots() {
			return nil, fail(at, "%s holds a slot, which is inside a slot here: a slot holds only aliases without slots", to.key())
		}
		n, count = &ref{to: u}, len(u.rules)
	}
	if optional {
		return &maybe{body: n, percent: 100 * float64(count) / float64(count+1)}, nil
	}
	return n, nil
}

// unused notes what no intent refers to.
func (c *chatito) unused() {
	for _, path := range sortedKeys(c.files) {
		for _, d := range c.files[path].own {
			if d.unit == nil && d.kind != '%' {
				c.note(d.at, "%s is left out: no intent uses it", d.key())
			}
			if d.kind == '~' && d.args != nil {
				for _, key := range sortedKeys(d.args) {
					if key != "synonym" && key != "distribution" {
						c.note(d.at, "%s: argument %q is not used", d.key(), key)
					}
				}
			}
		}
	}
}
