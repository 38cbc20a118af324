package convert

import (
	"path/filepath"
	"strings"
)

func readRasa(im *Import, args []string) error {
	ins, err := inputs(args, ".yml", ".yaml", ".json", ".md")
	if err != nil {
		return err
	}
	r := &rasa{Import: im, entities: map[string]*entity{}, synonyms: map[string]*synonym{}, lookups: map[string]*lookup{}}
	for _, in := range ins {
		text, err := im.file(in.path)
		if err != nil {
			return err
		}
		held := false
		switch {
		case strings.EqualFold(filepath.Ext(in.path), ".md"):
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
			return fail(place{file: in.path}, "%s", nothing["rasa"])
		}
	}
	r.finish()
	return nil
}
