package augment

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Lexicon is a list of phrases, of what each may become, and of the neighbours that each
// asks for. It is an Operator that changes one phrase of a text.
type Lexicon struct {
	entries map[string][]entry // by the first word
}

// entry is a row of a lexicon.
type entry struct {
	words         []string // in lower case
	gaps          []rune   // the characters between them
	to            []string // "" leaves the phrase out
	before, after surrounding
}

// Nothing in the column "to" of a lexicon leaves a phrase out.
const nothing = "<nothing>"

// ParseLexicon reads a lexicon from CSV with a header. The columns from and to are a
// phrase and what it may become, where | separates alternatives, one of which is chosen;
// <nothing> leaves the phrase out. The optional columns before and after say what the
// neighbours of the phrase must be: words, phrases, or classes such as <verb> or <end>
// (see Classes), separated by |. One of them must be there, and none of those that begin
// with !. Lines that begin with # are comments. An error names the line.
func ParseLexicon(r io.Reader) (*Lexicon, error) {
	rows := csv.NewReader(r)
	rows.Comment, rows.TrimLeadingSpace, rows.FieldsPerRecord = '#', true, -1
	columns, err := rows.Read()
	if errors.Is(err, io.EOF) {
		return nil, errors.New("line 1: no header: write from,to,before,after")
	}
	if err != nil {
		return nil, err
	}
	at, err := lexiconColumns(columns)
	if err != nil {
		return nil, fmt.Errorf("line 1: %w", err)
	}
	l := &Lexicon{entries: map[string][]entry{}}
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		line, _ := rows.FieldPos(0)
		if len(row) > len(columns) {
			return nil, fmt.Errorf("line %d: %d fields, and %d columns: put quotes around text with a comma", line, len(row), len(columns))
		}
		field := func(name string) string {
			if i, ok := at[name]; ok && i < len(row) {
				return strings.TrimSpace(row[i])
			}
			return ""
		}
		e, err := newEntry(field("from"), field("to"), field("before"), field("after"))
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		l.entries[e.words[0]] = append(l.entries[e.words[0]], e)
	}
	if len(l.entries) == 0 {
		return nil, errors.New("no phrase below the header")
	}
	return l, nil
}

// lexiconColumns finds the columns by their names.
func lexiconColumns(header []string) (map[string]int, error) {
	at := map[string]int{}
	for i, name := range header {
		name = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(name, "\ufeff")))
		if !slices.Contains([]string{"from", "to", "before", "after"}, name) {
			return nil, fmt.Errorf("column %q is none of from, to, before, after", name)
		}
		if _, twice := at[name]; twice {
			return nil, fmt.Errorf("column %q is there twice", name)
		}
		at[name] = i
	}
	for _, name := range []string{"from", "to"} {
		if _, ok := at[name]; !ok {
			return nil, fmt.Errorf("no column %q: the header is from,to,before,after", name)
		}
	}
	return at, nil
}

func newEntry(from, to, before, after string) (e entry, err error) {
	e.words, e.gaps = tokens(from)
	if len(e.words) == 0 || len(e.gaps) != len(e.words)-1 {
		return e, fmt.Errorf("phrase %q is no words with one character between them", from)
	}
	for with := range strings.SplitSeq(to, "|") {
		with = strings.TrimSpace(with)
		switch {
		case with == nothing:
			with = ""
		case with == "":
			return e, fmt.Errorf("phrase %q becomes an empty phrase: write %s to leave it out", from, nothing)
		case !utf8.ValidString(with):
			return e, fmt.Errorf("phrase %q becomes %q, which is not UTF-8", from, with)
		}
		e.to = append(e.to, with)
	}
	if e.before, err = newSurrounding(before); err == nil {
		e.after, err = newSurrounding(after)
	}
	return e, err
}

// tokens splits a phrase as Edit.Words does, in lower case. There is one character in
// gaps for each character between words, at the start and at the end.
func tokens(phrase string) (words []string, gaps []rune) {
	open := false
	for _, r := range phrase {
		switch {
		case inWord(r) || open && joins(r):
			if !open {
				words = append(words, "")
			}
			words[len(words)-1] += string(unicode.ToLower(r))
			open = true
		default:
			gaps = append(gaps, r)
			open = false
		}
	}
	return words, gaps
}

// hit is a phrase of a text that a lexicon can change.
type hit struct {
	from, to int
	with     []string
}

// hits lists the phrases of a text that are in the lexicon with the neighbours that it
// asks for, by their start. They may overlap.
func (l *Lexicon) hits(ed *Edit) []hit {
	var out []hit
	words := ed.Words()
	for i := range words {
		if !words[i].Free {
			continue
		}
		for _, e := range l.entries[words[i].Text] {
			last := i + len(e.words) - 1
			if !e.at(ed, words, i) || !ed.Free(words[i].From, words[last].To) {
				continue
			}
			if e.before.holds(ed, words, i, -1) && e.after.holds(ed, words, last, 1) {
				out = append(out, hit{words[i].From, words[last].To, e.to})
			}
		}
	}
	return out
}

// at reports whether the phrase of an entry begins at words[i].
func (e *entry) at(ed *Edit, words []Word, i int) bool {
	if i+len(e.words) > len(words) {
		return false
	}
	for k, want := range e.words {
		w := words[i+k]
		if w.Text != want {
			return false
		}
		if k > 0 && (w.From != words[i+k-1].To+1 || ed.Text()[w.From-1] != e.gaps[k-1]) {
			return false
		}
	}
	return true
}

// Apply changes one phrase.
func (l *Lexicon) Apply(ed *Edit, r *rand.Rand) bool {
	hits := l.hits(ed)
	if len(hits) == 0 {
		return false
	}
	return hits[r.IntN(len(hits))].write(ed, r)
}

// applyShare changes each phrase with a chance, and returns how many it changed.
func (l *Lexicon) applyShare(ed *Edit, r *rand.Rand, share float64) int {
	changed, start := 0, len(ed.Text())+1
	for _, h := range slices.Backward(l.hits(ed)) { // from the end, so that offsets stay right
		if h.to < start && r.Float64() < share && h.write(ed, r) {
			changed, start = changed+1, h.from
		}
	}
	return changed
}

// write puts one of its alternatives in the place of a phrase, with the capitals of the
// phrase.
func (h hit) write(ed *Edit, r *rand.Rand) bool {
	with := h.with[r.IntN(len(h.with))]
	if with == "" {
		return leaveOut(ed, h.from, h.to)
	}
	old := ed.Text()[h.from:h.to]
	with = capitalsOf(old, with)
	return with != string(old) && ed.Replace(h.from, h.to, with)
}

// leaveOut removes words with one space beside them, and with the comma that they need no
// more: of two commas around them, of one before the end, and of one after the beginning.
func leaveOut(ed *Edit, from, to int) bool {
	text := ed.Text()
	left := from
	for left > 0 && text[left-1] == ' ' {
		left--
	}
	comma := left > 0 && text[left-1] == ','
	switch {
	case comma && (to == len(text) || strings.ContainsRune(".!?", text[to])):
		from = left - 1
	case (comma || left == 0) && strings.HasPrefix(string(text[to:]), ", "):
		to += len(", ")
	case to < len(text) && text[to] == ' ':
		to++
	case from > 0 && text[from-1] == ' ':
		from--
	}
	return ed.Replace(from, to, "")
}

// capitalsOf gives a phrase the capitals of the words in whose place it comes: those of all
// its letters, of the first, and of I.
func capitalsOf(old []rune, with string) string {
	if slices.Contains(strings.Fields(string(old)), "I") {
		with = strings.TrimSpace(strings.ReplaceAll(" "+with+" ", " i ", " I "))
	}
	switch {
	case !unicode.IsUpper(old[0]):
		return with
	case len(old) > 1 && !slices.ContainsFunc(old, unicode.IsLower):
		return strings.ToUpper(with)
	}
	first, size := utf8.DecodeRuneInString(with)
	return string(unicode.ToUpper(first)) + with[size:]
}
