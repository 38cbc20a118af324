package render

import (
	"cmp"
	"slices"

	"github.com/slmkit/slmkit/eval/report"
)

// confusions is the confusion matrix as tables of counts, and as a list.
type confusions struct {
	List    []confusion
	More    []confusion
	Matrix  *matrix // of the actions that are confused most
	All     *matrix // nil where Matrix has all, or there are too many
	LeftOut int     // examples with several calls
	Wrong   int
}

type confusion struct {
	Want, Got string
	N         int
	All       string
}

type matrix struct {
	Caption string
	Columns []string
	Rows    []matrixRow
}

type matrixRow struct {
	Name  string
	Cells []matrixCell
}

type matrixCell struct {
	N     int // 0 for an empty cell
	Right bool
	Shade float64 // 0 to 1
	Note  string
	All   string
}

// How many actions a matrix shows at first, and at most, and how many confusions the list
// has at first.
const (
	shownConfusions = 8
	shownActions    = 14
	maxActions      = 60
)

func newConfusions(e *report.Evaluation) *confusions {
	m := e.Matrix()
	if m == nil {
		return nil
	}
	c := &confusions{LeftOut: e.LeftOut}
	for _, t := range e.TopConfusions(len(e.Confusions)) {
		c.Wrong += t.N
		c.List = append(c.List, confusion{t.Want, answerLabel(t.Got), t.N, drill("asked", t.Want, "answered", t.Got)})
	}
	if len(c.List) > shownConfusions+3 {
		c.List, c.More = c.List[:shownConfusions], c.List[shownConfusions:]
	}
	confused := mostConfused(m, shownActions)
	if len(confused) > 0 {
		c.Matrix = newMatrix(m, confused)
		c.Matrix.Caption = "Actions that are confused"
	}
	if len(m.Rows) > len(confused) && len(m.Rows) <= maxActions {
		c.All = newMatrix(m, m.Rows)
		c.All.Caption = "All actions"
	}
	return c
}

// mostConfused names up to n rows with the most wrong answers, in the matrix's order.
func mostConfused(m *report.Matrix, n int) []string {
	wrong := make([]int, len(m.Rows))
	for _, c := range m.Cells {
		if c.Want != c.Got {
			wrong[c.Row] += c.N
		}
	}
	order := make([]int, len(m.Rows))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(wrong[b], wrong[a]) })
	order = order[:min(n, len(order))]
	slices.Sort(order)
	var out []string
	for _, i := range order {
		if wrong[i] > 0 {
			out = append(out, m.Rows[i])
		}
	}
	return out
}

// newMatrix has some rows of a matrix, with the columns that they need.
func newMatrix(m *report.Matrix, rows []string) *matrix {
	cells := map[[2]string]report.MatrixCell{}
	used := map[string]bool{}
	for _, name := range rows {
		used[name] = true
	}
	for _, c := range m.Cells {
		if slices.Contains(rows, c.Want) {
			cells[[2]string{c.Want, c.Got}] = c
			used[c.Got] = true
		}
	}
	out := &matrix{}
	var columns []string
	for _, name := range m.Columns {
		if used[name] {
			columns = append(columns, name)
			out.Columns = append(out.Columns, answerLabel(name))
		}
	}
	for _, want := range rows {
		row := matrixRow{Name: want}
		for _, got := range columns {
			c, ok := cells[[2]string{want, got}]
			if !ok {
				row.Cells = append(row.Cells, matrixCell{})
				continue
			}
			row.Cells = append(row.Cells, matrixCell{N: c.N, Right: want == got, Shade: min(max(c.Share, 0), 1),
				Note: want + " answered by " + answerLabel(got), All: drill("asked", want, "answered", got)})
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// answerLabel names a column of the matrix for people.
func answerLabel(name string) string {
	switch name {
	case report.UnknownLabel:
		return "no known action"
	case report.InvalidLabel:
		return "unreadable"
	}
	return name
}
