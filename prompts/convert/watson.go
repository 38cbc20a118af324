package convert

import (
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

var watsonDialect = &Dialect{
	Name:       "watson",
	Help:       "skills of Watson Assistant: JSON with lists of intents with examples, and entities; their CSV files",
	Holds:      Samples,
	extensions: []string{".json", ".csv"},
	nothing:    "no intents: a skill with intents and their examples is wanted",
	recognize:  recognizeWatson,
	read:       readWatson,
}

func recognizeWatson(f *source) clue {
	if isEntityTable(f) {
		return clue{sure, "has rows of entities"}
	}
	docs, err := f.documents()
	if err != nil || f.extension() == ".csv" {
		return clue{}
	}
	for _, doc := range docs {
		list := member(skillOf(doc), "intents")
		if list != nil && list.Kind == yaml.SequenceNode && len(list.Content) > 0 &&
			member(list.Content[0], "intent") != nil && member(list.Content[0], "examples") != nil {
			return clue{sure, "has intents with examples"}
		}
	}
	return clue{}
}

// skillOf is what a skill holds: some exports have it one level down.
func skillOf(doc *yaml.Node) *yaml.Node {
	if inner := member(doc, "workspace"); inner != nil && inner.Kind == yaml.MappingNode {
		return inner
	}
	return doc
}

// watson reads skills of Watson Assistant.
type watson struct{ *vocabulary }

func readWatson(im *Import, files []*source) error {
	w := &watson{newVocabulary(im, botBuiltin)}
	var tables, skills []*source
	for _, f := range files {
		if f.extension() == ".csv" {
			tables = append(tables, f)
		} else {
			skills = append(skills, f)
		}
	}
	all, err := im.jsonFiles(skills)
	if err != nil {
		return err
	}
	have := languages{}
	for _, f := range all {
		have.add(named(skillOf(f.root), "language"), place{file: f.path})
	}
	lang, err := im.choose(have, "")
	if err != nil {
		return err
	}
	var read []*jsonFile
	for _, f := range all {
		if own := named(skillOf(f.root), "language"); own == "" || own == lang {
			read = append(read, f)
		}
	}
	for _, f := range read {
		if err := w.each(f.path, skillOf(f.root), "entities", w.entityOf); err != nil {
			return err
		}
	}
	if err := w.entityTables(tables); err != nil {
		return err
	}
	for _, f := range read {
		if err := w.skill(f); err != nil {
			return err
		}
	}
	if err := w.intentTables(tables); err != nil {
		return err
	}
	return w.finish()
}

// skill reads the intents of a skill and notes what of it is not read.
func (w *watson) skill(f *jsonFile) error {
	root := skillOf(f.root)
	if n := member(root, "counterexamples"); n != nil && len(n.Content) > 0 {
		w.note(place{f.path, n.Line}, "counterexamples are not read: they have no intent")
	}
	if err := w.each(f.path, root, "intents", func(at place, it *yaml.Node) error {
		intent := strings.TrimPrefix(named(it, "intent"), "#")
		if intent == "" {
			return fail(at, "intent without a name")
		}
		w.expect(intent, at)
		return w.each(f.path, it, "examples", func(at place, n *yaml.Node) error {
			return w.example(intent, at, n)
		})
	}); err != nil {
		return err
	}
	return w.holds(f.source, member(root, "intents") != nil)
}

// entityOf reads {"entity", "values": [{"value", "synonyms"}]}.
func (w *watson) entityOf(at place, n *yaml.Node) error {
	name := strings.TrimPrefix(named(n, "entity"), "@")
	if name == "" {
		return fail(at, "entity without a name")
	}
	if !hasList(n, "values") {
		return nil
	}
	e := w.entity(name, at)
	e.names = true
	return w.each(at.file, n, "values", func(at place, v *yaml.Node) error {
		if patterns := strs(v, "patterns"); len(patterns) > 0 {
			w.note(at, "entity %q: the patterns of %q are not read (%s)", name, named(v, "value"), patterns[0])
			return nil
		}
		value := named(v, "value")
		return w.keyword(at, e, value, append([]string{value}, strs(v, "synonyms")...))
	})
}

// example reads {"text", "mentions": [{"entity", "location": [start, end]}]}.
func (w *watson) example(intent string, at place, n *yaml.Node) error {
	text := named(n, "text")
	list, err := items(at.file, member(n, "mentions"), "mentions")
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return w.said(intent, at, text)
	}
	var spans []span
	for _, item := range list {
		s := span{annotation: annotation{entity: strings.TrimPrefix(named(item, "entity"), "@")}}
		where := member(item, "location")
		if s.entity == "" || where == nil || where.Kind != yaml.SequenceNode || len(where.Content) != 2 {
			return fail(place{at.file, item.Line}, "mention: an entity and its location [start, end] are wanted")
		}
		ends := &yaml.Node{Kind: yaml.MappingNode, Line: where.Line, Content: []*yaml.Node{{Value: "start"}, where.Content[0], {Value: "end"}, where.Content[1]}}
		if s.start, err = offset(at.file, ends, s.entity, "start"); err != nil {
			return err
		}
		if s.end, err = offset(at.file, ends, s.entity, "end"); err != nil {
			return err
		}
		spans = append(spans, s)
	}
	return w.marked(intent, at, text, spans)
}

// atEntity is how an example names an entity: @room, or a value of it, @room:hall.
var atEntity = regexp.MustCompile(`(^|[\s(,;:"'])@([\p{L}_][\p{L}\d_-]*)(?::(\([^)]*\)|[\p{L}\d_-]+))?`)

// said adds an example whose text may name entities. A value of one is said in the
// value's own words.
func (w *watson) said(intent string, at place, text string) error {
	var out []template
	from := 0
	for _, m := range atEntity.FindAllStringSubmatchIndex(text, -1) {
		entity := text[m[4]:m[5]]
		if w.entities[entity] == nil && botBuiltin(entity).words == nil {
			continue // a handle, such as @home
		}
		out = append(out, template{text: text[from:m[3]]})
		from = m[1]
		if m[6] >= 0 {
			said := strings.Trim(text[m[6]:m[7]], "()")
			out = append(out, template{text: said, role: plainName(entity), entity: entity})
			continue
		}
		out = append(out, template{role: plainName(entity), entity: entity})
	}
	return w.templated(intent, at, append(out, template{text: text[from:]}))
}

// isEntityTable reports whether a file is a CSV file of entities, as Watson has them:
// rows of an entity, a value and its synonyms, in a file named for entities.
func isEntityTable(f *source) bool {
	if f.extension() != ".csv" || !strings.Contains(strings.ToLower(f.slashed()[strings.LastIndex(f.slashed(), "/")+1:]), "entit") {
		return false
	}
	t, err := f.table()
	return err == nil && len(t.rows) > 0 && len(t.rows[0].cells) >= 2
}

// entityTables reads CSV rows of an entity, a value and its synonyms.
func (w *watson) entityTables(files []*source) error {
	for _, f := range files {
		if !isEntityTable(f) {
			continue
		}
		t, err := f.table()
		if err != nil {
			return err
		}
		for _, r := range t.rows {
			if err := w.leave(r.at, w.entityRow(r)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *watson) entityRow(r tableRow) error {
	if r.err != nil {
		return fail(r.at, "%w", r.err)
	}
	if len(r.cells) < 2 {
		return fail(r.at, "an entity and a value are wanted")
	}
	name, value := strings.TrimPrefix(words(r.cells[0]), "@"), words(r.cells[1])
	e := w.entity(name, r.at)
	e.names = true
	said := []string{value}
	for _, synonym := range r.cells[2:] {
		switch synonym = words(synonym); {
		case len(synonym) > 2 && strings.HasPrefix(synonym, "/") && strings.HasSuffix(synonym, "/"):
			w.note(r.at, "entity %q: the pattern %s is not read", name, synonym)
		case synonym != "":
			said = append(said, synonym)
		}
	}
	return w.keyword(r.at, e, value, said)
}

// intentTables reads CSV rows of an example and its intent.
func (w *watson) intentTables(files []*source) error {
	for _, f := range files {
		if isEntityTable(f) {
			continue
		}
		t, err := f.table()
		if err != nil {
			return err
		}
		c, header, err := w.columnsOf(f, t)
		if err := w.leave(place{file: f.path}, err); err != nil {
			return err
		}
		if err != nil {
			continue
		}
		if header {
			t.rows = t.rows[1:]
		}
		for _, r := range t.rows {
			if err := w.leave(r.at, w.intentRow(r, c)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *watson) intentRow(r tableRow, c columns) error {
	if r.err != nil {
		return fail(r.at, "%w", r.err)
	}
	if len(r.cells) <= max(c.text, c.intent) || c.intent < 0 {
		return fail(r.at, "an example and an intent are wanted")
	}
	return w.said(strings.TrimPrefix(words(r.cells[c.intent]), "#"), r.at, r.cells[c.text])
}
