package export

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"

	"github.com/slmkit/slmkit/dataset"
)

// Prompt is what inference needs of a record.
type Prompt struct {
	ID   string
	Text string
	Ref  string // reference date, "" where there is none
}

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
				out.Text = v.String()
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
	ID   any     `json:"id"`
	Text *string `json:"text"`
	Ref  string  `json:"reference_date"`
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

// OpenPrompts yields the prompts of a file: Parquet by its name, else JSON
// Lines with "text" and perhaps "id", or with lines set a prompt a line. An id
// that is missing is the number of the record.
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
					if !yield(Prompt{ID: strconv.Itoa(n), Text: string(line.Bytes)}, err) || err != nil {
						return
					}
				}
				return
			}
			for rec, err := range dataset.ReadJSONL[promptRecord](r, name) {
				n++
				p := Prompt{ID: rec.id(), Ref: rec.Ref}
				if rec.Text != nil {
					p.Text = *rec.Text
				}
				if p.ID == "" {
					p.ID = strconv.Itoa(n)
				}
				if !yield(p, err) {
					return
				}
			}
		}
	})
}
