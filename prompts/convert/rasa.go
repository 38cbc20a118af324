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
	r := &rasa{Import: im, entities: map[string]*entity{}, synonyms: map[string]*synonym{}, lookups: map[string]*lookup{}}
	for _, in := range files {
		text, err := in.text()
		if err != nil {
			return err
		}
		held := false
		switch {
		case isMarkdown(in):
			held, err = r.markdown(in.path, text)
		case isJSON(text):
			held, err = r.json(in.path, text)
		default:
			held, err = r.yaml(in.path, text)
		}
		switch {
		case err != nil:
			return err
		case !held && !in.found: // of a folder, stories and domains are passed over
			return fail(place{file: in.path}, "%s", im.Dialect.nothing)
		}
	}
	r.finish()
	return nil
}
