package convert

import (
	"cmp"
	"fmt"
	"os"
	"strings"

	"github.com/slmkit/slmkit/dataset/action"
)

// Dialects are the tools whose files are read.
var Dialects = []string{"chatito", "chatette", "rasa", "snips"}

// Options say how files are read.
type Options struct {
	From       string // one of Dialects
	Name       string // of the pack
	Language   string // of the prompts, where the files do not say; "" is en
	Generalize bool   // rasa, snips: a slot takes all words known for it, not only those of the example

	// ReadFile reads a file; nil is os.ReadFile.
	ReadFile func(path string) ([]byte, error)
}

// place is a line of a file.
type place struct {
	file string
	line int
}

func (p place) String() string {
	if p.line == 0 {
		return p.file
	}
	return fmt.Sprintf("%s:%d", p.file, p.line)
}

// Note is something of the files that the result says otherwise or not at all.
type Note struct {
	File string
	Line int
	Text string
}

func (n Note) String() string { return place{n.File, n.Line}.String() + ": " + n.Text }

// fail is an error with its place.
func fail(p place, format string, args ...any) error {
	return fmt.Errorf("%s: %s", p, fmt.Sprintf(format, args...))
}

// Import is what was read. Pack counts templates and lexicons, and may add
// notes.
type Import struct {
	Notes     []Note
	Intents   int
	Templates int
	Lexicons  int

	opts     Options
	language string
	bySlot   map[string]*slot
	slots    []*slot // in the order in which they were first seen
	onces    int
	noted    map[Note]bool
	intents  []*intent
	byName   map[string]*intent
	samples  []*sample // of rasa and snips
	schema   *action.Schema
	spaced   map[string]*spaces
	params   *namer
	actions  *namer
}

// intent is what becomes an action: its sentences, from all files.
type intent struct {
	name      string
	at        place
	sentences []*rule
	count     float64 // examples asked for, 0 where none are
	counted   bool    // the file says how many
	all       bool    // the file asks for all there are, where it says nothing
}

// note writes down what the result does not say.
func (im *Import) note(p place, format string, args ...any) {
	n := Note{p.file, p.line, fmt.Sprintf(format, args...)}
	if !im.noted[n] {
		im.noted[n] = true
		im.Notes = append(im.Notes, n)
	}
}

// intent finds an intent by its name, or adds it.
func (im *Import) intent(name string, at place) *intent {
	if it := im.byName[name]; it != nil {
		return it
	}
	it := &intent{name: name, at: at}
	im.byName[name] = it
	im.intents = append(im.intents, it)
	im.actions.name(name, name)
	return it
}

// Read reads files and folders. An error names file and line.
func Read(paths []string, o Options) (*Import, error) {
	if o.ReadFile == nil {
		o.ReadFile = os.ReadFile
	}
	im := &Import{opts: o, language: cmp.Or(o.Language, "en"), params: newNamer("arg"), actions: newNamer("intent"),
		noted: map[Note]bool{}, byName: map[string]*intent{}, bySlot: map[string]*slot{}}
	read := map[string]func(*Import, []string) error{
		"chatito": readChatito, "chatette": readChatette, "rasa": readRasa, "snips": readSnips}[o.From]
	if read == nil {
		return nil, fmt.Errorf("format %q is none of %s", o.From, strings.Join(Dialects, ", "))
	}
	if err := read(im, paths); err != nil {
		return nil, err
	}
	if len(im.intents) == 0 {
		return nil, fmt.Errorf("%s: %s", strings.Join(paths, " "), nothing[o.From])
	}
	if err := im.settle(); err != nil {
		return nil, err
	}
	im.sortNotes()
	return im, nil
}

// nothing says what is missing where no intent was found.
var nothing = map[string]string{
	"chatito":  "no intent: %[name] begins one; name the file that imports this one",
	"chatette": "no intent: %[name] begins one; name the file that includes this one",
	"rasa":     "no training examples: they stand under nlu: as - intent: with examples:",
	"snips":    "no intent: a YAML document with type: intent, or intents in JSON, is wanted",
}

// HasExamples reports whether the files hold examples, not templates.
func (im *Import) HasExamples() bool { return im.opts.From == "rasa" || im.opts.From == "snips" }

// Schema is the actions of the intents.
func (im *Import) Schema() *action.Schema { return im.schema }
