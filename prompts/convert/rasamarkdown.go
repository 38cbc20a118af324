package convert

import "strings"

// markdown reads the Markdown of Rasa 1: "## intent:name" and lists. False
// where it has no such heading.
func (r *rasa) markdown(path, text string) (held bool, err error) {
	kind, name := "", ""
	var head place
	comment := false
	for i, line := range strings.Split(text, "\n") {
		at := place{path, i + 1}
		line = strings.TrimSpace(line)
		switch {
		case comment || strings.HasPrefix(line, "<!--"):
			comment = !strings.Contains(line, "-->")
		case strings.HasPrefix(line, "#"):
			kind, name, _ = strings.Cut(strings.TrimLeft(line, "# "), ":")
			kind, name, head = strings.TrimSpace(kind), strings.TrimSpace(name), at
			switch kind {
			case "intent", "synonym", "regex", "lookup":
				held = true
				if name == "" {
					return held, fail(at, "%s has no name", kind)
				}
			default:
				kind = ""
			}
		case kind == "" || line == "":
		case strings.HasPrefix(line, "- "), strings.HasPrefix(line, "* "), strings.HasPrefix(line, "+ "):
			err = r.one(kind, name, head, at, strings.TrimSpace(line[2:]))
		case kind == "lookup":
			r.note(at, "lookup %q: the file %s is not read", name, line)
		default:
			err = fail(at, "%q: an example after - is wanted", line)
		}
		if err != nil {
			return held, err
		}
	}
	return held, nil
}
