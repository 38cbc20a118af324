package check

// leastAlike is the similarity, in percent, that the first place of Result.Alike counts.
const leastAlike = 50

// addAlike counts a row that is nearly the same as another one.
func (r *Result) addAlike(similarity float64) {
	if r.Alike == nil {
		r.Alike = make([]int, 100-leastAlike+1)
	}
	r.Alike[min(max(int(100*similarity)-leastAlike, 0), len(r.Alike)-1)]++
}
