package expand

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// document is one document of a templates file, and where a template is added to it.
type document struct {
	file        string // with its folder
	actions     []string
	kind        string // of negatives
	first, last int    // lines
	at          int    // byte offset behind the last template
	before      string // what is written before each new template
	fault       string // why nothing can be added, "" where it can
}

// folder holds the templates of a pack.
const folder = "templates"

// layout reads the documents of all files of templates.
func layout(fsys fs.FS) ([]*document, map[string][]byte, error) {
	var docs []*document
	files := map[string][]byte{}
	err := fs.WalkDir(fsys, folder, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".yaml") {
			return err
		}
		if files[name], err = fs.ReadFile(fsys, name); err != nil {
			return err
		}
		found, err := documents(name, files[name])
		docs = append(docs, found...)
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return docs, files, err
}

// documents finds the lists of templates of a file.
func documents(file string, data []byte) ([]*document, error) {
	var docs []*document
	dec := yaml.NewDecoder(bytes.NewReader(data))
	for {
		var n yaml.Node
		err := dec.Decode(&n)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		if len(n.Content) == 1 && n.Content[0].Kind == yaml.MappingNode {
			docs = append(docs, newDocument(file, data, n.Content[0]))
		}
	}
	for i, d := range docs {
		d.last = 1 << 30
		if i+1 < len(docs) {
			d.last = docs[i+1].first - 1
		}
	}
	return docs, nil
}

func newDocument(file string, data []byte, root *yaml.Node) *document {
	d := &document{file: file, first: root.Line, fault: "has no list of templates"}
	var list *yaml.Node
	next := 1 << 30 // line of the key behind the list
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, value := root.Content[i], root.Content[i+1]
		if list != nil && key.Line > list.Line {
			next = min(next, key.Line)
		}
		switch key.Value {
		case "action", "actions":
			if value.Kind == yaml.ScalarNode {
				d.actions = append(d.actions, value.Value)
			}
			for _, item := range value.Content {
				d.actions = append(d.actions, item.Value)
			}
		case "kind":
			d.kind = value.Value
		case "templates":
			list = value
		}
	}
	switch {
	case list == nil || list.Kind != yaml.SequenceNode || len(list.Content) == 0:
	case list.Style&yaml.FlowStyle != 0:
		d.intoBrackets(data, list)
	case root.Style&yaml.FlowStyle != 0:
	default:
		d.intoLines(data, list, next)
	}
	return d
}

// intoLines finds the end of a list that has its entries one below the other: its last
// line that is neither empty nor a comment.
func (d *document) intoLines(data []byte, list *yaml.Node, next int) {
	last := list.Content[len(list.Content)-1].Line
	line, at := 1, 0
	for rest := data; len(rest) > 0 && line < next; line++ {
		end := bytes.IndexByte(rest, '\n')
		size := end + 1
		if end < 0 {
			end, size = len(rest), len(rest)
		}
		text := strings.TrimSuffix(string(rest[:end]), "\r")
		if line > last && (strings.HasPrefix(text, "---") || strings.HasPrefix(text, "...")) {
			break
		}
		if s := strings.TrimSpace(text); s != "" && (line <= last || s[0] != '#') {
			d.at = at + len(text)
		}
		at, rest = at+size, rest[size:]
	}
	d.before = "\n" + strings.Repeat(" ", list.Column-1) + "- "
	if bytes.Contains(data, []byte("\r\n")) {
		d.before = "\r" + d.before
	}
	d.fault = ""
}

// intoBrackets finds the end of a list in brackets.
func (d *document) intoBrackets(data []byte, list *yaml.Node) {
	at := 0
	for range list.Line - 1 {
		at += bytes.IndexByte(data[at:], '\n') + 1
	}
	runes := 0
	for i := range string(data[at:]) {
		if runes++; runes == list.Column {
			at += i
			break
		}
	}
	if end := closing(data, at); end > 0 {
		d.at = len(bytes.TrimRight(data[:end], " \r\n\t"))
		d.before = ", "
		if data[d.at-1] == ',' {
			d.at--
		}
		d.fault = ""
	}
}

// closing is the offset of the bracket that closes the one at an offset, 0 where there
// is none or a comment makes it unsure.
func closing(data []byte, at int) int {
	depth := 0
	var quote byte
	for i := at; i < len(data); i++ {
		c := data[i]
		switch {
		case quote == '"' && c == '\\':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && strings.IndexByte("[{,: \n", data[i-1]) >= 0:
			quote = c
		case c == '#':
			return 0
		case c == '[' || c == '{':
			depth++
		case c == ']' || c == '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return 0
}

// span is where a proposal is in a file: its line, and its columns in bytes from 1.
type span struct{ line, from, to int }

// added is a file with proposals in it, and where each is.
func added(data []byte, proposals []*Proposal) ([]byte, []span) {
	order := make([]int, len(proposals))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return proposals[a].into.at - proposals[b].into.at })
	var out []byte
	spans := make([]span, len(proposals))
	line, from := 1, 0
	write := func(b []byte) {
		out = append(out, b...)
		line += bytes.Count(b, []byte("\n"))
	}
	for _, i := range order {
		p := proposals[i]
		write(data[from:p.into.at])
		from = p.into.at
		write([]byte(p.into.before))
		col := len(out) - bytes.LastIndexByte(out, '\n')
		spans[i] = span{line, col, col + len(p.entry())}
		write([]byte(p.entry()))
	}
	write(data[from:])
	return out, spans
}

// entry writes a proposal as an entry of a list of templates.
func (p *Proposal) entry() string {
	text := quote(p.Template)
	if p.Where != "" {
		text += ", where: " + quote(p.Where)
	}
	if p.Negative != "" && p.Negative != p.into.kind {
		text += ", kind: " + p.Negative
	}
	if len(text) == len(quote(p.Template)) {
		return text
	}
	return "{text: " + text + "}"
}

// quote writes text as a scalar of YAML.
func quote(s string) string {
	if strings.ContainsAny(s, `"\`) {
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	return `"` + s + `"`
}
