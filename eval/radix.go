package eval

import "slices"

// sortByKey sorts a list by the numbers that key gives, in some three passes where they are
// spread evenly, as hashes are: it deals the items out by the first bits of their
// numbers and sorts what comes together. Items of one number are in any order.
func sortByKey[T any](list []T, key func(*T) uint64, compare func(a, b T) int) []T {
	const fewest = 1 << 12
	if len(list) < fewest {
		slices.SortFunc(list, compare)
		return list
	}
	const bits = 16
	starts := make([]int, 1<<bits+1)
	for i := range list {
		starts[key(&list[i])>>(64-bits)+1]++
	}
	for i := range 1 << bits {
		starts[i+1] += starts[i]
	}
	out, next := make([]T, len(list)), slices.Clone(starts)
	for i := range list {
		at := &next[key(&list[i])>>(64-bits)]
		out[*at] = list[i]
		*at++
	}
	for i := range 1 << bits {
		slices.SortFunc(out[starts[i]:starts[i+1]], compare)
	}
	return out
}
