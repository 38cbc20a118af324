package exact

import "math"

// extremes is the least and the largest of values, 0 where there are none.
func extremes(a []float32) (low, high float32) {
	if len(a) == 0 {
		return 0, 0
	}
	low, high = a[0], a[0]
	for _, x := range a {
		low, high = min(low, x), max(high, x)
	}
	return low, high
}

// quantizeRow rounds values to steps of scale around zero, halves to even.
func quantizeRow(o []byte, a []float32, scale, zero float32) {
	for i, x := range a {
		x = min(max(x/scale, 0-zero), 255-zero)
		o[i] = byte(int(math.RoundToEven(float64(x))) + int(zero))
	}
}

// multiplyFloatsPlain is multiplyFloats in Go.
func multiplyFloatsPlain(o, a, b []float32, rows, inner, columns int) {
	clear(o)
	for r := range rows {
		row := o[r*columns:][:columns]
		for k, x := range a[r*inner:][:inner] {
			for j, y := range b[k*columns:][:columns] {
				row[j] += float32(x * y)
			}
		}
	}
}
