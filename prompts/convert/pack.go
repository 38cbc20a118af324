package convert

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/dataset/locale"
)

// File is a file of a pack, by its path below the pack's folder.
type File struct {
	Name string
	Data []byte
}

// Pack writes what was read as the files of a pack.
func (im *Import) Pack() []File {
	im.Templates, im.Lexicons = 0, 0
	w := newWriter(im)
	var templates []File
	weights := im.weights()
	for i, it := range im.intents {
		name := im.actions.name(it.name, it.name)
		if lines := w.sentences(it); len(lines) > 0 {
			templates = append(templates, File{"templates/" + name + ".yaml", w.templates(name, weights[i], lines)})
		}
	}
	im.Lexicons = len(w.lists)
	im.noteSpaces()
	im.noteTallies()
	im.sortNotes()
	files := []File{{"pack.yaml", im.packFile()}, {"actions.yaml", im.actionsFile()}}
	if len(w.rules) > 0 {
		files = append(files, File{"rules/rules.yaml", w.rulesFile()})
	}
	if len(w.lists) > 0 {
		files = append(files, File{"lexicons/lexicons.yaml", w.listsFile()})
	}
	return append(files, templates...)
}

// quote writes text as YAML has it between double quotes.
func quote(s string) string { return strconv.Quote(s) }

var word = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// scalar writes a name, quoted where YAML would take it for something else.
func scalar(s string) string {
	if !word.MatchString(s) || slices.Contains([]string{"null", "true", "false", "yes", "no", "on", "off", "y", "n"}, strings.ToLower(s)) {
		return quote(s)
	}
	return s
}

func (im *Import) packFile() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "name: %s\n", scalar(im.opts.Name))
	fmt.Fprintf(&b, "description: %s\n", quote("Imported from files of "+im.Dialect.Name+"."))
	fmt.Fprintf(&b, "language: %s\n", scalar(im.language))
	if _, served := action.LocaleOf(im.language); !served {
		fmt.Fprintf(&b, "locale: %s\n", locale.Tags()[0]) // the values were read so
	}
	if im.spacedMarks {
		fmt.Fprintf(&b, "space_before_marks: true\n")
	}
	fmt.Fprintf(&b, "reference_date: %s\n", reference.Format(time.DateOnly))
	return b.Bytes()
}

func (im *Import) actionsFile() []byte {
	var b bytes.Buffer
	for _, a := range im.schema.Actions {
		fmt.Fprintf(&b, "%s:\n  description: %s\n", scalar(a.Name), quote(a.Description))
		if len(a.Params) > 0 {
			fmt.Fprintf(&b, "  params:\n")
		}
		for _, p := range a.Params {
			fmt.Fprintf(&b, "    %s: {%s}\n", scalar(p.Name), paramFields(p))
		}
	}
	return b.Bytes()
}

func paramFields(p *action.Param) string {
	var fields []string
	if len(p.Enum) > 0 {
		var values []string
		for _, v := range p.Enum {
			values = append(values, scalar(v))
		}
		fields = append(fields, "enum: ["+strings.Join(values, ", ")+"]")
	}
	if p.Type != "string" {
		fields = append(fields, "type: "+p.Type)
	}
	if p.Format != "" {
		fields = append(fields, "format: "+p.Format)
	}
	if p.Required {
		fields = append(fields, "required: true")
	}
	return strings.Join(append(fields, "description: "+quote(p.Description)), ", ")
}

func (w *writer) rulesFile() []byte {
	var b bytes.Buffer
	for _, r := range w.rules {
		fmt.Fprintf(&b, "%s:\n", scalar(r.name))
		for _, line := range r.lines {
			fmt.Fprintf(&b, "  - %s\n", quote(line))
		}
	}
	return b.Bytes()
}

func (w *writer) listsFile() []byte {
	var b bytes.Buffer
	for _, l := range w.lists {
		fmt.Fprintf(&b, "%s:\n", scalar(l.name))
		l.write(&b)
	}
	return b.Bytes()
}

// write writes words under the names of their values, or as a list where they
// have none.
func (l *list) write(b *bytes.Buffer) {
	var names []string
	for _, e := range l.entries {
		if e.name != "" && !slices.Contains(names, e.name) {
			names = append(names, e.name)
		}
	}
	for _, name := range names {
		var said []string
		for _, e := range l.entries {
			if e.name == name {
				said = append(said, quote(e.words))
			}
		}
		fmt.Fprintf(b, "  %s: [%s]\n", scalar(name), strings.Join(said, ", "))
	}
	if len(names) > 0 {
		return
	}
	weights := make([]float64, len(l.entries))
	for i, e := range l.entries {
		weights[i] = e.weight
	}
	for i, weight := range scaled(weights) {
		if weight == "" {
			fmt.Fprintf(b, "  - %s\n", quote(l.entries[i].words))
		} else {
			fmt.Fprintf(b, "  - {text: %s, weight: %s}\n", quote(l.entries[i].words), weight)
		}
	}
}

func (w *writer) templates(action, weight string, lines []string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "action: %s\n", scalar(action))
	if weight != "" {
		fmt.Fprintf(&b, "weight: %s\n", weight)
	}
	fmt.Fprintf(&b, "templates:\n")
	for _, line := range lines {
		fmt.Fprintf(&b, "  - %s\n", quote(line))
	}
	return b.Bytes()
}
