package export

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"
)

// TableColumn is a column of a table: its name and the type of its values.
type TableColumn struct {
	Name string
	Type TableType
}

// TableType is the type of the values of a column.
type TableType int

// The types, with what Write of a Table takes for each.
const (
	TextColumn   TableType = iota // string
	TextsColumn                   // []string
	NumberColumn                  // *float64, nil for none
	TruthColumn                   // *bool, nil for none
)

// Table writes rows of columns.
type Table interface {
	// Write writes a row, with a value for each column.
	Write(row []any) error
	// Close writes what is left. It does not close the file.
	Close() error
}

// ErrTableFormat says that the name of a file does not end as that of a table.
var ErrTableFormat = errors.New("name a file that ends in .parquet, .csv or .jsonl")

// NewTable returns a table that is written to w in the format that the end of a file's
// name says: Parquet, CSV with a header, or JSON Lines. In CSV, what is not there is empty,
// and texts of one value are separated by spaces.
func NewTable(w io.Writer, name string, columns []TableColumn) (Table, error) {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".parquet":
		return newParquetTable(w, columns), nil
	case ".csv":
		c := csv.NewWriter(w)
		names := make([]string, len(columns))
		for i := range columns {
			names[i] = columns[i].Name
		}
		return &csvTable{c}, c.Write(names)
	case ".jsonl":
		return &jsonTable{w: w, columns: columns}, nil
	}
	return nil, fmt.Errorf("%s: %w", name, ErrTableFormat)
}

type csvTable struct{ *csv.Writer }

func (t *csvTable) Write(row []any) error {
	cells := make([]string, len(row))
	for i, v := range row {
		switch v := v.(type) {
		case string:
			cells[i] = v
		case []string:
			cells[i] = strings.Join(v, " ")
		case *float64:
			if v != nil {
				cells[i] = strconv.FormatFloat(*v, 'g', -1, 64)
			}
		case *bool:
			if v != nil {
				cells[i] = strconv.FormatBool(*v)
			}
		}
	}
	return t.Writer.Write(cells)
}

func (t *csvTable) Close() error {
	t.Flush()
	return t.Error()
}

type jsonTable struct {
	w       io.Writer
	columns []TableColumn
	line    []byte
}

func (t *jsonTable) Write(row []any) error {
	b := append(t.line[:0], '{')
	for i, v := range row {
		if i > 0 {
			b = append(b, ',')
		}
		if list, ok := v.([]string); ok && list == nil {
			v = []string{}
		}
		text, err := json.Marshal(v)
		if err != nil {
			return fmt.Errorf("%s: %w", t.columns[i].Name, err)
		}
		b = append(append(appendText(b, t.columns[i].Name), ':'), text...)
	}
	t.line = append(b, '}', '\n')
	_, err := t.w.Write(t.line)
	return err
}

func (t *jsonTable) Close() error { return nil }

// parquetTable writes rows as a struct type that is made of the columns.
type parquetTable struct {
	*parquet.Writer
	row reflect.Type
}

func newParquetTable(w io.Writer, columns []TableColumn) *parquetTable {
	types := map[TableType]reflect.Type{TextColumn: reflect.TypeFor[string](), TextsColumn: reflect.TypeFor[[]string](),
		NumberColumn: reflect.TypeFor[*float64](), TruthColumn: reflect.TypeFor[*bool]()}
	fields := make([]reflect.StructField, len(columns))
	for i, c := range columns {
		tag := c.Name
		switch c.Type {
		case TextsColumn:
			tag += ",list"
		case NumberColumn, TruthColumn:
			tag += ",optional"
		}
		fields[i] = reflect.StructField{Name: fmt.Sprint("C", i), Type: types[c.Type], Tag: reflect.StructTag(fmt.Sprintf("parquet:%q", tag))}
	}
	row := reflect.StructOf(fields)
	schema := parquet.NewSchema("table", parquet.SchemaOf(reflect.New(row).Interface()))
	return &parquetTable{parquet.NewWriter(w, schema, parquet.Compression(&parquet.Zstd)), row}
}

func (t *parquetTable) Write(row []any) error {
	v := reflect.New(t.row)
	for i, cell := range row {
		v.Elem().Field(i).Set(reflect.ValueOf(cell))
	}
	return t.Writer.Write(v.Interface())
}
