package convert

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

var lexDialect = &Dialect{
	Name:       "lex",
	Help:       "exports of Amazon Lex: BotLocales/LOCALE/Intents/NAME/Intent.json with slot types, or the JSON of Lex V1",
	Holds:      Samples,
	extensions: []string{".json"},
	nothing:    "no sample utterances: intents with sampleUtterances are wanted",
	recognize: func(f *source) clue {
		if f.hasKeys("sampleUtterances") {
			return clue{sure, "has the key sampleUtterances"}
		}
		if docs, err := f.documents(); err == nil && len(docs) > 0 && hasList(member(docs[0], "resource"), "intents") {
			return clue{sure, "has a resource with intents"}
		}
		return clue{}
	},
	read: readLex,
}

// lex reads exports of Amazon Lex. An intent of V2 is a folder, in one of a locale.
type lex struct {
	*vocabulary
	lang string
}

// localeOf is the locale of a file of Lex V2, the folder below BotLocales.
func localeOf(f *jsonFile) string {
	all := strings.Split(f.name(), "/")
	if i := slices.Index(all, "BotLocales"); i >= 0 && i+1 < len(all) {
		return all[i+1]
	}
	return named(member(f.root, "resource"), "locale")
}

func readLex(im *Import, files []*source) error {
	l := &lex{vocabulary: newVocabulary(im, botBuiltin)}
	all, err := im.jsonFiles(files)
	if err != nil {
		return err
	}
	have := languages{}
	for _, f := range all {
		have.add(localeOf(f), place{file: f.path})
	}
	if l.lang, err = im.choose(have, ""); err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(f *jsonFile) bool { locale := localeOf(f); return locale != "" && locale != l.lang })
	for _, f := range all {
		if hasList(f.root, "slotTypeValues") {
			err = l.leave(place{file: f.path}, l.slotType(place{f.path, f.root.Line}, f.root, "slotTypeValues"))
		} else {
			err = l.each(f.path, resourceOf(f), "slotTypes", func(at place, n *yaml.Node) error { return l.slotType(at, n, "enumerationValues") })
		}
		if err != nil {
			return err
		}
	}
	for _, f := range all {
		if err := l.intents(f, all); err != nil {
			return err
		}
	}
	return l.finish()
}

// resourceOf is what a file of Lex V1 describes.
func resourceOf(f *jsonFile) *yaml.Node {
	if resource := member(f.root, "resource"); resource != nil && resource.Kind == yaml.MappingNode {
		return resource
	}
	return f.root
}

// intents reads the intent of a file of V2, with its slots from files beside it, or
// the intents of a file of V1.
func (l *lex) intents(f *jsonFile, all []*jsonFile) error {
	if path.Base(f.name()) == "Intent.json" || hasList(f.root, "sampleUtterances") && member(f.root, "slotTypeName") == nil {
		types := map[string]string{}
		for _, other := range all {
			below := path.Join(path.Dir(f.name()), "Slots") + "/"
			if strings.HasPrefix(other.name(), below) {
				types[named(other.root, "name")] = named(other.root, "slotTypeName")
			}
		}
		return l.leave(place{file: f.path}, l.intentOf(place{f.path, f.root.Line}, f.root, types))
	}
	return l.each(f.path, resourceOf(f), "intents", func(at place, n *yaml.Node) error {
		types := map[string]string{}
		if err := l.each(f.path, n, "slots", func(_ place, s *yaml.Node) error {
			types[named(s, "name")] = named(s, "slotType")
			return nil
		}); err != nil {
			return err
		}
		return l.intentOf(at, n, types)
	})
}

// intentOf reads the utterances of an intent: {"utterance": "book {Room}"}, or text.
func (l *lex) intentOf(at place, n *yaml.Node, types map[string]string) error {
	name := named(n, "name")
	if name == "" {
		return fail(at, "intent without a name")
	}
	l.expect(name, at)
	return l.each(at.file, n, "sampleUtterances", func(at place, u *yaml.Node) error {
		text := u.Value
		if u.Kind == yaml.MappingNode {
			text = named(u, "utterance")
		}
		parts, err := placeholders(text, func(slot string) (string, string, error) {
			entity := types[slot]
			if entity == "" {
				return "", "", fail(at, "slot {%s} is not among those of intent %q", slot, name)
			}
			return slot, entity, nil
		})
		if err != nil {
			return err
		}
		return l.templated(name, at, parts)
	})
}

// slotType reads values with synonyms. Where the original value is kept, words that the
// type does not list are values too.
func (l *lex) slotType(at place, n *yaml.Node, key string) error {
	name := named(n, "name")
	if name == "" {
		return fail(at, "slot type without a name")
	}
	e := l.entity(name, at)
	strategy := cmp.Or(named(member(n, "valueSelectionSetting"), "resolutionStrategy"), named(n, "valueSelectionStrategy"))
	e.extend(strings.EqualFold(strategy, "ORIGINAL_VALUE") || strings.EqualFold(strategy, "OriginalValue"), strategy)
	if parent := named(n, "parentSlotTypeSignature"); parent != "" {
		e.types = botBuiltin(parent).types
		l.note(at, "slot type %q: what it takes from %s is not read", name, parent)
	}
	return l.each(at.file, n, key, func(at place, v *yaml.Node) error {
		sample := cmp.Or(named(member(v, "sampleValue"), "value"), named(v, "value"))
		said := append([]string{sample}, strs(v, "synonyms")...)
		if err := l.each(at.file, v, "synonyms", func(_ place, s *yaml.Node) error {
			if word := named(s, "value"); word != "" {
				said = append(said, word)
			}
			return nil
		}); err != nil {
			return err
		}
		return l.keyword(at, e, sample, said)
	})
}
