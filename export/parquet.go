package export

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"

	"github.com/slmkit/slmkit/dataset"
)

// row is an example as Parquet holds it. Calls are JSON in a string column: as
// structs, calls of different actions would get the union of all parameters
// filled with nulls. An optional string that is empty is a null. Ids are hashes,
// which do not compress.
type row struct {
	ID     string     `parquet:"id,uncompressed"`
	Split  string     `parquet:"split,dict"`
	Text   string     `parquet:"text"`
	Target string     `parquet:"target"`
	Call   string     `parquet:"call,optional"`
	Calls  string     `parquet:"calls,optional"`
	Slots  []slotRow  `parquet:"slots,list"`
	Ref    string     `parquet:"reference_date,optional,dict"`
	Origin *originRow `parquet:"origin,optional"`
}

type slotRow struct {
	Name  string `parquet:"name,dict"`
	Value string `parquet:"value,dict"`
	Start int32  `parquet:"start,delta"`
	End   int32  `parquet:"end,delta"`
	Call  int32  `parquet:"call"`
}

type originRow struct {
	Pack       string   `parquet:"pack,dict"`
	Template   string   `parquet:"template,dict"`
	Kind       string   `parquet:"kind,dict"`
	Derivation string   `parquet:"derivation"`
	Ops        []string `parquet:"ops,list" parquet-element:",dict"`
	Parent     string   `parquet:"parent"`
}

// rowGroup bounds how many rows are held before they are written.
const rowGroup = 50_000

// features is the schema in the words of Hugging Face datasets, which finds it
// in the file's metadata.
const features = `{"info":{"features":{` +
	`"id":{"dtype":"string","_type":"Value"},"split":{"dtype":"string","_type":"Value"},` +
	`"text":{"dtype":"string","_type":"Value"},"target":{"dtype":"string","_type":"Value"},` +
	`"call":{"dtype":"string","_type":"Value"},"calls":{"dtype":"string","_type":"Value"},` +
	`"slots":{"feature":{"name":{"dtype":"string","_type":"Value"},"value":{"dtype":"string","_type":"Value"},` +
	`"start":{"dtype":"int32","_type":"Value"},"end":{"dtype":"int32","_type":"Value"},"call":{"dtype":"int32","_type":"Value"}},"_type":"List"},` +
	`"reference_date":{"dtype":"string","_type":"Value"},` +
	`"origin":{"pack":{"dtype":"string","_type":"Value"},"template":{"dtype":"string","_type":"Value"},` +
	`"kind":{"dtype":"string","_type":"Value"},"derivation":{"dtype":"string","_type":"Value"},` +
	`"ops":{"feature":{"dtype":"string","_type":"Value"},"_type":"List"},"parent":{"dtype":"string","_type":"Value"}}}}}`

// ParquetWriter writes examples to a file that appears whole or not at all.
type ParquetWriter struct {
	file *dataset.File
	path string
	w    *parquet.GenericWriter[row]
	rows []row
	buf  []byte
}

// CreateParquet opens a Parquet file for writing. meta goes into the file's
// key-value metadata, beside what Hugging Face datasets wants there.
func CreateParquet(path string, meta map[string]string) (*ParquetWriter, error) {
	f, err := dataset.Create(path, io.Discard)
	if err != nil {
		return nil, err
	}
	return newParquet(f, path, meta), nil
}

func newParquet(f *dataset.File, path string, meta map[string]string) *ParquetWriter {
	options := []parquet.WriterOption{
		parquet.Compression(&zstd.Codec{Level: zstd.SpeedFastest}),
		parquet.MaxRowsPerRowGroup(rowGroup),
		parquet.CreatedBy("slmkit", "1", ""),
		parquet.KeyValueMetadata("huggingface", features),
	}
	for k, v := range meta {
		options = append(options, parquet.KeyValueMetadata("slmkit."+k, v))
	}
	return &ParquetWriter{file: f, path: path, w: parquet.NewGenericWriter[row](f, options...)}
}

// Write adds examples. Text that is not UTF-8 is refused: readers refuse the
// whole file otherwise.
func (p *ParquetWriter) Write(examples []dataset.Example) error {
	p.rows = p.rows[:0]
	for i := range examples {
		r, err := p.row(&examples[i])
		if err != nil {
			return fmt.Errorf("example %q: %w", examples[i].ID, err)
		}
		p.rows = append(p.rows, r)
	}
	if _, err := p.w.Write(p.rows); err != nil {
		return fmt.Errorf("%s: %w", p.path, err)
	}
	return nil
}

// Commit finishes the file and puts it in its place.
func (p *ParquetWriter) Commit() error {
	if err := p.w.Close(); err != nil {
		return fmt.Errorf("%s: %w", p.path, err)
	}
	return p.file.Commit()
}

// Close drops a file that was not committed.
func (p *ParquetWriter) Close() error { return p.file.Close() }

func (p *ParquetWriter) row(e *dataset.Example) (row, error) {
	if err := checkUTF8(e); err != nil {
		return row{}, err
	}
	r := row{ID: e.ID, Split: string(e.Split), Text: e.Text, Target: e.Target, Ref: e.Ref, Slots: make([]slotRow, len(e.Slots))}
	for i, s := range e.Slots {
		r.Slots[i] = slotRow{s.Name, s.Value, int32(s.Start), int32(s.End), int32(s.Call)}
	}
	var err error
	if e.Call != nil {
		if p.buf, err = e.Call.AppendJSON(p.buf[:0]); err != nil {
			return r, err
		}
		r.Call = string(p.buf)
	}
	if len(e.Calls) > 0 {
		if p.buf, err = dataset.AppendCalls(p.buf[:0], e.Calls); err != nil {
			return r, err
		}
		r.Calls = string(p.buf)
	}
	if o := e.Origin; o != nil {
		r.Origin = &originRow{o.Pack, o.Template, o.Kind, o.Derivation, o.Ops, o.Parent}
	}
	return r, nil
}

// checkUTF8 looks at every string that goes into a column as it is; what goes
// there as JSON is mended by the encoder.
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

func (r *row) example() (dataset.Example, error) {
	e := dataset.Example{ID: r.ID, Split: dataset.Split(r.Split), Text: r.Text, Target: r.Target, Ref: r.Ref}
	e.Slots = make([]dataset.Slot, len(r.Slots))
	for i, s := range r.Slots {
		e.Slots[i] = dataset.Slot{Name: s.Name, Value: s.Value, Start: int(s.Start), End: int(s.End), Call: int(s.Call)}
	}
	if r.Call != "" {
		if err := json.Unmarshal([]byte(r.Call), &e.Call); err != nil {
			return e, fmt.Errorf("column call: %w", err)
		}
	}
	if r.Calls != "" {
		if err := json.Unmarshal([]byte(r.Calls), &e.Calls); err != nil {
			return e, fmt.Errorf("column calls: %w", err)
		}
	}
	if o := r.Origin; o != nil {
		ops := o.Ops
		if ops == nil {
			ops = []string{}
		}
		e.Origin = &dataset.Origin{Pack: o.Pack, Template: o.Template, Kind: o.Kind, Derivation: o.Derivation, Ops: ops, Parent: o.Parent}
	}
	return e, e.Validate()
}

// openParquet opens a file and keeps a broken one from bringing the program
// down: the library panics on some.
func openParquet(path string) (f *os.File, p *parquet.File, err error) {
	if f, err = os.Open(path); err != nil {
		return nil, nil, err
	}
	defer func() {
		if r := recover(); r != nil {
			err = broken(path, r)
		}
		if err != nil {
			f.Close()
		}
	}()
	info, err := f.Stat()
	if err != nil {
		return f, nil, err
	}
	if info.Size() == 0 {
		return f, nil, fmt.Errorf("%s: not a Parquet file (it is empty)", path)
	}
	if p, err = parquet.OpenFile(f, info.Size(), parquet.SkipBloomFilters(true)); err != nil {
		return f, nil, fmt.Errorf("%s: not a whole Parquet file (%w): write it again", path, err)
	}
	return f, p, nil
}

func broken(path string, r any) error {
	return fmt.Errorf("%s: broken Parquet (%v): write it again", path, r)
}

// ReadParquet yields the examples of a file that CreateParquet wrote, or of one
// with the same columns, validated. A bad row is a *dataset.LineError whose
// line is the row's number from 1.
func ReadParquet(path string) iter.Seq2[dataset.Example, error] {
	return func(yield func(dataset.Example, error) bool) {
		f, p, err := openParquet(path)
		if err != nil {
			yield(dataset.Example{}, err)
			return
		}
		defer f.Close()
		for _, column := range []string{"id", "text"} {
			if _, ok := p.Schema().Lookup(column); !ok {
				yield(dataset.Example{}, fmt.Errorf("%s: no column %q: not a file of examples", path, column))
				return
			}
		}
		_, origins := p.Schema().Lookup("origin", "pack")
		rows, err := newReader(path, p)
		if err != nil {
			yield(dataset.Example{}, err)
			return
		}
		buf := make([]row, 1024)
		for number := 0; ; {
			n, err := rows(buf)
			for i := range buf[:n] {
				number++
				if !origins {
					buf[i].Origin = nil // the library fills in a column that is not there
				}
				e, bad := buf[i].example()
				if bad != nil {
					bad = &dataset.LineError{File: path, Line: number, Err: bad}
				}
				if !yield(e, bad) {
					return
				}
				buf[i] = row{} // the next read must not write into what was handed out
			}
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(dataset.Example{}, err)
				return
			}
		}
	}
}

// newReader returns a function that reads rows and turns panics into errors.
func newReader(path string, p *parquet.File) (read func([]row) (int, error), err error) {
	defer func() {
		if r := recover(); r != nil {
			err = broken(path, r)
		}
	}()
	reader := parquet.NewGenericReader[row](p)
	return func(buf []row) (n int, err error) {
		defer func() {
			if r := recover(); r != nil {
				n, err = 0, broken(path, r)
			}
		}()
		n, err = reader.Read(buf)
		if err != nil && !errors.Is(err, io.EOF) {
			err = broken(path, err)
		}
		return n, err
	}, nil
}
