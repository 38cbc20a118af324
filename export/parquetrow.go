package export

import (
	"fmt"
	"unicode/utf8"

	"github.com/slmkit/slmkit/dataset"
)

// row is an example in the form that Parquet stores. Its columns are those of
// dataset.Columns; a test checks this. Calls, and the turns that hold some, are
// string columns of JSON, because a struct column would give every call the
// parameters of all actions, most of them null. An empty optional string is null. Ids are not compressed, because
// hashes do not compress.
type row struct {
	ID      string     `parquet:"id,uncompressed"`
	Split   string     `parquet:"split,dict"`
	History string     `parquet:"history,optional"`
	Text    string     `parquet:"text"`
	Target  string     `parquet:"target"`
	Call    string     `parquet:"call,optional"`
	Calls   string     `parquet:"calls,optional"`
	Slots   []slotRow  `parquet:"slots,list"`
	Ref     string     `parquet:"reference_date,optional,dict"`
	Origin  *originRow `parquet:"origin,optional"`
}

type slotRow struct {
	Name    string `parquet:"name,dict"`
	Value   string `parquet:"value,dict"`
	Start   int32  `parquet:"start,delta"`
	End     int32  `parquet:"end,delta"`
	Call    int32  `parquet:"call"`
	Inexact bool   `parquet:"inexact"`
}

type originRow struct {
	Pack       string   `parquet:"pack,dict"`
	Template   string   `parquet:"template,dict"`
	Kind       string   `parquet:"kind,dict"`
	Derivation string   `parquet:"derivation"`
	Ops        []string `parquet:"ops,list" parquet-element:",dict"`
	Parent     string   `parquet:"parent"`
}

// newRow converts an example to a row. It encodes JSON into buf and returns
// buf for the next row.
func newRow(e *dataset.Example, buf []byte) (row, []byte, error) {
	if err := checkUTF8(e); err != nil {
		return row{}, buf, err
	}
	r := row{ID: e.ID, Split: string(e.Split), Text: e.Text, Target: e.Target, Ref: e.Ref, Slots: make([]slotRow, len(e.Slots))}
	for i, s := range e.Slots {
		r.Slots[i] = slotRow{s.Name, s.Value, int32(s.Start), int32(s.End), int32(s.Call), s.Inexact}
	}
	var err error
	if len(e.History) > 0 {
		if buf, err = dataset.AppendHistory(buf[:0], e.History); err != nil {
			return r, nil, err
		}
		r.History = string(buf)
	}
	if e.Call != nil {
		if buf, err = e.Call.AppendJSON(buf[:0]); err != nil {
			return r, nil, err
		}
		r.Call = string(buf)
	}
	if len(e.Calls) > 0 {
		if buf, err = dataset.AppendCalls(buf[:0], e.Calls); err != nil {
			return r, nil, err
		}
		r.Calls = string(buf)
	}
	if o := e.Origin; o != nil {
		r.Origin = &originRow{o.Pack, o.Template, o.Kind, o.Derivation, o.Ops, o.Parent}
	}
	return r, buf, nil
}

// checkUTF8 looks at every string that goes into a column unchanged. The encoder
// mends those that go there as JSON.
func checkUTF8(e *dataset.Example) error {
	all := []string{e.ID, string(e.Split), e.Text, e.Target, e.Ref}
	for _, s := range e.Slots {
		all = append(all, s.Name, s.Value)
	}
	if o := e.Origin; o != nil {
		all = append(append(all, o.Pack, o.Template, o.Kind, o.Derivation, o.Parent), o.Ops...)
	}
	for _, s := range all {
		if !utf8.ValidString(s) {
			return fmt.Errorf("%q is not UTF-8: Parquet readers refuse such a file", s)
		}
	}
	return nil
}
