package text

// Distance is the least number of letters that must be changed, added, dropped
// or swapped with their neighbour to make b of a (the optimal string alignment
// distance). Letters are Unicode code points.
func Distance(a, b string) int {
	from, to := []rune(a), []rune(b)
	rows := make([][]int, len(from)+1)
	for i := range rows {
		rows[i] = make([]int, len(to)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(from); i++ {
		for j := 1; j <= len(to); j++ {
			cost := 1
			if from[i-1] == to[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && from[i-1] == to[j-2] && from[i-2] == to[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(from)][len(to)]
}

// Nearest returns the known name that somebody who wrote wrong most likely
// meant: the one at the least Distance, the first in alphabetical order among
// equals. It is "" where every name differs in more than a third of the letters
// of wrong, and in more than one letter.
func Nearest(wrong string, known []string) string {
	nearest, least := "", max(1, len([]rune(wrong))/3)
	for _, name := range known {
		switch d := Distance(wrong, name); {
		case d > least, d == least && nearest != "" && name >= nearest:
		default:
			nearest, least = name, d
		}
	}
	return nearest
}
