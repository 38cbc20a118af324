package expand

import (
	"strings"
	"testing"
)

// TestAdded: a new template goes behind the last one, and every other byte stays.
func TestAdded(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"lines", "action: a\ntemplates:\n  - x\n  - \"y\" # why\n", "action: a\ntemplates:\n  - x\n  - \"y\" # why\n  - \"new\"\n"},
		{"no end of line", "action: a\ntemplates:\n- x", "action: a\ntemplates:\n- x\n- \"new\""},
		{"comments and a key behind", "action: a\ntemplates:\n  - x\n\n  # more?\nweight: 2\n", "action: a\ntemplates:\n  - x\n  - \"new\"\n\n  # more?\nweight: 2\n"},
		{"a document behind", "action: a\ntemplates:\n  - x\n# b\n---\naction: b\ntemplates: [y]\n", "action: a\ntemplates:\n  - x\n  - \"new\"\n# b\n---\naction: b\ntemplates: [y]\n"},
		{"a text of several lines", "action: a\ntemplates:\n  - >\n    x\n    y\n\n", "action: a\ntemplates:\n  - >\n    x\n    y\n  - \"new\"\n\n"},
		{"a mapping", "action: a\ntemplates:\n  - text: x\n    weight: 2\n", "action: a\ntemplates:\n  - text: x\n    weight: 2\n  - \"new\"\n"},
		{"Windows", "action: a\r\ntemplates:\r\n  - x\r\n", "action: a\r\ntemplates:\r\n  - x\r\n  - \"new\"\r\n"},
		{"brackets", "action: a\ntemplates: [x, \"y]\"]\n", "action: a\ntemplates: [x, \"y]\", \"new\"]\n"},
		{"brackets over lines", "action: a\ntemplates: [x,\n  {text: 'y', weight: 2},\n]\n", "action: a\ntemplates: [x,\n  {text: 'y', weight: 2}, \"new\",\n]\n"},
	} {
		docs, err := documents("templates/a.yaml", []byte(c.in))
		if err != nil {
			t.Fatal(err)
		}
		if docs[0].fault != "" {
			t.Errorf("%s: %s", c.name, docs[0].fault)
			continue
		}
		p := &Proposal{Action: "a", Template: "new", into: docs[0]}
		out, spans := added([]byte(c.in), []*Proposal{p})
		if string(out) != c.want {
			t.Errorf("%s:\n%q\nwant\n%q", c.name, out, c.want)
		}
		at := spans[0]
		if line := strings.Split(string(out), "\n")[at.line-1]; line[at.from-1:at.to-1] != `"new"` {
			t.Errorf("%s: %v is %q", c.name, at, line)
		}
	}
}

// TestNothingCanBeAdded: a list that is no list of lines or in brackets stays as it is.
func TestNothingCanBeAdded(t *testing.T) {
	for _, in := range []string{"action: a\ntemplates: x\n", "{action: a, templates: x}\n", "action: a\n", "action: a\ntemplates: [x # ]\n  ]\n"} {
		docs, err := documents("templates/a.yaml", []byte(in))
		if err != nil {
			t.Fatal(err)
		}
		if docs[0].fault == "" {
			t.Errorf("%q takes templates at %d", in, docs[0].at)
		}
	}
}
