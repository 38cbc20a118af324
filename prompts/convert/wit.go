package convert

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

var witDialect = &Dialect{
	Name:       "wit",
	Help:       "exports of wit.ai: utterances/utterances-1.json with entities/NAME.json",
	Holds:      Samples,
	extensions: []string{".json"},
	nothing:    "no utterances: utterances/utterances-1.json with text, intent and entities is wanted",
	recognize: func(f *source) clue {
		docs, err := f.documents()
		if err != nil || len(docs) == 0 || member(docs[0], "intents") != nil || member(docs[0], "assets") != nil {
			return clue{}
		}
		list := member(docs[0], "utterances")
		if list != nil && list.Kind == yaml.SequenceNode && slices.ContainsFunc(list.Content, func(n *yaml.Node) bool { return member(n, "traits") != nil || member(n, "text") != nil }) {
			return clue{sure, "has a list of utterances"}
		}
		return clue{}
	},
	read: readWit,
}

// wit reads exports of wit.ai.
type wit struct{ *vocabulary }

func readWit(im *Import, files []*source) error {
	w := &wit{newVocabulary(im, botBuiltin)}
	all, err := im.jsonFiles(files)
	if err != nil {
		return err
	}
	for _, f := range all {
		switch {
		case path.Base(f.name()) == "app.json":
			_, err = im.choose(languages{}, named(f.root, "lang"))
		case member(f.root, "lookups") != nil || member(f.root, "keywords") != nil:
			err = w.entityOf(f)
		}
		if err != nil {
			return err
		}
	}
	for _, f := range all {
		if err := w.each(f.path, f.root, "utterances", w.utterance); err != nil {
			return err
		}
		if err := w.holds(f.source, member(f.root, "utterances") != nil || member(f.root, "keywords") != nil); err != nil {
			return err
		}
	}
	return w.finish()
}

// entityOf reads {"name", "lookups", "keywords": [{"keyword", "synonyms"}]}. Without
// free text among the lookups, the keywords are all values.
func (w *wit) entityOf(f *jsonFile) error {
	name := cmp.Or(named(f.root, "name"), stem(f))
	e := w.entity(name, place{file: f.path})
	lookups := strs(f.root, "lookups")
	free := len(lookups) == 0 || slices.ContainsFunc(lookups, func(l string) bool { return strings.HasPrefix(l, "free") })
	e.extend(free, "lookups: free-text")
	return w.each(f.path, f.root, "keywords", func(at place, n *yaml.Node) error {
		keyword := named(n, "keyword")
		return w.keyword(at, e, keyword, append([]string{keyword}, strs(n, "synonyms")...))
	})
}

// utterance reads {"text", "intent", "entities": [{"entity": "name:role", "start",
// "end", "body"}]}.
func (w *wit) utterance(at place, n *yaml.Node) error {
	spans, err := w.spans(at, member(n, "entities"))
	if err != nil {
		return err
	}
	if traits := member(n, "traits"); traits != nil && len(traits.Content) > 0 {
		w.notePerFile(at, "utterance", "traits are not read: no words of the text say them")
	}
	return w.marked(named(n, "intent"), at, named(n, "text"), spans)
}

// spans reads the entities of an utterance with those inside them.
func (w *wit) spans(at place, n *yaml.Node) ([]span, error) {
	list, err := items(at.file, n, "entities")
	if err != nil {
		return nil, err
	}
	var out []span
	for _, item := range list {
		name, role, _ := strings.Cut(named(item, "entity"), ":")
		if name == "" {
			return nil, fail(place{at.file, item.Line}, "an entity has no name")
		}
		s := span{annotation: annotation{entity: name, role: plainName(role), value: named(item, "body")}}
		if s.start, err = offset(at.file, item, name, "start"); err != nil {
			return nil, err
		}
		if s.end, err = offset(at.file, item, name, "end"); err != nil {
			return nil, err
		}
		kids, err := w.spans(at, member(item, "entities"))
		if err != nil {
			return nil, err
		}
		out = append(append(out, s), kids...)
	}
	return out, nil
}
