package export

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"

	"github.com/parquet-go/parquet-go"
)

// ReadPrompts yields the prompts of a Parquet file with a string column "text". The
// column "id" holds strings or integers; where it is missing, the id is the row's
// number, from 1.
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
