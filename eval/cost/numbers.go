package cost

import "math"

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// number is a number of an entry. It may not be less than least, nor 0 if it must
// be positive.
type number struct {
	name         string
	value, least float64
	positive     bool
}

func positive(name string, v float64) number    { return number{name: name, value: v, positive: true} }
func notNegative(name string, v float64) number { return number{name: name, value: v} }
