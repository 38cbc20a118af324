package export

import (
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/dataset"
)

// columnsOf lists the columns that a Go type has by its Parquet tags.
func columnsOf(t reflect.Type) []dataset.Column {
	var out []dataset.Column
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("parquet"), ",")
		c := dataset.Column{Name: name}
		switch typ := f.Type; {
		case typ.Kind() == reflect.Int32:
			c.Type = dataset.Int32
		case typ.Kind() == reflect.Bool:
			c.Type = dataset.Bool
		case typ == reflect.TypeFor[[]string]():
			c.Type = dataset.Strings
		case typ.Kind() == reflect.Slice:
			c.Type, c.Fields = dataset.Structs, columnsOf(typ.Elem())
		case typ.Kind() == reflect.Pointer:
			c.Type, c.Fields = dataset.Struct, columnsOf(typ.Elem())
		}
		out = append(out, c)
	}
	return out
}

// TestRowsHaveTheColumns: a column that dataset.Columns has and Parquet rows lack,
// or the other way round, is named here.
func TestRowsHaveTheColumns(t *testing.T) {
	var want []dataset.Column
	for _, c := range dataset.Columns {
		if c.About = ""; c.Type == dataset.JSON {
			c.Type = dataset.String // as structs, calls of different actions would get each other's parameters
		}
		want = append(want, c)
	}
	if diff := cmp.Diff(want, columnsOf(reflect.TypeFor[row]())); diff != "" {
		t.Errorf("dataset.Columns (-) are not the fields of row (+):\n%s", diff)
	}
}
