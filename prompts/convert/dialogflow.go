package convert

import (
	"cmp"
	"path"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

var dialogflowDialect = &Dialect{
	Name:       "dialogflow",
	Help:       "exports of Dialogflow ES: intents/NAME_usersays_LANGUAGE.json and entities",
	Holds:      Samples,
	extensions: []string{".json"},
	nothing:    "no training phrases: they belong in intents/NAME_usersays_LANGUAGE.json",
	recognize: func(f *source) clue {
		if usersays.MatchString(f.slashed()) && f.holdsList("data") {
			return clue{sure, "has training phrases of Dialogflow ES"}
		}
		if f.hasKeys("userSays") {
			return clue{sure, "has the key userSays"}
		}
		return clue{}
	},
	read: readDialogflow,
}

var (
	usersays   = regexp.MustCompile(`^(.*)_usersays_([A-Za-z-]+)\.json$`)
	entryFiles = regexp.MustCompile(`^(.*)_entries_([A-Za-z-]+)\.json$`)
)

// slashed is the path of a file with slashes.
func (s *source) slashed() string { return (&jsonFile{source: s}).name() }

// holdsList reports whether a file is a list whose first entry has a key.
func (s *source) holdsList(key string) bool {
	docs, err := s.documents()
	return err == nil && len(docs) == 1 && docs[0].Kind == yaml.SequenceNode && len(docs[0].Content) > 0 && member(docs[0].Content[0], key) != nil
}

// dialogflow reads exports of Dialogflow ES. An intent and an entity are a file for
// what they are, and a file for what they say in each language.
type dialogflow struct {
	*vocabulary
	files []*jsonFile
	lang  string
	heads map[string]*jsonFile // files of intents and entities, by their paths without .json
}

func readDialogflow(im *Import, files []*source) error {
	d := &dialogflow{vocabulary: newVocabulary(im, botBuiltin), heads: map[string]*jsonFile{}}
	var err error
	if d.files, err = im.jsonFiles(files); err != nil {
		return err
	}
	if err := d.choose(); err != nil {
		return err
	}
	for _, f := range d.files {
		if err := d.entityFile(f); err != nil {
			return err
		}
	}
	for _, f := range d.files {
		if err := d.intentFile(f); err != nil {
			return err
		}
	}
	for stem, f := range d.heads {
		if path.Base(path.Dir(stem)) == "intents" {
			d.expect(cmp.Or(named(f.root, "name"), path.Base(stem)), place{file: f.path})
		}
	}
	return d.finish()
}

// choose decides which language is read.
func (d *dialogflow) choose() error {
	have, own := languages{}, ""
	for _, f := range d.files {
		if m := usersays.FindStringSubmatch(f.name()); m != nil {
			have.add(m[2], place{file: f.path})
		} else if path.Base(f.name()) == "agent.json" {
			own = named(f.root, "language")
		} else if f.root.Kind == yaml.MappingNode {
			d.heads[strings.TrimSuffix(f.name(), ".json")] = f
		}
	}
	var err error
	d.lang, err = d.Import.choose(have, own)
	return err
}

// head finds the file of an intent or an entity by its path without .json, and its name.
func (d *dialogflow) head(stem string) (*jsonFile, string) {
	f := d.heads[stem]
	if f == nil {
		return nil, path.Base(stem)
	}
	return f, cmp.Or(named(f.root, "name"), path.Base(stem))
}

// entityFile reads the entries of an entity, from a file of their own or from its own.
func (d *dialogflow) entityFile(f *jsonFile) error {
	if m := entryFiles.FindStringSubmatch(f.name()); m != nil {
		if folded(m[2]) != folded(d.lang) && d.lang != "" {
			return nil
		}
		head, name := d.head(m[1])
		return d.entries(f, head, name, &yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{{Value: "entries"}, f.root}})
	}
	if hasList(f.root, "entries") {
		return d.entries(f, f, named(f.root, "name"), f.root)
	}
	return nil
}

// entries reads [{"value", "synonyms"}]. A value that has synonyms is said only if it
// is one of them.
func (d *dialogflow) entries(f, head *jsonFile, name string, n *yaml.Node) error {
	if name == "" {
		return d.leave(place{file: f.path}, fail(place{file: f.path}, "entity without a name"))
	}
	e := d.entity(name, place{file: f.path})
	if head != nil {
		e.extend(isSet(head.root, "automatedExpansion"), "automatedExpansion")
		if isSet(head.root, "isRegexp") {
			d.note(place{file: head.path}, "entity %q: its regular expressions are not read", name)
			e.closed = false
			return nil
		}
	}
	return d.each(f.path, n, "entries", func(at place, item *yaml.Node) error {
		return d.keyword(at, e, named(item, "value"), strs(item, "synonyms"))
	})
}

// intentFile reads what is said to an intent, from a file of its own or from the
// intent's.
func (d *dialogflow) intentFile(f *jsonFile) error {
	if m := usersays.FindStringSubmatch(f.name()); m != nil {
		if m[2] != d.lang {
			return nil
		}
		_, name := d.head(m[1])
		return d.phrases(f, name, &yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{{Value: "userSays"}, f.root}})
	}
	if hasList(f.root, "userSays") {
		return d.phrases(f, cmp.Or(named(f.root, "name"), path.Base(strings.TrimSuffix(f.name(), ".json"))), f.root)
	}
	return nil
}

// phrases reads [{"data": [{"text", "meta", "alias"}], "isTemplate"}].
func (d *dialogflow) phrases(f *jsonFile, intent string, n *yaml.Node) error {
	return d.each(f.path, n, "userSays", func(at place, item *yaml.Node) error {
		if isSet(item, "isTemplate") {
			return d.template(intent, at, item)
		}
		return d.phrase(intent, at, item)
	})
}

// phrase adds an example. Parts of @sys.ignore are text.
func (d *dialogflow) phrase(intent string, at place, item *yaml.Node) error {
	data, err := items(at.file, member(item, "data"), "data")
	if err != nil {
		return err
	}
	text := ""
	for _, n := range data {
		text += named(n, "text")
	}
	if err := d.marks(at, intent, text); err != nil {
		return err
	}
	var parts []part
	for _, n := range data {
		said, entity := named(n, "text"), strings.TrimPrefix(named(n, "meta"), "@")
		if entity == "" || entity == "sys.ignore" {
			parts = append(parts, part{text: said})
			continue
		}
		role := cmp.Or(named(n, "alias"), plainName(entity))
		parts = append(parts, d.mention(at, d.slot(intent, role, entity, at), said))
	}
	d.sample(intent, at, parts)
	return nil
}

// entityReference is how a template names an entity: @entity:alias.
var entityReference = regexp.MustCompile(`@([\p{L}\d._-]*[\p{L}\d_]):([\p{L}\d_-]+)`)

// template adds a template: its text names entities.
func (d *dialogflow) template(intent string, at place, item *yaml.Node) error {
	data, err := items(at.file, member(item, "data"), "data")
	if err != nil {
		return err
	}
	var out []template
	for _, n := range data {
		said := named(n, "text")
		if meta := strings.TrimPrefix(named(n, "meta"), "@"); meta != "" {
			out = append(out, template{role: cmp.Or(named(n, "alias"), plainName(meta)), entity: meta})
			continue
		}
		from := 0
		for _, m := range entityReference.FindAllStringSubmatchIndex(said, -1) {
			out = append(out, template{text: said[from:m[0]]}, template{role: said[m[4]:m[5]], entity: said[m[2]:m[3]]})
			from = m[1]
		}
		out = append(out, template{text: said[from:]})
	}
	return d.templated(intent, at, out)
}
