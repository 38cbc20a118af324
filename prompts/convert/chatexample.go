package convert

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// said is an argument as a row has it.
type said struct {
	call  int
	param *action.Param
	text  string // the value: of a string its text, of others their JSON
	value any    // canonical
	span  *dataset.Slot
	heard string // the words of an earlier prompt that say it
}

// example makes the record of an exchange. An argument that the prompt has
// word for word gets a slot there, and its words are those of the target.
func (c *chats) example(x *exchange) (dataset.Example, error) {
	e := dataset.Example{Text: x.text, Ref: x.ref, Slots: []dataset.Slot{}, Origin: &dataset.Origin{Template: x.at.String(), Ops: []string{}}}
	var raw []action.RawCall
	var all []*said
	for i, call := range x.calls {
		one := c.tools.byName[call.name]
		raw = append(raw, action.RawCall{Name: one.action.Name})
		for _, m := range call.args {
			arg, err := c.argument(x, one, m)
			if err != nil {
				return e, fmt.Errorf("argument %q of %q: %w", m.name, call.name, err)
			}
			if arg != nil {
				arg.call = i
				all = append(all, arg)
			}
		}
	}
	if len(raw) == 0 {
		raw = []action.RawCall{{Name: dataset.None}}
	}
	locate(x, all)
	for i := range x.history {
		e.History = append(e.History, x.history[i].turn())
	}
	for _, a := range all {
		text := a.text
		switch {
		case len(a.param.Enum) > 0:
			text = fmt.Sprint(a.value)
		case a.span != nil && !a.param.Bare():
			text = a.span.Value
		case a.heard != "" && !a.param.Bare():
			text = a.heard
		}
		raw[a.call].Args = append(raw[a.call].Args, action.RawArg{Name: a.param.Name, Text: text, Quoted: !a.param.Bare()})
		switch {
		case a.span != nil:
			e.Slots = append(e.Slots, *a.span)
		case !a.param.Bare() && a.heard == "":
			c.lose(x.at, "the prompt does not have the text of an argument word for word: it has no slot")
		}
	}
	slices.SortStableFunc(e.Slots, func(a, b dataset.Slot) int { return a.Start - b.Start })
	return e, c.answered(&e, raw, day(x.ref))
}

// argument reads an argument. It is nil for one that is not set: null, or text
// without words.
func (c *chats) argument(x *exchange, t *tool, m jsonMember) (*said, error) {
	if isNull(m.raw) {
		return nil, nil
	}
	p := t.params[m.name]
	if p == nil {
		if why := t.dropped[m.name]; why != nil {
			return nil, fmt.Errorf("it %w", why)
		}
		return nil, fmt.Errorf("the tool has no such parameter")
	}
	if typeOf(m.raw) == "" {
		return nil, fmt.Errorf("%s is a list or an object, which a call in target syntax cannot hold", short(m.raw))
	}
	text, isText := textOf(m.raw)
	if !isText {
		text = string(bytes.TrimSpace(m.raw))
	}
	if words(text) == "" {
		c.lose(x.at, "an argument without words is not set")
		return nil, nil
	}
	var given any = text
	if typ := typeOf(m.raw); typ == "integer" || typ == "number" {
		given = json.Number(text)
	}
	value, err := p.NormalizeValue(given, day(x.ref))
	if err != nil {
		return nil, err
	}
	return &said{param: p, text: text, value: value}, nil
}

// day is a date, the zero time for none.
func day(ref string) time.Time {
	t, _ := time.Parse(time.DateOnly, ref)
	return t
}

// answered gives an example its target, its calls and its id.
func (c *chats) answered(e *dataset.Example, raw []action.RawCall, ref time.Time) error {
	var err error
	if e.Target, err = c.schema.Target(raw); err != nil {
		return err
	}
	calls, err := c.schema.Resolve(raw, ref)
	if err != nil {
		return err
	}
	e.SetCalls(calls)
	e.ID = e.Fingerprint()
	return e.Validate()
}

// locate finds the arguments in the prompt, the longest first. No two share words.
func locate(x *exchange, all []*said) {
	text := []rune(x.text)
	taken := make([]bool, len(text))
	order := slices.Clone(all)
	slices.SortStableFunc(order, func(a, b *said) int { return cmp.Compare(len(b.text), len(a.text)) })
	for _, find := range []func(a *said, text []rune, taken []bool, ref time.Time) (int, int){(*said).verbatim, (*said).meant} {
		for _, a := range order {
			if a.span != nil {
				continue
			}
			start, end := find(a, text, taken, day(x.ref))
			if start == end {
				continue
			}
			a.span = &dataset.Slot{Name: a.param.Name, Value: string(text[start:end]), Start: start, End: end, Call: a.call}
			for i := start; i < end; i++ {
				taken[i] = true
			}
		}
	}
	for _, a := range order {
		if a.span == nil {
			a.heard = a.earlier(x)
		}
	}
}

// earlier returns the words of an earlier prompt that say an argument, of the latest that
// does.
func (a *said) earlier(x *exchange) string {
	for _, h := range slices.Backward(x.history) {
		text := []rune(h.text)
		if h.role != dataset.User {
			continue
		}
		for _, find := range []func(a *said, text []rune, taken []bool, ref time.Time) (int, int){(*said).verbatim, (*said).meant} {
			if start, end := find(a, text, make([]bool, len(text)), day(x.ref)); start < end {
				return string(text[start:end])
			}
		}
	}
	return ""
}

// turn is the record of a turn before a prompt.
func (h *heard) turn() dataset.Turn {
	t := dataset.Turn{Role: h.role, Text: h.text}
	if h.answer != nil && h.answer.made != nil {
		t.Target, t.Call = h.answer.made.Target, h.answer.made.Call
	}
	return t
}

// verbatim finds where a prompt writes a value word for word.
func (a *said) verbatim(text []rune, taken []bool, ref time.Time) (start, end int) {
	for _, words := range a.forms() {
		if i := a.findIn(text, taken, words, ref); i >= 0 {
			return i, i + len(words)
		}
	}
	return 0, 0
}

// maxMeant is how many words a typed value is looked for in.
const maxMeant = 8

// meant finds the words that mean a typed value, such as "$50" for "50 USD". More
// words are tried before fewer.
func (a *said) meant(text []rune, taken []bool, ref time.Time) (start, end int) {
	if a.param.Bare() || action.Formats[a.param.Format] == nil {
		return 0, 0
	}
	words := wordsOf(text)
	means := func(start, end int) bool {
		v, err := a.param.Normalize(string(text[start:end]), ref)
		return err == nil && v == a.value
	}
	for n := min(maxMeant, len(words)); n > 0; n-- {
		for i := 0; i+n <= len(words); i++ {
			start, end := words[i][0], words[i+n-1][1]
			for end > start && strings.ContainsRune(".,;:!?", text[end-1]) {
				end--
			}
			if start == end || slices.Contains(taken[start:end], true) || !means(start, end) {
				continue
			}
			if leads := strings.ToLower(string(text[start:words[i][1]])); n > 1 && slices.Contains(prepositions, leads) && means(words[i+1][0], end) {
				start = words[i+1][0]
			}
			if before := strings.TrimSuffix(string(text[start:end]), " and"); means(start, start+len([]rune(before))) {
				end = start + len([]rune(before))
			}
			return start, end
		}
	}
	return 0, 0
}

// prepositions lead to a value and are no part of it if it means the same without.
var prepositions = []string{"at", "by", "during", "for", "from", "in", "of", "on", "over", "to", "until", "within"}

// wordsOf returns the start and the end of each word.
func wordsOf(text []rune) [][2]int {
	var out [][2]int
	for i := 0; i < len(text); i++ {
		from := i
		for i < len(text) && !unicode.IsSpace(text[i]) {
			i++
		}
		if i > from {
			out = append(out, [2]int{from, i})
		}
	}
	return out
}

// forms are the ways in which a prompt may write a value word for word.
func (a *said) forms() [][]rune {
	if a.param.Type == "boolean" {
		return nil // true and false in a prompt are about anything
	}
	out := [][]rune{[]rune(a.text)}
	if spaced := strings.ReplaceAll(a.text, "_", " "); len(a.param.Enum) > 0 && spaced != a.text {
		out = append(out, []rune(spaced))
	}
	return out
}

// findIn returns where words are in a text as whole words that mean the argument,
// in any case; -1 for nowhere.
func (a *said) findIn(text []rune, taken []bool, words []rune, ref time.Time) int {
	for i := 0; i+len(words) <= len(text); i++ {
		if !equalFold(text[i:i+len(words)], words) || slices.Contains(taken[i:i+len(words)], true) || !whole(text, i, i+len(words)) {
			continue
		}
		if v, err := a.param.Normalize(string(text[i:i+len(words)]), ref); a.param.Bare() || err == nil && v == a.value {
			return i
		}
	}
	return -1
}

func equalFold(a, b []rune) bool {
	return slices.EqualFunc(a, b, func(x, y rune) bool { return x == y || unicode.ToLower(x) == unicode.ToLower(y) })
}

// whole reports whether a part of a text is whole words and numbers: it neither
// begins nor ends inside one.
func whole(text []rune, start, end int) bool {
	at := func(i int) rune {
		if i < 0 || i >= len(text) {
			return ' '
		}
		return text[i]
	}
	return !joined(at(start-1), at(start), at(start-2)) && !joined(at(end), at(end-1), at(end+1))
}

// unspaced are scripts that write no spaces between words, or join particles to them.
var unspaced = []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar}

// joined reports whether a character outside belongs to the word or number that
// ends at inside. beyond is the one after it: "5" in "5.50" is no number of its own.
func joined(outside, inside, beyond rune) bool {
	isWord := func(r rune) bool {
		return (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) || r == '_') && !unicode.In(r, unspaced...)
	}
	if isWord(outside) {
		return isWord(inside)
	}
	return (outside == '.' || outside == ',') && unicode.IsDigit(inside) && unicode.IsDigit(beyond)
}
