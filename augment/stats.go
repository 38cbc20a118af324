package augment

// Reason says why a copy was left out.
type Reason string

// The reasons.
const (
	Unchanged  Reason = "no operation changed anything"
	SameParent Reason = "it says what its example says"
	SameBefore Reason = "it says what an earlier row says"
	SameAfter  Reason = "it says what a later row says"
	SameOther  Reason = "it says what a row of other data says"
	Conflict   Reason = "it says what another row says with another call"
	LostSlot   Reason = "the words of a slot are not in it once"
	Broken     Reason = "it breaks its contract"
)

// Stats counts what Run did. They are complete when the stream has ended.
type Stats struct {
	Originals int
	Copies    int
	LeftOut   map[Reason]int // copies left out
	Foreign   int            // examples that got only the operations for any language
	Applied   map[string]int // changes made, by operation
	Dropped   map[string]int // changes taken back because they broke their contract, by operation
}

func newStats() Stats {
	return Stats{LeftOut: map[Reason]int{}, Applied: map[string]int{}, Dropped: map[string]int{}}
}

// Same counts the copies left out because they say what another row says.
func (s *Stats) Same() int {
	n := 0
	for reason, count := range s.LeftOut {
		if reason != Unchanged && reason != LostSlot && reason != Broken {
			n += count
		}
	}
	return n
}
