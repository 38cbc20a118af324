package convert

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/dataset/action"
)

// clue is why a file may be one of a dialect.
type clue struct {
	strength strength
	why      string // what the file has, such as: has the key nlu
}

// strength is how surely a file is one of a dialect.
type strength uint8

const (
	never  strength = iota
	likely          // files of other dialects may look like it
	sure            // files of no other dialect look like it
)

// recognized is a dialect with the first file that shows it most surely.
type recognized struct {
	*Dialect
	clue
	file string
}

// recognize finds the dialect that files are of. It is an error if none is, or if
// more than one may be.
func recognize(args []string, files []*source) (*recognized, error) {
	var found []*recognized
	for _, d := range dialects {
		r, err := d.clueIn(files)
		if err != nil {
			return nil, err
		}
		if r.strength > never {
			found = append(found, r)
		}
	}
	best := never
	for _, r := range found {
		best = max(best, r.strength)
	}
	found = slices.DeleteFunc(found, func(r *recognized) bool { return r.strength < best })
	switch len(found) {
	case 0:
		if err := unreadable(files); err != nil {
			return nil, err
		}
		if isSchema(files) {
			return nil, fmt.Errorf("%s: is an action schema, not prompts: put it into a pack as actions.json", files[0].path)
		}
		return nil, fmt.Errorf("%s: the format is not recognized: name it with --from. These were looked for:%s",
			strings.Join(args, " "), lookedFor())
	case 1:
		return found[0], nil
	}
	var may []string
	for _, r := range found {
		may = append(may, fmt.Sprintf("%s (%s %s)", r.Name, r.file, r.why))
	}
	return nil, fmt.Errorf("%s: may be %s: name one with --from", strings.Join(args, " "), strings.Join(may, " or "))
}

// clueIn is the strongest clue that files give of a dialect. A file of a folder that
// cannot be read gives none.
func (d *Dialect) clueIn(files []*source) (*recognized, error) {
	best := &recognized{Dialect: d}
	for _, f := range files {
		if f.found && !slices.Contains(d.extensions, f.extension()) {
			continue
		}
		if _, err := f.text(); err != nil {
			if f.found {
				continue
			}
			return nil, err
		}
		if c := d.recognize(f); c.strength > best.strength {
			best.clue, best.file = c, f.path
		}
	}
	return best, nil
}

// unreadable is why the only file that is named cannot be read as what its name says.
func unreadable(files []*source) error {
	if len(files) != 1 {
		return nil
	}
	text, err := files[0].text()
	if err == nil && (isJSON(text) || slices.Contains([]string{".yml", ".yaml", ".json"}, files[0].extension())) {
		_, err = files[0].documents()
	}
	return err
}

// isSchema reports whether a file is a list of tools.
func isSchema(files []*source) bool {
	if len(files) != 1 {
		return false
	}
	text, err := files[0].text()
	if err != nil {
		return false
	}
	_, err = action.Parse([]byte(text), files[0].path)
	return err == nil
}

// lookedFor lists what all dialects are recognized by.
func lookedFor() string {
	var b strings.Builder
	for _, d := range dialects {
		fmt.Fprintf(&b, "\n  %-13s %s", d.Name, d.Help)
	}
	return b.String()
}

// hasKeys reports whether a file of YAML or JSON has a document with all of some
// keys.
func (s *source) hasKeys(keys ...string) bool {
	docs, err := s.documents()
	return err == nil && slices.ContainsFunc(docs, func(doc *yaml.Node) bool {
		return !slices.ContainsFunc(keys, func(key string) bool { return member(doc, key) == nil })
	})
}

// hasLine reports whether a line of the file fits.
func (s *source) hasLine(fits func(line string) bool) bool {
	text, _ := s.text()
	for line := range strings.Lines(text) {
		if fits(strings.TrimRight(line, "\n")) {
			return true
		}
	}
	return false
}
