package action

import (
	"math"
	"reflect"

	"github.com/slmkit/slmkit/dataset/text"
)

// Same reports whether two canonical values are equal. Texts are compared as
// text.Compared has them, since a model reads and writes no other. Whole numbers are
// equal digit by digit, and others to one part in 10⁹, whatever Go's type of them is.
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
	if x == y || x.whole() && y.whole() {
		return x == y
	}
	v, w := x.float(), y.float()
	return math.Abs(v-w) <= 1e-9*max(math.Abs(v), math.Abs(w))
}
