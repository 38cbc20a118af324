package export

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
)

func tableOf(t *testing.T, name string) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := NewTable(&b, name, []TableColumn{{"id", TextColumn}, {"kinds", TextsColumn}, {"confidence", NumberColumn}, {"right", TruthColumn}})
	if err != nil {
		t.Fatal(err)
	}
	half, yes := 0.5, true
	for _, row := range [][]any{{"a", []string{"x", "y"}, &half, &yes}, {"say \"hi\",\nbob", []string(nil), (*float64)(nil), (*bool)(nil)}} {
		if err := w.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTable(t *testing.T) {
	for name, want := range map[string]string{
		"o.csv":   "id,kinds,confidence,right\na,x y,0.5,true\n\"say \"\"hi\"\",\nbob\",,,\n",
		"o.JSONL": `{"id":"a","kinds":["x","y"],"confidence":0.5,"right":true}` + "\n" + `{"id":"say \"hi\",\nbob","kinds":[],"confidence":null,"right":null}` + "\n",
	} {
		if got := string(tableOf(t, name)); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
	if _, err := NewTable(nil, "o.txt", nil); !errors.Is(err, ErrTableFormat) || !strings.HasPrefix(err.Error(), "o.txt: ") {
		t.Error(err)
	}
}

func TestParquetTable(t *testing.T) {
	type row struct {
		ID         string   `parquet:"id"`
		Kinds      []string `parquet:"kinds,list"`
		Confidence *float64 `parquet:"confidence,optional"`
		Right      *bool    `parquet:"right,optional"`
	}
	b := tableOf(t, "o.parquet")
	got, err := parquet.Read[row](bytes.NewReader(b), int64(len(b)))
	if err != nil || len(got) != 2 {
		t.Fatal(got, err)
	}
	if g := got[0]; g.ID != "a" || strings.Join(g.Kinds, " ") != "x y" || *g.Confidence != 0.5 || !*g.Right {
		t.Errorf("%+v", g)
	}
	if g := got[1]; len(g.Kinds) != 0 || g.Confidence != nil || g.Right != nil {
		t.Errorf("%+v", g)
	}
}
