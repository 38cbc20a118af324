package convert

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// yaml reads the list nlu: of a document; false where there is none.
func (r *rasa) yaml(path string, doc *yaml.Node) (held bool, err error) {
	if doc.Kind != yaml.MappingNode {
		return false, nil
	}
	all, err := fields(path, doc, "file")
	if err != nil {
		return false, err
	}
	for _, f := range all {
		if f.key != "nlu" {
			held = r.besides(f, member(doc, "nlu") != nil) || held
			continue
		}
		held = true
		list, err := items(path, f.value, "nlu")
		if err != nil {
			return held, err
		}
		for _, n := range list {
			if err := r.leave(place{path, n.Line}, r.item(path, n)); err != nil {
				return held, err
			}
		}
	}
	return held, nil
}

// besides reads stories and responses, and notes what else a file has besides training
// data. It reports whether a story has a message of the user. Files of other things alone
// are passed over.
func (r *rasa) besides(f field, training bool) (said bool) {
	switch {
	case f.key == "version":
	case (f.key == "stories" || f.key == "rules") && r.storySteps(f):
		return true
	case f.key == "responses":
		if r.responsesOf(f); training {
			r.unread = append(r.unread, f)
		}
	case training:
		r.note(f.at, "%q is not read", f.key)
	}
	return false
}

// item reads an intent, a synonym, a lookup table or a regular expression.
func (r *rasa) item(path string, n *yaml.Node) error {
	all, err := fields(path, n, "entry of nlu")
	if err != nil {
		return err
	}
	kind, name, at := "", "", place{path, n.Line}
	var examples *yaml.Node
	var files []*yaml.Node // of a lookup table
	for _, f := range all {
		switch f.key {
		case "intent", "synonym", "regex", "lookup":
			kind, at = f.key, f.at
			if name, err = scalarText(path, f.value, kind); err != nil {
				return err
			}
		case "examples":
			examples = f.value
		case "elements", "file_path", "file":
			files = append(files, f.value)
		default:
			r.notePerFile(f.at, "time", "%q is not read", f.key)
		}
	}
	switch {
	case kind == "":
		return fail(at, "entry of nlu: intent, synonym, regex or lookup is wanted")
	case strings.TrimSpace(name) == "":
		return fail(at, "%s has no name", kind)
	case kind == "lookup" && files != nil:
		for _, f := range files {
			if err := r.elements(path, strings.TrimSpace(name), at, f); err != nil {
				return err
			}
		}
		if examples == nil {
			return nil
		}
	case examples == nil || examples.Tag == "!!null":
		r.note(at, "%s %q has no examples", kind, name)
		return nil
	}
	return r.examples(path, kind, strings.TrimSpace(name), at, examples)
}

// examples reads text with a line for each example, or a list.
func (r *rasa) examples(path, kind, name string, head place, n *yaml.Node) error {
	if n.Kind == yaml.SequenceNode {
		for _, item := range n.Content {
			here := place{path, item.Line}
			text, err := r.listed(path, anchored(item))
			if err != nil {
				err = r.leave(here, err)
			} else {
				err = r.one(kind, name, head, here, text)
			}
			if err != nil {
				return err
			}
		}
		return nil
	}
	text, err := scalarText(path, n, "examples")
	if err != nil {
		return err
	}
	at := place{path, n.Line}
	lines := strings.Split(text, "\n")
	switch {
	case n.Style&yaml.LiteralStyle != 0:
		at.line++
	case n.Style&yaml.FoldedStyle != 0: // YAML makes one line of all examples
		file, err := r.shelf.text(path)
		if err != nil {
			return err
		}
		at.line++
		lines = block(strings.Split(file, "\n")[n.Line:])
	}
	return r.bullets(kind, name, head, at, lines)
}

// block returns the lines of a block of text, which ends before a line with a smaller
// indent.
func block(lines []string) []string {
	indent := 0
	for i, line := range lines {
		text := strings.TrimLeft(line, " ")
		switch before := len(line) - len(text); {
		case text == "":
		case indent == 0:
			indent = before
		case before < indent:
			return lines[:i]
		}
	}
	return lines
}

// bullets reads the examples of lines, the first of which is at a place. As in Rasa, a
// line without a - is none, unless no line has one.
func (r *rasa) bullets(kind, name string, head, at place, lines []string) error {
	any := slices.ContainsFunc(lines, func(line string) bool { return strings.HasPrefix(strings.TrimSpace(line), "-") })
	for i, line := range lines {
		here := place{at.file, at.line + i}
		line = strings.TrimSpace(line)
		text, dash := strings.CutPrefix(line, "-")
		var err error
		switch {
		case line == "" || strings.HasPrefix(line, "#"): // a comment
		case any && !dash:
			err = r.leave(here, fail(here, "%q: an example after - is wanted", line))
		default:
			if strings.Contains(text, " # ") {
				r.notePerFile(here, "line", "# and what follows it is part of the example: a block of text has no comments behind text")
			}
			err = r.one(kind, name, head, here, strings.TrimSpace(text))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// elements reads the words of a lookup table: a list, or the name of a file.
func (r *rasa) elements(path, name string, head place, n *yaml.Node) error {
	if n.Kind == yaml.SequenceNode {
		for _, item := range n.Content {
			text, err := scalarText(path, anchored(item), "elements")
			if err == nil {
				err = r.lookup(name, head, place{path, item.Line}, text)
			}
			if err := r.leave(place{path, item.Line}, err); err != nil {
				return err
			}
		}
		return nil
	}
	text, err := scalarText(path, n, "elements")
	if err != nil {
		return err
	}
	return r.lookupFile(r.table(name, head), place{path, n.Line}, text)
}

// listed reads an entry of a list of examples: text, or {text: …, metadata: …}.
func (r *rasa) listed(path string, n *yaml.Node) (string, error) {
	switch {
	case n.Tag == "!!null":
		return "", nil // an empty bullet
	case n.Kind != yaml.MappingNode:
		return scalarText(path, n, "example")
	}
	all, err := fields(path, n, "example")
	if err != nil {
		return "", err
	}
	text := ""
	for _, f := range all {
		if f.key != "text" {
			r.notePerFile(f.at, "time", "%q of an example is not read", f.key)
		} else if text, err = scalarText(path, f.value, "text"); err != nil {
			return "", err
		}
	}
	return strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(text), "- ")), nil
}
