package convert

import (
	"cmp"

	"go.yaml.in/yaml/v3"
)

var cluDialect = &Dialect{
	Name:       "clu",
	Help:       "projects of Azure's conversational language understanding: JSON with assets and utterances",
	Holds:      Samples,
	extensions: []string{".json"},
	nothing:    "no utterances: a project with assets, intents and utterances is wanted",
	recognize: func(f *source) clue {
		if f.hasKeys("assets") && (f.hasKeys("projectFileVersion") || f.hasKeys("metadata")) {
			return clue{sure, "has the keys assets and metadata of a project"}
		}
		return clue{}
	},
	read: readCLU,
}

// clu reads projects of CLU. An utterance may have a language of its own.
type clu struct {
	*vocabulary
	prebuilt map[string]string // CLU's name of an entity that it defines
	lang     string
}

func readCLU(im *Import, files []*source) error {
	c := &clu{prebuilt: map[string]string{}}
	c.vocabulary = newVocabulary(im, func(name string) builtin { return botBuiltin("Quantity." + c.prebuilt[name]) })
	all, err := im.jsonFiles(files)
	if err != nil {
		return err
	}
	have, own := languages{}, ""
	for _, f := range all {
		lang := named(member(f.root, "metadata"), "language")
		own = cmp.Or(own, lang)
		have.add(lang, place{file: f.path})
		err := c.each(f.path, c.assets(f), "utterances", func(at place, n *yaml.Node) error {
			have.add(named(n, "language"), at)
			return nil
		})
		if err != nil {
			return err
		}
	}
	if c.lang, err = im.choose(have, own); err != nil {
		return err
	}
	for _, f := range all {
		if err := c.each(f.path, c.assets(f), "entities", c.entityOf); err != nil {
			return err
		}
	}
	for _, f := range all {
		lang := named(member(f.root, "metadata"), "language")
		if err := c.each(f.path, c.assets(f), "utterances", func(at place, n *yaml.Node) error {
			if cmp.Or(named(n, "language"), lang, c.lang) != c.lang {
				return nil
			}
			return c.utterance(at, n)
		}); err != nil {
			return err
		}
		if err := c.each(f.path, c.assets(f), "intents", func(at place, n *yaml.Node) error {
			c.expect(azureIntent(named(n, "category")), at)
			return nil
		}); err != nil {
			return err
		}
		if err := c.holds(f.source, member(c.assets(f), "utterances") != nil); err != nil {
			return err
		}
	}
	return c.finish()
}

// assets are what a project holds.
func (c *clu) assets(f *jsonFile) *yaml.Node {
	if assets := member(f.root, "assets"); assets != nil && assets.Kind == yaml.MappingNode {
		return assets
	}
	return f.root
}

// entityOf reads {"category", "prebuilts", "list": {"sublists"}, "regex"}.
func (c *clu) entityOf(at place, n *yaml.Node) error {
	name := named(n, "category")
	if name == "" {
		return fail(at, "entity without a category")
	}
	_ = c.each(at.file, n, "prebuilts", func(_ place, p *yaml.Node) error {
		c.prebuilt[name] = plainName(named(p, "category"))
		return nil
	})
	list := member(n, "list")
	if regex := member(n, "regex"); regex != nil && hasList(regex, "expressions") {
		c.note(place{at.file, regex.Line}, "entity %q: its regular expressions are not read", name)
	}
	if list == nil || !hasList(list, "sublists") {
		return nil
	}
	e := c.entity(name, at)
	e.names = true
	return c.each(at.file, list, "sublists", func(at place, sub *yaml.Node) error {
		key := named(sub, "listKey")
		said := []string{key}
		if err := c.each(at.file, sub, "synonyms", func(_ place, s *yaml.Node) error {
			if lang := named(s, "language"); lang == "" || lang == c.lang {
				said = append(said, strs(s, "values")...)
			}
			return nil
		}); err != nil {
			return err
		}
		return c.keyword(at, e, key, said)
	})
}

// utterance reads {"text", "intent", "entities": [{"category", "offset", "length"}]}.
func (c *clu) utterance(at place, n *yaml.Node) error {
	list, err := items(at.file, member(n, "entities"), "entities")
	if err != nil {
		return err
	}
	var spans []span
	for _, item := range list {
		s := span{annotation: annotation{entity: named(item, "category")}}
		if s.entity == "" {
			return fail(place{at.file, item.Line}, "an entity has no category")
		}
		if s.start, err = offset(at.file, item, s.entity, "offset"); err != nil {
			return err
		}
		if s.end, err = offset(at.file, item, s.entity, "length"); err != nil {
			return err
		}
		s.end += s.start
		spans = append(spans, s)
	}
	if set := named(n, "dataset"); set != "" && set != "Train" {
		c.notePerFile(at, "utterance", "dataset %s is not kept: examples have no split", set)
	}
	return c.marked(azureIntent(named(n, "intent")), at, named(n, "text"), spans)
}
