package convert

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/dataset"
)

var luisDialect = &Dialect{
	Name:       "luis",
	Help:       "apps of LUIS: JSON with luis_schema_version, or with lists of intents and utterances; batch tests",
	Holds:      Samples,
	extensions: []string{".json"},
	nothing:    "no utterances: an app of LUIS with utterances or patterns is wanted",
	recognize:  recognizeLUIS,
	read:       readLUIS,
}

func recognizeLUIS(f *source) clue {
	switch {
	case f.hasKeys("luis_schema_version"):
		return clue{sure, "has the key luis_schema_version"}
	case f.hasKeys("LabeledTestSetUtterances"):
		return clue{sure, "has the key LabeledTestSetUtterances"}
	case f.hasKeys("intents", "utterances"):
		if docs, err := f.documents(); err == nil && hasList(docs[0], "intents") && hasList(docs[0], "utterances") {
			return clue{sure, "has lists of intents and utterances"}
		}
	case f.holdsList("intent") && f.holdsList("text"):
		return clue{likely, "has a list of text and intent"}
	}
	return clue{}
}

// luis reads apps of LUIS, of any version of their schema, and batch tests.
type luis struct {
	*vocabulary
	prebuilt map[string]string // what LUIS defines itself, by name or role
	roles    map[string]string // entity of a role, as patterns name it
}

func readLUIS(im *Import, files []*source) error {
	l := &luis{prebuilt: map[string]string{}, roles: map[string]string{}}
	l.vocabulary = newVocabulary(im, l.own)
	all, err := im.jsonFiles(files)
	if err != nil {
		return err
	}
	have := languages{}
	for _, f := range all {
		have.add(named(f.root, "culture"), place{file: f.path})
	}
	lang, err := im.choose(have, "")
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(f *jsonFile) bool {
		culture := named(f.root, "culture")
		return culture != "" && culture != lang
	})
	for _, f := range all {
		if err := l.entitiesOf(f); err != nil {
			return err
		}
	}
	for _, f := range all {
		if err := l.utterancesOf(f); err != nil {
			return err
		}
	}
	return l.finish()
}

// own is the entity of LUIS's own with a name. A pattern.any entity takes any words.
func (l *luis) own(name string) builtin {
	if anyWords := "Pattern.any"; l.prebuilt[name] == anyWords {
		return phrases
	}
	return botBuiltin("builtin." + l.prebuilt[name])
}

// entitiesOf reads the entities of an app and notes what of it is not read.
func (l *luis) entitiesOf(f *jsonFile) error {
	if f.root.Kind != yaml.MappingNode {
		return nil
	}
	for _, name := range strs(f.root, "bing_entities") { // of early versions
		l.prebuilt[name] = name
	}
	for _, r := range []struct {
		key  string
		read func(at place, n *yaml.Node) error
	}{
		{"prebuiltEntities", func(_ place, n *yaml.Node) error { l.prebuilt[named(n, "name")] = named(n, "name"); return nil }},
		{"patternAnyEntities", func(_ place, n *yaml.Node) error { l.prebuilt[named(n, "name")] = "Pattern.any"; return nil }},
		{"closedLists", l.closedList},
		{"regex_entities", l.regex},
		{"regexEntities", l.regex},
	} {
		if err := l.each(f.path, f.root, r.key, func(at place, n *yaml.Node) error {
			if err := r.read(at, n); err != nil {
				return err
			}
			return l.rolesOf(at, n)
		}); err != nil {
			return err
		}
	}
	for _, key := range []string{"entities", "composites", "hierarchicals"} {
		if err := l.each(f.path, f.root, key, l.rolesOf); err != nil {
			return err
		}
	}
	for _, key := range []string{"model_features", "phraselists", "regex_features"} {
		if n := member(f.root, key); n != nil && len(n.Content) > 0 {
			l.note(place{f.path, n.Line}, "%s are not read: a pack has no features", key)
		}
	}
	return nil
}

// rolesOf notes the roles of an entity, and for a prebuilt one the names of LUIS.
func (l *luis) rolesOf(at place, n *yaml.Node) error {
	name := named(n, "name")
	if name == "" {
		return fail(at, "entity without a name")
	}
	for _, role := range strs(n, "roles") {
		l.roles[role] = name
	}
	return nil
}

// closedList reads {"name", "subLists": [{"canonicalForm", "list"}]}.
func (l *luis) closedList(at place, n *yaml.Node) error {
	name := named(n, "name")
	if name == "" {
		return nil // rolesOf says so
	}
	e := l.entity(name, at)
	e.extend(false, "")
	return l.each(at.file, n, "subLists", func(at place, sub *yaml.Node) error {
		name := named(sub, "canonicalForm")
		return l.keyword(at, e, name, append([]string{name}, strs(sub, "list")...))
	})
}

// regex notes an entity whose values are what an expression matches.
func (l *luis) regex(at place, n *yaml.Node) error {
	l.note(at, "entity %q: its regular expression is not read", named(n, "name"))
	return nil
}

// utterancesOf reads the utterances and the patterns of an app, or a batch test.
func (l *luis) utterancesOf(f *jsonFile) error {
	root := f.root
	if root.Kind == yaml.SequenceNode {
		root = &yaml.Node{Kind: yaml.MappingNode, Line: root.Line, Content: []*yaml.Node{{Value: "utterances"}, root}}
	}
	for _, key := range []string{"utterances", "LabeledTestSetUtterances"} {
		if err := l.each(f.path, root, key, l.utterance); err != nil {
			return err
		}
	}
	if err := l.each(f.path, root, "patterns", l.pattern); err != nil {
		return err
	}
	if err := l.each(f.path, root, "intents", func(at place, n *yaml.Node) error {
		l.expect(azureIntent(named(n, "name")), at)
		return nil
	}); err != nil {
		return err
	}
	return l.holds(f.source, member(root, "utterances") != nil || member(root, "patterns") != nil || member(root, "LabeledTestSetUtterances") != nil)
}

// utterance reads {"text", "intent", "entities": [{"entity", "startPos", "endPos"}]}.
func (l *luis) utterance(at place, n *yaml.Node) error {
	text := named(n, "text")
	spans, err := l.spans(at, text, member(n, "entities"))
	if err != nil {
		return err
	}
	return l.marked(azureIntent(cmp.Or(named(n, "intent"), named(n, "intentName"))), at, text, spans)
}

// azureIntent is an intent of LUIS or CLU. Theirs for prompts that ask for nothing is
// slmkit's none.
func azureIntent(name string) string {
	if name == "None" {
		return dataset.None
	}
	return name
}

// spans reads the entities of an utterance with their children. The end of LUIS is the
// last character itself.
func (l *luis) spans(at place, text string, n *yaml.Node) ([]span, error) {
	list, err := items(at.file, n, "entities")
	if err != nil {
		return nil, err
	}
	var out []span
	for _, item := range list {
		name := cmp.Or(named(item, "entity"), named(item, "entityType"))
		if name == "" {
			return nil, fail(place{at.file, item.Line}, "an entity has no name")
		}
		s := span{annotation: annotation{entity: name, role: named(item, "role")}}
		if i := strings.LastIndex(name, "::"); i >= 0 && s.role == "" {
			s.role = name[i+2:]
		}
		if s.role == "" && l.roles[name] != "" { // a test names the role alone
			s.entity, s.role = l.roles[name], name
		}
		if said := named(item, "matchText"); said != "" {
			s.start, s.end, err = matched(text, said, named(item, "matchIndex"))
		} else {
			s.start, s.end, err = inclusive(at.file, item, name)
		}
		if err != nil {
			return nil, err
		}
		kids, err := l.spans(at, text, member(item, "children"))
		if err != nil {
			return nil, err
		}
		out = append(append(out, s), kids...)
	}
	return out, nil
}

// inclusive reads startPos and endPos.
func inclusive(path string, n *yaml.Node, entity string) (start, end int, err error) {
	if start, err = offset(path, n, entity, "startPos"); err != nil {
		return 0, 0, err
	}
	if end, err = offset(path, n, entity, "endPos"); err == nil && end != nowhere {
		end++
	}
	return start, end, err
}

// matched finds the n-th place of words, counted from 0, in UTF-16 code units.
func matched(text, said, n string) (start, end int, err error) {
	nth := 0
	if n != "" {
		if _, err := fmt.Sscan(n, &nth); err != nil {
			return 0, 0, fmt.Errorf("matchIndex %q is no whole number", n)
		}
	}
	at := 0
	for {
		i := strings.Index(text[at:], said)
		if i < 0 {
			return nowhere, nowhere, nil
		}
		if nth--; nth < 0 {
			start = codeUnitsOf(text[:at+i])
			return start, start + codeUnitsOf(said), nil
		}
		at += i + len(said)
	}
}

// pattern reads {"pattern": "book {Room:role} [please]", "intent"}.
func (l *luis) pattern(at place, n *yaml.Node) error {
	all, err := variants(named(n, "pattern"))
	if err != nil {
		return fail(at, "%w", err)
	}
	for _, text := range all {
		parts, err := placeholders(text, l.placeholder)
		if err == nil {
			err = l.templated(azureIntent(named(n, "intent")), at, parts)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// placeholder reads Entity, Entity:role, or the role of an entity alone.
func (l *luis) placeholder(slot string) (role, entity string, err error) {
	entity, role, _ = strings.Cut(slot, ":")
	if role == "" && l.roles[entity] != "" {
		entity, role = l.roles[entity], entity
	}
	return cmp.Or(role, plainName(entity)), entity, nil
}
