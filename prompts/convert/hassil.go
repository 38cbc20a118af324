package convert

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

var hassilDialect = &Dialect{
	Name:       "hassil",
	Help:       "templates: YAML of Home Assistant's intents, with the keys intents and sentences",
	Holds:      Templates,
	extensions: []string{".yaml", ".yml"},
	nothing:    "no sentences: they belong under intents: NAME: data: as - sentences:",
	recognize:  recognizeHassil,
	read:       readHassil,
}

func recognizeHassil(f *source) clue {
	docs, err := f.documents()
	if err != nil {
		return clue{}
	}
	for _, doc := range docs {
		intents := member(doc, "intents")
		if intents == nil || intents.Kind != yaml.MappingNode {
			continue
		}
		for i := 1; i < len(intents.Content); i += 2 {
			data := member(intents.Content[i], "data")
			if data != nil && data.Kind == yaml.SequenceNode && slices.ContainsFunc(data.Content, func(n *yaml.Node) bool { return member(n, "sentences") != nil }) {
				return clue{sure, "has intents with data and sentences"}
			}
		}
		if member(doc, "language") != nil {
			return clue{likely, "has the keys language and intents"}
		}
	}
	return clue{}
}

// hassil reads intents of Home Assistant. All files of a language are one set of
// rules and lists.
type hassil struct {
	*Import
	rules  map[string]*hassilDef // expansion_rules
	lists  map[string]*hassilDef
	blocks []*hassilBlock
	units  map[string][]*hassilUnit
	used   map[string]bool // what the unit depends on that is being made
	open   []*hassilDef    // rules that are being read
	fixed  []*unsaid
	untold []field // of contexts: what no prompt tells
}

// hassilDef is the definition of a rule or a list.
type hassilDef struct {
	at   place
	node *yaml.Node
	used bool // a sentence refers to it
}

// hassilBlock is an entry of an intent's data: sentences that share slots and
// context.
type hassilBlock struct {
	intent    string
	at        place
	sentences []*yaml.Node
	slots     []field
	rules     map[string]*hassilDef // of the block alone
	lists     map[string]*hassilDef
	requires  map[string][]string // context: the values of each key that are wanted
	excludes  map[string][]string
}

func readHassil(im *Import, files []*source) error {
	h := &hassil{Import: im, rules: map[string]*hassilDef{}, lists: map[string]*hassilDef{}, units: map[string][]*hassilUnit{}}
	docs, err := h.documents(files)
	if err != nil {
		return err
	}
	for _, d := range docs {
		if err := h.document(d.path, d.node); err != nil {
			return err
		}
	}
	for _, b := range h.blocks {
		for _, n := range b.sentences {
			if err := h.sentence(b, n); err != nil {
				return err
			}
		}
	}
	h.finish()
	return nil
}

// hassilDoc is a document of a file.
type hassilDoc struct {
	path string
	node *yaml.Node
}

// documents returns the documents of one language. A document that names none is of
// each.
func (h *hassil) documents(files []*source) ([]hassilDoc, error) {
	var all []hassilDoc
	var languages []string
	for _, f := range files {
		docs, err := f.documents()
		if err != nil && !f.found {
			return nil, err
		}
		if err != nil {
			h.note(place{file: f.path}, "is left out: %s", strings.TrimPrefix(err.Error(), f.path+":"))
		}
		for _, doc := range docs {
			if doc.Kind != yaml.MappingNode {
				continue
			}
			all = append(all, hassilDoc{f.path, doc})
			if lang := languageOf(doc); lang != "" && !slices.Contains(languages, lang) {
				languages = append(languages, lang)
			}
		}
	}
	want := h.opts.Language
	switch {
	case want == "" && len(languages) > 1:
		return nil, fmt.Errorf("the files are of several languages (%s): name one with --language", strings.Join(languages, ", "))
	case want == "" && len(languages) == 1:
		h.language = languages[0]
		return all, nil
	case want != "" && len(languages) > 0 && !slices.Contains(languages, want):
		return nil, fmt.Errorf("no file is of language %s: the files are of %s", want, strings.Join(languages, ", "))
	}
	return slices.DeleteFunc(all, func(d hassilDoc) bool {
		lang := languageOf(d.node)
		return lang != "" && lang != want && want != ""
	}), nil
}

func languageOf(doc *yaml.Node) string {
	if n := member(doc, "language"); n != nil && n.Kind == yaml.ScalarNode {
		return n.Value
	}
	return ""
}

// document reads intents, rules and lists.
func (h *hassil) document(path string, doc *yaml.Node) error {
	all, err := fields(path, doc, "file")
	if err != nil {
		return err
	}
	for _, f := range all {
		switch f.key {
		case "intents":
			err = h.intents(path, f.value)
		case "expansion_rules":
			err = h.define(path, f, h.rules, "rule")
		case "lists":
			err = h.define(path, f, h.lists, "list")
		case "skip_words":
			h.note(f.at, "skip_words are not read: a template says where words may be left out")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// define adds the definitions of a mapping. A second one of a name takes the place
// of the first, as in hassil.
func (h *hassil) define(path string, f field, to map[string]*hassilDef, what string) error {
	if f.value.Tag == "!!null" {
		return nil
	}
	all, err := fields(path, f.value, f.key)
	if err != nil {
		return err
	}
	for _, d := range all {
		if before := to[d.key]; before != nil {
			h.note(d.at, "%s %q takes the place of that at %s", what, d.key, before.at)
		}
		to[d.key] = &hassilDef{at: d.at, node: d.value}
	}
	return nil
}

// intents reads {NAME: {data: [{sentences: …}]}}, or {NAME: [sentences]} as
// configuration.yaml has them.
func (h *hassil) intents(path string, n *yaml.Node) error {
	if n.Tag == "!!null" {
		return nil
	}
	all, err := fields(path, n, "intents")
	if err != nil {
		return err
	}
	for _, f := range all {
		if f.value.Kind == yaml.SequenceNode {
			h.blocks = append(h.blocks, &hassilBlock{intent: f.key, at: f.at, sentences: f.value.Content})
			continue
		}
		if f.value.Kind != yaml.MappingNode {
			h.note(f.at, "intent %q has no data: left out", f.key)
			continue
		}
		data, err := items(path, member(f.value, "data"), "data of intent "+f.key)
		if err != nil {
			return err
		}
		for _, n := range data {
			b, err := h.block(path, f.key, n)
			if err != nil {
				return err
			}
			h.blocks = append(h.blocks, b)
		}
	}
	return nil
}

// block reads an entry of an intent's data.
func (h *hassil) block(path, intent string, n *yaml.Node) (*hassilBlock, error) {
	b := &hassilBlock{intent: intent, at: place{path, n.Line}, rules: map[string]*hassilDef{}, lists: map[string]*hassilDef{}}
	all, err := fields(path, n, "data of intent "+intent)
	if err != nil {
		return nil, err
	}
	for _, f := range all {
		switch f.key {
		case "sentences":
			b.sentences, err = items(path, f.value, "sentences")
		case "slots":
			if f.value.Tag != "!!null" {
				b.slots, err = fields(path, f.value, "slots")
			}
		case "expansion_rules":
			err = h.define(path, f, b.rules, "rule")
		case "lists":
			err = h.define(path, f, b.lists, "list")
		case "requires_context":
			b.requires, err = h.context(path, f)
		case "excludes_context":
			b.excludes, err = h.context(path, f)
		case "required_keywords":
			h.note(f.at, "%q is not read", f.key)
		}
		if err != nil {
			return nil, err
		}
	}
	return b, nil
}

// context reads {key: value} or {key: [values]}. What a house is like when somebody
// speaks is nothing that a prompt says: it only chooses among the values of lists.
func (h *hassil) context(path string, f field) (map[string][]string, error) {
	if f.value.Tag == "!!null" {
		return nil, nil
	}
	all, err := fields(path, f.value, f.key)
	if err != nil {
		return nil, err
	}
	out := map[string][]string{}
	for _, one := range all {
		nodes := []*yaml.Node{one.value}
		if one.value.Kind == yaml.SequenceNode {
			nodes = one.value.Content
		}
		for _, n := range nodes {
			if n.Kind == yaml.ScalarNode && n.Tag != "!!null" {
				out[one.key] = append(out[one.key], n.Value)
			} else {
				h.untold = append(h.untold, one)
			}
		}
	}
	return out, nil
}

// sentence adds a sentence to its intent.
func (h *hassil) sentence(b *hassilBlock, n *yaml.Node) error {
	at := place{b.at.file, n.Line}
	text, err := scalarText(at.file, n, "sentence")
	if err != nil {
		return h.leave(at, err)
	}
	h.look(at, text)
	body, err := h.parse(at, b, text)
	if err != nil {
		return h.leave(at, err)
	}
	var set seq
	for _, f := range b.slots {
		if f.value.Kind != yaml.ScalarNode || f.value.Tag == "!!null" {
			h.note(f.at, "slot %q is left out: its value is %s", f.key, describe(f.value))
			continue
		}
		u := &unsaid{h.slotOf(f.key, f.key, f.key, nil), f.value.Value}
		h.fixed = append(h.fixed, u)
		set = append(set, u)
	}
	it := h.intent(b.intent, b.at)
	all, several := body.(choice)
	if !several {
		all = choice{{body: body}}
	}
	for _, r := range all { // each alternative is a template
		it.sentences = append(it.sentences, &rule{body: join(r.body, set), weight: 1, at: at})
	}
	return nil
}

// finish gives slots the values that sentences set without words. A number needs
// none of them to be known.
func (h *hassil) finish() {
	for _, u := range h.fixed {
		e := u.slot.entity
		if len(e.types) == 0 || !e.types[0].reads(u.value) {
			e.say(value{name: u.value, at: place{}})
		}
	}
	for key, all := range byKey(h.untold) {
		h.note(all[0].at, "context %q is not read: a prompt alone does not tell it%s", key, more(len(all)-1, "time"))
	}
	for _, b := range h.blocks {
		h.unused(b.rules)
		h.unused(b.lists)
	}
	h.unused(h.rules)
	h.unused(h.lists)
}

// unused notes the definitions that no sentence refers to.
func (h *hassil) unused(defs map[string]*hassilDef) {
	for name, d := range defs {
		if !d.used {
			h.note(d.at, "%q is left out: no sentence refers to it", name)
		}
	}
}

// byKey groups fields.
func byKey(all []field) map[string][]field {
	out := map[string][]field{}
	for _, f := range all {
		out[f.key] = append(out[f.key], f)
	}
	return out
}
