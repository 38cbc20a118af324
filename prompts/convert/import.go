package convert

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// Import is what was read. Pack counts templates and lexicons, and may add
// notes.
type Import struct {
	Dialect    *Dialect
	Recognized string // the file and what it has, where no dialect was named
	Notes      []Note
	LeftOut    int // bad examples, each with a note
	Intents    int
	Templates  int
	Lexicons   int

	firstLeft error // why the first bad example is left out

	opts        Options
	shelf       *shelf
	language    string
	bySlot      map[string]*slot
	slots       []*slot // in the order in which they were first seen
	onces       int
	noted       map[Note]bool
	intents     []*intent
	byName      map[string]*intent
	samples     []*sample         // of a dialect that holds Samples
	records     []dataset.Example // of a dialect that holds Records
	recordsAt   []place           // of the records
	schema      *action.Schema
	tallies     map[notable]*tally
	unspaced    []place // lines with a space that a pack does not write
	spacedMarks bool    // a space may come before ? or !
	params      *namer
	actions     *namer
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

// note records something that the result does not express.
func (im *Import) note(p place, format string, args ...any) {
	n := Note{p.file, p.line, fmt.Sprintf(format, args...)}
	if !im.noted[n] {
		im.noted[n] = true
		im.Notes = append(im.Notes, n)
	}
}

// leftOut begins the note of a bad example.
const leftOut = "left out: "

// leave passes over a bad example with a note, unless the user wants none passed
// over. It returns the error then.
func (im *Import) leave(at place, err error) error {
	if err == nil || im.opts.Strict {
		return err
	}
	if im.LeftOut++; im.LeftOut == 1 {
		im.firstLeft = err
	}
	im.note(at, leftOut+"%s", strings.TrimPrefix(err.Error(), at.String()+": "))
	return nil
}

// holds leaves out a file that the user names and that holds nothing of the dialect.
// Files of a folder are passed over.
func (im *Import) holds(f *source, held bool) error {
	if held || f.found {
		return nil
	}
	at := place{file: f.path}
	return im.leave(at, fail(at, "%s", im.Dialect.nothing))
}

// record adds a prompt with its calls. The schema of all records is im.schema.
func (im *Import) record(e dataset.Example, at place) {
	im.records, im.recordsAt = append(im.records, e), append(im.recordsAt, at)
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

// Options say how files are read.
type Options struct {
	From       string         // name of a dialect; "" to recognize it
	Name       string         // of the pack
	Language   string         // of the prompts, where the files do not say; "" is en
	Generalize bool           // Samples: a slot takes all words known for it, not only those of the example
	Schema     *action.Schema // of reviewed prompts: the actions that they were labelled with; nil for none
	Strict     bool           // a bad example is an error, else a note

	// The columns of a table that hold the text, the intent and the target of a row, by
	// their names in the header; "" for common names.
	TextColumn, IntentColumn, TargetColumn string

	asFound bool // samples keep the spaces that they have, and blank ones are samples

	// ReadFile reads a file; nil is os.ReadFile.
	ReadFile func(path string) ([]byte, error)
}

// columns reports whether columns of a table are named.
func (o *Options) columns() bool { return o.TextColumn+o.IntentColumn+o.TargetColumn != "" }

// newOnce numbers a once in the order in which they are seen.
func (im *Import) newOnce(name string, group bool) *once {
	im.onces++
	return &once{name: name, id: im.onces, group: group}
}

// param is the name of a parameter for the n-th use of a slot.
func (im *Import) param(o *once, n int) string {
	if n == 1 {
		return im.params.name(o.name, o.name)
	}
	return im.params.name(fmt.Sprintf("%s\x00%d", o.name, n), fmt.Sprintf("%s_%d", o.name, n))
}

// slotOf finds a slot by its key or adds one of that name.
func (im *Import) slotOf(key, name, about string, of *entity) *slot {
	if s := im.bySlot[key]; s != nil {
		return s
	}
	if of == nil {
		of = &entity{label: name, closes: true}
	}
	s := &slot{once: im.newOnce(name, false), about: about, entity: of}
	im.bySlot[key] = s
	im.slots = append(im.slots, s)
	return s
}

func (im *Import) sortNotes() {
	slices.SortStableFunc(im.Notes, func(a, b Note) int {
		return cmp.Or(strings.Compare(a.File, b.File), a.Line-b.Line, strings.Compare(a.Text, b.Text))
	})
}

// HasExamples reports whether the files hold examples, not templates.
func (im *Import) HasExamples() bool { return im.Dialect.Holds != Templates }

// Schema is the actions of the intents.
func (im *Import) Schema() *action.Schema { return im.schema }
