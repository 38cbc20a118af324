package inference

// resize returns a buffer of n elements. It is b's memory if n elements fit in it.
func resize[T any](b []T, n int) []T {
	if cap(b) >= n {
		return b[:n]
	}
	return make([]T, n, n+n/2)
}

// gather returns the rows of data that rows names, in that order. A row has width
// elements; rows may name one several times. gather works in place if it can, else
// it swaps data with spare.
func gather[T any](data []T, rows []int, width int, spare *[]T) []T {
	forward := true // each comes from its own place or one behind it
	for i, r := range rows {
		forward = forward && r >= i && (i == 0 || r > rows[i-1])
	}
	if !forward {
		out := resize(*spare, len(rows)*width)
		for i, r := range rows {
			copy(out[i*width:(i+1)*width], data[r*width:])
		}
		*spare = data
		return out
	}
	for i, r := range rows {
		if i != r {
			copy(data[i*width:(i+1)*width], data[r*width:(r+1)*width])
		}
	}
	return data[:len(rows)*width]
}

// longest returns the length of the longest row.
func longest(prompts [][]int32) int {
	n := 0
	for _, p := range prompts {
		n = max(n, len(p))
	}
	return n
}
