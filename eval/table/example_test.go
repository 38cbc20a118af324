package table_test

import (
	"os"

	"github.com/slmkit/slmkit/eval/table"
)

// Numbers are aligned on the right, names on the left.
func ExampleTable_Write() {
	t := table.New(table.Names("action"), table.Numbers("rows"), table.Numbers("share"))
	t.Add("get_balance", "1,204", "60.2 %")
	t.Add("残高照会", "796", "39.8 %")
	_ = t.Write(os.Stdout, 80)
	// Output:
	// action         rows    share
	// get_balance   1,204   60.2 %
	// 残高照会        796   39.8 %
}

// Cells are escaped.
func ExampleTable_Markdown() {
	t := table.New(table.Names("action"), table.Numbers("rows"))
	t.Add("a|b", "12")
	_ = t.Markdown(os.Stdout)
	// Output:
	// | action | rows |
	// | --- | ---: |
	// | a\|b | 12 |
}
