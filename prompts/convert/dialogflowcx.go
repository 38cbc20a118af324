package convert

import (
	"cmp"
	"path"
	"strings"

	"go.yaml.in/yaml/v3"
)

var dialogflowCXDialect = &Dialect{
	Name:       "dialogflow-cx",
	Help:       "JSON packages of Dialogflow CX: intents/NAME/trainingPhrases/LANGUAGE.json and entityTypes",
	Holds:      Samples,
	extensions: []string{".json"},
	nothing:    "no training phrases: they belong in intents/NAME/trainingPhrases/LANGUAGE.json",
	recognize: func(f *source) clue {
		if f.hasKeys("trainingPhrases") {
			return clue{sure, "has the key trainingPhrases"}
		}
		return clue{}
	},
	read: readDialogflowCX,
}

// dialogflowCX reads packages of Dialogflow CX. An intent and an entity type are a
// folder each, with a file for every language.
type dialogflowCX struct {
	*vocabulary
	files []*jsonFile
	heads map[string]*jsonFile // the files of intents and entity types, by their folders
	lang  string
}

func readDialogflowCX(im *Import, files []*source) error {
	d := &dialogflowCX{vocabulary: newVocabulary(im, botBuiltin), heads: map[string]*jsonFile{}}
	var err error
	if d.files, err = im.jsonFiles(files); err != nil {
		return err
	}
	have, own := languages{}, ""
	for _, f := range d.files {
		switch folder := path.Base(path.Dir(f.name())); {
		case path.Base(f.name()) == "agent.json":
			own = named(f.root, "defaultLanguageCode")
		case folder == "trainingPhrases" || folder == "entities" && hasList(f.root, "entities"):
			have.add(stem(f), place{file: f.path})
		case named(f.root, "displayName") != "":
			d.heads[path.Dir(f.name())] = f
		}
	}
	if d.lang, err = im.choose(have, own); err != nil {
		return err
	}
	for _, f := range d.files {
		if err := d.entityType(f); err != nil {
			return err
		}
	}
	for _, f := range d.files {
		if err := d.phrases(f); err != nil {
			return err
		}
	}
	for folder, f := range d.heads {
		if path.Base(path.Dir(folder)) == "intents" {
			d.expect(named(f.root, "displayName"), place{file: f.path})
		}
	}
	return d.finish()
}

// stem is the name of a file without its folder and .json.
func stem(f *jsonFile) string { return strings.TrimSuffix(path.Base(f.name()), ".json") }

// nameOf is the name of the intent or entity type whose folder holds a folder with f.
func (d *dialogflowCX) nameOf(f *jsonFile) string {
	folder := path.Dir(path.Dir(f.name()))
	if head := d.heads[folder]; head != nil {
		return named(head.root, "displayName")
	}
	return path.Base(folder)
}

// entityType reads the values of an entity type in one language.
func (d *dialogflowCX) entityType(f *jsonFile) error {
	if !hasList(f.root, "entities") || stem(f) != d.lang {
		return nil
	}
	e := d.entity(d.nameOf(f), place{file: f.path})
	if head := d.heads[path.Dir(path.Dir(f.name()))]; head != nil {
		mode := named(head.root, "autoExpansionMode")
		e.extend(mode != "" && mode != "AUTO_EXPANSION_MODE_UNSPECIFIED", "autoExpansionMode")
		if named(head.root, "kind") == "KIND_REGEXP" {
			d.note(place{file: head.path}, "entity %q: its regular expressions are not read", e.label)
			e.closed = false
			return nil
		}
	}
	return d.each(f.path, f.root, "entities", func(at place, n *yaml.Node) error {
		return d.keyword(at, e, named(n, "value"), strs(n, "synonyms"))
	})
}

// phrases reads the training phrases of an intent in one language.
func (d *dialogflowCX) phrases(f *jsonFile) error {
	if member(f.root, "trainingPhrases") == nil {
		return nil
	}
	intent := d.nameOf(f)
	if path.Base(path.Dir(f.name())) == "trainingPhrases" {
		if stem(f) != d.lang {
			return nil
		}
	} else {
		intent = cmp.Or(named(f.root, "displayName"), stem(f))
	}
	types := map[string]string{}
	for _, root := range []*yaml.Node{f.root, d.head(f)} {
		if root == nil {
			continue
		}
		if err := d.each(f.path, root, "parameters", func(_ place, n *yaml.Node) error {
			types[named(n, "id")] = entityID(named(n, "entityType"))
			return nil
		}); err != nil {
			return err
		}
	}
	return d.each(f.path, f.root, "trainingPhrases", func(at place, n *yaml.Node) error {
		return d.phrase(intent, types, at, n)
	})
}

func (d *dialogflowCX) head(f *jsonFile) *yaml.Node {
	if head := d.heads[path.Dir(path.Dir(f.name()))]; head != nil {
		return head.root
	}
	return nil
}

// entityID is the last part of an entity type's name: sys.date of
// projects/-/locations/-/agents/-/entityTypes/sys.date, or room of @room.
func entityID(name string) string { return strings.TrimPrefix(path.Base(name), "@") }

// phrase reads {"parts": [{"text", "parameterId"}], "repeatCount"}.
func (d *dialogflowCX) phrase(intent string, types map[string]string, at place, n *yaml.Node) error {
	list, err := items(at.file, member(n, "parts"), "parts")
	if err != nil {
		return err
	}
	text := ""
	for _, p := range list {
		text += named(p, "text")
	}
	if err := d.marks(at, intent, text); err != nil {
		return err
	}
	var parts []part
	for _, p := range list {
		said, id := named(p, "text"), named(p, "parameterId")
		if id == "" || types[id] == "sys.ignore" {
			parts = append(parts, part{text: said})
			continue
		}
		parts = append(parts, d.mention(at, d.slot(intent, id, cmp.Or(types[id], id), at), said))
	}
	if count := named(n, "repeatCount"); count != "" && count != "0" && count != "1" {
		d.notePerFile(at, "phrase", "repeatCount is not read: every phrase counts once")
	}
	d.sample(intent, at, parts)
	return nil
}
