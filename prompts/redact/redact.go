package redact

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// Redactor replaces values. It belongs to one goroutine. Make one with New.
type Redactor struct {
	secret []byte
	source source
}

// New returns a redactor. The secret decides which value comes in place of which: whoever
// has it and guesses a prompt can tell whether the guess is right.
func New(secret []byte) *Redactor {
	return &Redactor{secret: slices.Clone(secret), source: newSource()}
}

// attempts are how many times other values are drawn where those drawn do not fit.
const attempts = 8

// Line replaces the values of a line. Equal values of the line give way to equal ones, and
// those of two lines to different ones: the id and the text take part in the choice. The
// schema is that of the model, nil where it has none. After an error, the line still has
// its values and must not be written.
func (r *Redactor) Line(schema *action.Schema, l *dataset.Logged) error {
	f, err := find(schema, l)
	if err != nil {
		return err
	}
	err = errNoOther
	for attempt := range attempts {
		draw := r.drawer(l, attempt)
		done, failed := f.replace(&r.source, draw)
		if failed == nil {
			failed = f.prove(done)
		}
		if err = failed; err == nil {
			done.ID = f.id(l.ID, draw)
			*l = *done
			return nil
		}
	}
	return err
}

var (
	errNoOther = errors.New("no other value of the type is known")
	errUnsaid  = errors.New("a value is not in the text as the answer has it")
	errLeft    = errors.New("a value would be left in the line")
)

// drawer returns the seed of the choice for some words.
type drawer func(words string) uint64

// drawer makes seeds of the secret, the line and the words.
func (r *Redactor) drawer(l *dataset.Logged, attempt int) drawer {
	line := hmac.New(sha256.New, r.secret)
	fmt.Fprintf(line, "%q %q %d", l.ID, l.Text, attempt)
	key := line.Sum(nil)
	return func(words string) uint64 {
		h := hmac.New(sha256.New, key)
		h.Write([]byte(words))
		return binary.BigEndian.Uint64(h.Sum(nil))
	}
}

// id is the line's id, or another where it has a value or data of a person in it.
func (f *found) id(id string, draw drawer) string {
	if !f.has(id) && !hasDetails(id) {
		return id
	}
	return hex.EncodeToString(binary.BigEndian.AppendUint64(nil, draw("id\x00"+id)))
}

// prove checks that no value is left, that the calls are those of the new words, and that
// the slots are where they say.
func (f *found) prove(l *dataset.Logged) error {
	said := []string{l.Text}
	targets := []string{l.Output}
	if l.Abstained != nil {
		targets = append(targets, *l.Abstained)
	}
	for i := range l.History {
		said, targets = append(said, l.History[i].Text), append(targets, l.History[i].Target)
	}
	for _, target := range targets {
		calls, _ := action.ParseTarget(target) // replace writes none that cannot be read
		for _, c := range calls {
			for _, a := range c.Args {
				if a.Quoted {
					said = append(said, a.Text)
				}
			}
		}
	}
	if slices.ContainsFunc(said, f.has) {
		return errLeft
	}
	e := l.Example()
	if e.ID == "" {
		e.ID = "line"
	}
	if l.Target == "" { // the answer is no call
		e.Call, e.Calls, e.Slots = &dataset.Call{Name: dataset.None}, nil, nil
	}
	if err := e.Validate(); err != nil {
		return err
	}
	if l.Target == "" {
		return nil
	}
	return f.schema.Verify(&e)
}
