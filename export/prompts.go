package export

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go"

	"github.com/slmkit/slmkit/dataset"
)

// Prompt is what inference needs of a record.
type Prompt struct {
	ID      string
	Text    string
	Ref     string // reference date, "" where there is none
	NotUTF8 bool   // the text is not
}

// setText takes the text as it stands in the file.
func (p *Prompt) setText(text string) { p.Text, p.NotUTF8 = text, !utf8.ValidString(text) }

// ReadPrompts yields the prompts of a Parquet file that has at least a string
// column "text"; "id" may be of strings or integers and is the row's number
// where it is missing.
func ReadPrompts(path string) iter.Seq2[Prompt, error] {
	return func(yield func(Prompt, error) bool) {
		f, p, err := openParquet(path)
		if err != nil {
			yield(Prompt{}, err)
			return
		}
		defer f.Close()
		next, err := promptReader(path, p)
		if err != nil {
			yield(Prompt{}, err)
			return
		}
		for n := 1; ; n++ {
			prompt, err := next()
			if errors.Is(err, io.EOF) {
				return
			}
			if prompt.ID == "" {
				prompt.ID = strconv.Itoa(n)
			}
			if !yield(prompt, err) || err != nil {
				return
			}
		}
	}
}

func promptReader(path string, p *parquet.File) (next func() (Prompt, error), err error) {
	defer func() {
		if r := recover(); r != nil {
			err = broken(path, r)
		}
	}()
	column := func(name string) int {
		if leaf, ok := p.Schema().Lookup(name); ok && leaf.Node.Leaf() {
			return leaf.ColumnIndex
		}
		return -1
	}
	text, id, ref := column("text"), column("id"), column("reference_date")
	if text < 0 {
		return nil, fmt.Errorf("%s: no column \"text\": name the column of prompts so", path)
	}
	reader := parquet.NewReader(p)
	rows := make([]parquet.Row, 256)
	at, have := 0, 0
	var ended error
	return func() (out Prompt, err error) {
		defer func() {
			if r := recover(); r != nil {
				err = broken(path, r)
			}
		}()
		for at == have {
			if ended != nil {
				return out, ended
			}
			if have, ended = reader.ReadRows(rows); ended != nil && !errors.Is(ended, io.EOF) {
				ended = broken(path, ended)
			}
			at = 0
		}
		for _, v := range rows[at] {
			switch {
			case v.IsNull():
			case v.Column() == text:
				out.setText(v.String())
			case v.Column() == id:
				out.ID = v.String()
			case v.Column() == ref:
				out.Ref = v.String()
			}
		}
		at++
		return out, nil
	}, nil
}

// Open yields the examples of a dataset file, JSON Lines or Parquet by its
// name; "-" is stdin, as JSON Lines.
func Open(path string, stdin io.Reader) iter.Seq2[dataset.Example, error] {
	if strings.HasSuffix(path, ".parquet") {
		return ReadParquet(path)
	}
	return fromFile(path, stdin, func(r io.Reader, name string) iter.Seq2[dataset.Example, error] {
		return dataset.ReadJSONL[dataset.Example](r, name)
	})
}

// promptRecord is a line of a JSON Lines file of prompts.
type promptRecord struct {
	ID   any         `json:"id"`
	Text *promptText `json:"text"`
	Ref  string      `json:"reference_date"`
}

// promptText is a string of JSON, which may have bytes that are not UTF-8.
type promptText struct {
	text    string
	notUTF8 bool
}

func (t *promptText) UnmarshalJSON(b []byte) error {
	t.notUTF8 = !utf8.Valid(b)
	return json.Unmarshal(b, &t.text)
}

func (p *promptRecord) Validate() error {
	if p.Text == nil {
		return errors.New(`no "text"`)
	}
	switch p.ID.(type) {
	case nil, string, float64:
		return nil
	}
	return fmt.Errorf("id is neither a string nor a number: %v", p.ID)
}

func (p *promptRecord) id() string {
	switch id := p.ID.(type) {
	case string:
		return id
	case float64:
		b, _ := json.Marshal(id) // a number always marshals
		return string(b)
	}
	return ""
}

// prompt is the record that is the n-th of its file.
func (p *promptRecord) prompt(n int) Prompt {
	id := p.id()
	out := Prompt{ID: cmp.Or(id, strconv.Itoa(n)), Ref: p.Ref}
	if p.Text != nil {
		out.Text = p.Text.text
		out.NotUTF8 = p.Text.notUTF8 && p.Validate() == nil && !strings.ContainsRune(id, utf8.RuneError)
	}
	return out
}

// OpenPrompts yields the prompts of a file: Parquet by its name, else JSON
// Lines with "text" and perhaps "id", or with lines set a prompt a line. An id
// that is missing is the number of the record. A line of JSON that is not UTF-8
// is a bad record; where its id is and its text alone is not, the prompt that
// comes with the error has NotUTF8 set, so that it can be answered with why not.
func OpenPrompts(path string, stdin io.Reader, lines bool) iter.Seq2[Prompt, error] {
	if strings.HasSuffix(path, ".parquet") {
		return ReadPrompts(path)
	}
	return fromFile(path, stdin, func(r io.Reader, name string) iter.Seq2[Prompt, error] {
		return func(yield func(Prompt, error) bool) {
			n := 0
			if lines {
				for line, err := range dataset.ReadLines(r, name) {
					n++
					p := Prompt{ID: strconv.Itoa(n)}
					if p.setText(string(line.Bytes)); !yield(p, err) || err != nil {
						return
					}
				}
				return
			}
			for rec, err := range dataset.ReadJSONL[promptRecord](r, name) {
				if n++; !yield(rec.prompt(n), err) {
					return
				}
			}
		}
	})
}
