package grammar_test

import (
	"encoding/json"
	"testing"

	"github.com/slmkit/slmkit/inference/grammar"
)

// A table has runs of bytes as texts, and tells quotes apart.
func TestTable(t *testing.T) {
	quote := grammar.Quote(func(string) bool { return true })
	p := grammar.Sequence(grammar.When(quote, grammar.Text(`pay("`)), grammar.Either(quote, grammar.Quote(nil)), grammar.Text(`é")`), grammar.Byte('0', '9'))
	table, quotes := grammar.New(p).Table()
	got, err := json.Marshal(table)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"bare":0,"spaced":1,"states":[[3,2,0],[0,0," "],[0,3,"pay(\""],[2,4,5],[4,6,0],[4,7,-1],[5,8,0],[5,8,-1],[2,9,10],[0,11,"é"],[7,11,0],[0,12,"\")"],[1,13,48,57],[6]],"rare":["é"]}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if len(quotes) != 1 || quotes[0] != quote {
		t.Errorf("%d quotes, want the one that does not fit all words", len(quotes))
	}
}
