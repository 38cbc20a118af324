package convert

import (
	"regexp"
	"strings"
)

// markdown reads the Markdown of Rasa 1: "## intent:name" and lists. False
// where it has no such heading.
func (r *rasa) markdown(path, text string) (held bool, err error) {
	m := &rasaSection{rasa: r}
	for i, line := range strings.Split(r.uncommented(path, text), "\n") {
		if err := m.line(place{path, i + 1}, strings.TrimSpace(line)); err != nil {
			return m.held, err
		}
	}
	return m.held, nil
}

// rasaSection is the heading below which Markdown is read. kind is "" below a
// heading of something else.
type rasaSection struct {
	*rasa
	kind, name string
	head       place
	held       bool // there was a heading of training data
}

// ruled is a line across the page.
var ruled = regexp.MustCompile(`^([-*_] *){3,}$`)

// line reads a line of Markdown.
func (m *rasaSection) line(at place, line string) error {
	switch {
	case strings.HasPrefix(line, "#"):
		return m.leave(at, m.heading(at, strings.TrimSpace(strings.TrimLeft(line, "#"))))
	case m.kind == "" || line == "" || ruled.MatchString(line):
	case strings.HasPrefix(line, "**"):
		return m.leave(at, fail(at, "%q: an example after - is wanted", line))
	case strings.IndexByte("-*+", line[0]) >= 0:
		return m.one(m.kind, m.name, m.head, at, strings.TrimSpace(line[1:]))
	case m.kind == "lookup":
		return m.lookupFile(m.table(m.name, m.head), at, line)
	default:
		return m.leave(at, fail(at, "%q: an example after - is wanted", line))
	}
	return nil
}

// heading begins a section. One without a name has no examples.
func (m *rasaSection) heading(at place, heading string) error {
	kind, name, named := strings.Cut(heading, ":")
	m.kind, m.name, m.head = "", strings.TrimSpace(name), at
	switch kind = strings.TrimSpace(kind); {
	case !rasaKind(kind):
		if named {
			m.note(at, "heading %q is not read: intent, synonym, regex or lookup is wanted before the colon", heading)
		}
		return nil
	case m.name == "":
		m.held = true
		return fail(at, "%s has no name", kind)
	}
	m.kind, m.held = kind, true
	return nil
}

// rasaKind reports whether training data has sections of a kind.
func rasaKind(kind string) bool {
	return kind == "intent" || kind == "synonym" || kind == "regex" || kind == "lookup"
}

// uncommented is text without its comments. Its lines keep their numbers.
func (r *rasa) uncommented(path, text string) string {
	var b strings.Builder
	line := 1
	for {
		before, rest, ok := strings.Cut(text, "<!--")
		line += strings.Count(before, "\n")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		comment, after, closed := strings.Cut(rest, "-->")
		switch {
		case !closed: // it is text
			r.note(place{path, line}, "the comment is not closed: --> is missing, <!-- is read as text")
			b.WriteString("<!--" + rest)
			return b.String()
		case strings.Contains(comment, "<!--"):
			r.note(place{path, line}, "the comment ends only at line %d: another <!-- is inside it", line+strings.Count(comment, "\n"))
		}
		b.WriteString(strings.Repeat("\n", strings.Count(comment, "\n")))
		line += strings.Count(comment, "\n")
		if strings.HasSuffix(before, " ") {
			after = strings.TrimPrefix(after, " ")
		}
		text = after
	}
}
