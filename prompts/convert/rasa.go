package convert

import (
	"strings"
)

var rasaDialect = &Dialect{
	Name:       "rasa",
	Help:       "NLU training data: YAML with the key nlu, JSON with rasa_nlu_data, Markdown with ## intent:",
	Holds:      Samples,
	extensions: []string{".yml", ".yaml", ".json", ".md"},
	nothing:    "no training examples: they belong under nlu: as - intent: with examples:",
	recognize: func(f *source) clue {
		switch {
		case isMarkdown(f):
			if f.hasLine(headsIntent) {
				return clue{sure, "has the heading ## intent:"}
			}
		case f.hasKeys("rasa_nlu_data"):
			return clue{sure, "has the key rasa_nlu_data"}
		case f.hasKeys("nlu"):
			return clue{sure, "has the key nlu"}
		}
		return clue{}
	},
	read: readRasa,
}

// isMarkdown reports whether a file is Markdown by its name, or by what it has where
// its name says nothing.
func isMarkdown(f *source) bool {
	switch f.extension() {
	case ".md":
		return true
	case ".yml", ".yaml", ".json":
		return false
	}
	return f.hasLine(headsIntent)
}

// headsIntent reports whether a line of Markdown begins an intent.
func headsIntent(line string) bool {
	_, name, ok := strings.Cut(line, "intent:")
	return ok && strings.HasPrefix(line, "#") && name != ""
}

func readRasa(im *Import, files []*source) error {
	r := &rasa{Import: im, entities: map[string]*entity{}, synonyms: map[string]*synonym{}, lookups: map[string]*lookup{}, responses: map[string]string{}}
	for _, in := range files {
		held, err := r.file(in)
		if err != nil {
			return err
		}
		if err := im.holds(in, held); err != nil {
			return err
		}
	}
	n := len(r.samples)
	if err := r.tell(); err != nil {
		return err
	}
	for _, f := range r.unread {
		if n == len(r.samples) {
			r.note(f.at, "%q is not read", f.key)
		}
	}
	r.finish()
	return nil
}

// file reads a file; false where it holds no training data.
func (r *rasa) file(f *source) (held bool, err error) {
	if isMarkdown(f) {
		text, err := f.text()
		if err != nil {
			return false, err
		}
		return r.markdown(f.path, text)
	}
	docs, err := f.documents()
	if err != nil {
		return false, err
	}
	for _, doc := range docs {
		read := r.yaml
		if data := member(doc, "rasa_nlu_data"); data != nil {
			read, doc = r.json, data
		}
		found, err := read(f.path, doc)
		if held = held || found; err != nil {
			return held, err
		}
	}
	return held, nil
}
