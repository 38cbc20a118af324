package gate

import (
	"fmt"
	"strings"
)

// suggest returns `, did you mean "x"?` for the candidate that is most like word,
// and a list of the candidates where none is like it.
func suggest(word string, candidates []string) string {
	best, near := 1+len(word)/3, ""
	for _, c := range candidates {
		if d := editDistance(word, c); d <= best && (near == "" || d < best) {
			best, near = d, c
		}
	}
	switch {
	case near != "":
		return fmt.Sprintf(", did you mean %q?", near)
	case len(candidates) == 0:
		return ""
	}
	return ": there are " + strings.Join(candidates, ", ")
}

// editDistance is Levenshtein's distance of two texts in bytes.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(diagonal+cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
