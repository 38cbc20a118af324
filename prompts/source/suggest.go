package source

import (
	"fmt"
	"strings"
)

// Suggest returns `, did you mean "x"?` for the known name nearest to a wrong one,
// "" if none is near.
func Suggest(wrong string, known []string) string {
	best, at := "", max(1, len(wrong)/3)+1
	for _, k := range known {
		if d := distance(wrong, k); d < at || d == at && k < best && best != "" {
			best, at = k, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(", did you mean %q?", best)
}

// distance is how many letters of a name must be changed, added, dropped or
// swapped with their neighbour to make another (optimal string alignment).
func distance(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}

// OrList suggests the known name nearest to a wrong one, or lists all if none is
// near.
func OrList(wrong string, known []string) string {
	if s := Suggest(wrong, known); s != "" {
		return s
	}
	return ": known are " + strings.Join(known, ", ")
}
