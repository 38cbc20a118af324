package action

import (
	"math"
	"reflect"

	"github.com/slmkit/slmkit/dataset/text"
)

// Same reports whether two canonical values are equal. Texts are compared as
// text.Compared has them, since a model reads and writes no other. Numbers are equal
// digit by digit, whatever Go's type of them is. The digits in which a binary sum misses
// its decimals do not count: 0.30000000000000004 is 0.3.
func Same(a, b any) bool {
	if s, ok := a.(string); ok {
		t, ok := b.(string)
		return ok && (s == t || text.Prompt(text.Compared(s)) == text.Prompt(text.Compared(t)))
	}
	x, ok1 := decimalOf(a)
	y, ok2 := decimalOf(b)
	if !ok1 || !ok2 {
		return ok1 == ok2 && reflect.DeepEqual(a, b)
	}
	return x == y || x.misses(y) || y.misses(x)
}

// surest is how many digits a float64 keeps of any decimal number.
const surest = 15

// misses reports whether a number is what binary arithmetic may make of another: the
// other has no more digits than a float64 keeps, and is 4 units in the last place away
// or less.
func (d decimal) misses(of decimal) bool {
	if len(d.digits) <= surest || len(of.digits) > surest || d.whole() && of.whole() {
		return false
	}
	v, w := d.float(), of.float()
	return math.Abs(v-w) <= 4*(math.Nextafter(math.Abs(w), math.Inf(1))-math.Abs(w))
}
