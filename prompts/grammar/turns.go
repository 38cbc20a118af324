package grammar

import (
	"slices"
	"strings"
)

// The marks in the text of a dialogue. No words have them: the texts of literals lose
// them.
const (
	AssistantTurn = '\x1e' // before what the assistant says
	UserTurn      = '\x1f' // before what the user says next
	Repeated      = '\x1d' // in place of the words of a slot that the assistant repeats
)

func isTurn(c byte) bool { return c == AssistantTurn || c == UserTurn }

func isMark(c byte) bool { return isTurn(c) || c == Repeated }

// Turn ends a turn of a dialogue and begins the next, which is the assistant's or the
// user's. The spaces around it are dropped.
func Turn(assistant bool) *Node {
	mark := string(UserTurn)
	if assistant {
		mark = string(AssistantTurn)
	}
	return &Node{Kind: KindLiteral, Text: mark, lower: mark, turn: true, Derivations: 1}
}

// Behind writes what a dialogue has behind its first turn, which is a mark that no turn
// begins with.
func Behind(rest *Node) *Node {
	mark := string(Repeated)
	return Sequence(&Node{Kind: KindLiteral, Text: mark, lower: mark, turn: true, Derivations: 1}, rest)
}

// Repeat writes the mark for words of the user that the assistant repeats: those of
// the first of some slots that is set.
func Repeat(slots ...int) *Node {
	return &Node{Kind: KindRepeat, Text: string(Repeated), lower: string(Repeated), repeats: slots, Derivations: 1}
}

// repeat notes whose words the assistant repeats.
func (w *Walker) repeat(n *Node) {
	w.write(n.Text, n.spacing)
	slot := n.repeats[0]
	if i := slices.IndexFunc(n.repeats, func(s int) bool { return w.Set>>s&1 == 1 }); i >= 0 {
		slot = n.repeats[i]
	}
	w.Repeats = append(w.Repeats, slot)
}

// Repeats lists the slots whose words the node may repeat.
func (n *Node) Repeats() []int { return n.repeats }

// repeated matches the mark, or any words of the turn where the matcher reads what
// people see.
func (m *matcher) repeated(n *Node, at position, k int32) bool {
	if at, ok := m.literal(n.lower, n.spacing, at); ok && m.rest(k, at) {
		return true
	}
	if !m.seen || int(at.off) == len(m.text) {
		return false
	}
	from := int(at.off)
	if m.spaceDue(at) {
		from++
	}
	for end := from + 1; end <= len(m.text) && !isTurn(m.text[end-1]); end++ {
		if end < len(m.text) && isWordByte(m.text[end]) {
			continue
		}
		at, ok := m.start(m.text[from:end], Close, at)
		if !ok {
			return false
		}
		at.off = int32(end)
		if m.rest(k, at) {
			return true
		}
	}
	return false
}

// MayBeEmpty reports whether some derivation of the node writes nothing.
func (n *Node) MayBeEmpty() bool { return n.begin().empty }

// Turns cuts the text of a dialogue into its turns: the user's first, then whose each
// mark says.
func Turns[T string | []byte](text T) (turns []T, assistant []bool) {
	start, by := 0, false
	for i := range len(text) {
		if isTurn(text[i]) {
			turns, assistant = append(turns, text[start:i]), append(assistant, by)
			start, by = i+1, text[i] == AssistantTurn
		}
	}
	return append(turns, text[start:]), append(assistant, by)
}

// Readable marks of a text: what people see of it in one line.
func Visible(text string) string {
	return visible.Replace(text)
}

var visible = strings.NewReplacer(string(AssistantTurn), " | ", string(UserTurn), " | ", string(Repeated), "…")
