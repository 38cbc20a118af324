package leak

import "strconv"

// Kind is a way in which a row of one split may be in another.
type Kind int

// The kinds, the most obvious first.
const (
	Exact     Kind = iota // the same text, whatever its case, white space and last punctuation
	Template              // the same text but for the words of arguments
	Origin                // made by the same template of a pack
	Values                // the same words of all arguments
	SlotValue             // the same words of one argument; slots are counted, not rows
	Near                  // nearly the same text: see Finder.Near
	kinds
)

// Kinds lists the kinds in the order in which reports print them.
var Kinds = []Kind{Exact, Template, Origin, Values, SlotValue, Near}

var names = [kinds]string{"exact", "template", "origin", "values", "slot_value", "near"}

// String returns the name of a kind in flags, rules and reports: slot_value.
func (k Kind) String() string {
	if k < 0 || k >= kinds {
		return "kind " + strconv.Itoa(int(k))
	}
	return names[k]
}
