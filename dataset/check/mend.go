package check

import (
	"html"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/slmkit/slmkit/dataset"
)

// Mend puts right in an example what needs no judgement: text in the wrong encoding, HTML,
// characters that do not belong there, and spaces. Slots move with their words; the target
// and the arguments change with the text. It returns the example as it was and false where
// nothing is to be done, or where a slot would lose its words.
func Mend(e dataset.Example) (dataset.Example, bool) {
	text := mendText(e.Text)
	if text == e.Text || isBlank(text) {
		return e, false
	}
	out := e.Clone()
	out.Text = text
	for i := range out.Slots {
		if !mendSlot(&out.Slots[i], e.Text, text) {
			return e, false
		}
	}
	out.Target = mendText(e.Target)
	for _, call := range out.Want() {
		for name, v := range call.Arguments {
			if s, ok := v.(string); ok {
				call.Arguments[name] = mendText(s)
			}
		}
	}
	if out.Sound() != nil && e.Sound() == nil {
		return e, false
	}
	return out, true
}

// mendText is what Mend makes of a text.
func mendText(s string) string { return strings.Join(strings.Fields(mendPart(s)), " ") }

// mendPart is mendText but for the spaces.
func mendPart(s string) string {
	if isPlain(s) && !strings.ContainsAny(s, "<&") {
		return s
	}
	s = Unmojibake(s)
	if strings.IndexByte(s, '<') >= 0 {
		s = tag().ReplaceAllString(s, " ")
	}
	for range 2 { // &amp;nbsp; has it twice
		s = entity().ReplaceAllStringFunc(s, func(m string) string { return html.UnescapeString(m) })
	}
	scan := newScan(s)
	var b strings.Builder
	for i, c := range s {
		switch class := scan.class(i, c); {
		case class == spacing:
			b.WriteByte(' ')
		case class == narrow, class == turning, class == control && c != utf8.RuneError:
		case class == form:
			b.WriteString(norm.NFKC.String(string(c)))
		default:
			b.WriteRune(c)
		}
	}
	return mendLetters(norm.NFC.String(b.String()))
}

// mendLetters writes words in Latin letters that only look so.
func mendLetters(s string) string {
	if isASCII(s) || !strings.ContainsFunc(s, isTwin) {
		return s
	}
	latin := strings.ContainsFunc(s, isPlainLatin)
	var b strings.Builder
	letter := func(c rune) bool { return unicode.IsLetter(c) || unicode.IsMark(c) }
	for s != "" {
		n := strings.IndexFunc(s, func(c rune) bool { return !letter(c) })
		if n < 0 {
			n = len(s)
		}
		word := s[:n]
		if _, foreign := foreignLetter(word, latin); foreign {
			word = strings.Map(func(c rune) rune {
				if isTwin(c) && c != 'ı' {
					return twins[c]
				}
				return c
			}, word)
		}
		b.WriteString(word)
		_, w := utf8.DecodeRuneInString(s[n:])
		b.WriteString(s[n : n+w])
		s = s[n+w:]
	}
	return b.String()
}

// mendSlot moves a slot of a text to where its words are in the mended text. It reports
// whether they are there.
func mendSlot(s *dataset.Slot, was, text string) bool {
	from, to, ok := byteSpan(was, s.Start, s.End)
	if !ok || s.Value != "" && s.Value != was[from:to] {
		return true // it had no place, and has none now
	}
	words := mendText(was[from:to])
	before := strings.TrimLeft(strings.Join(strings.Fields(mendPart(was[:from])+"\x00"), " "), " ")
	before = strings.TrimSuffix(before, "\x00")
	if words == "" || !strings.HasPrefix(text[min(len(before), len(text)):], words) {
		if before += " "; words == "" || !strings.HasPrefix(text[min(len(before), len(text)):], words) {
			return false
		}
	}
	s.Start = utf8.RuneCountInString(text[:len(before)])
	s.End = s.Start + utf8.RuneCountInString(words)
	s.Value = words
	return text[:len(before)] == before
}

// Surplus calls drop for each row that has to go so that no text is there twice, with two
// calls, or in two splits, and names the kind. Of one text, the rows that ask for what most
// of them ask for stay, or none where there is no majority; of these, the rows of test
// rather than dev and of dev rather than training, so that no test gets smaller for it; and
// of these, the first, and augmented copies. Call it in place of Finish.
func (c *Checker) Surplus(drop func(at Place, kind string)) {
	defer c.queue.Stop()
	c.queue.Put(c.batch)
	c.queue.Flush()
	groups := map[uint64][]int32{}
	seen := map[uint64]int32{}
	for i := range c.rows.Len() {
		key := c.rows.list.at(i).input
		switch first, again := seen[key]; {
		case !again:
			seen[key] = int32(i)
		case groups[key] == nil:
			groups[key] = []int32{first, int32(i)}
		default:
			groups[key] = append(groups[key], int32(i))
		}
	}
	keys := slices.SortedFunc(maps.Keys(groups), func(a, b uint64) int { return int(groups[a][0] - groups[b][0]) })
	for _, key := range keys {
		c.surplusOf(groups[key], func(i int32, kind string) { drop(c.rows.Place(int(i)), kind) })
	}
}

func (c *Checker) surplusOf(rows []int32, drop func(i int32, kind string)) {
	times := map[uint64]int{}
	for _, i := range rows {
		times[c.asks(i)]++
	}
	right, most, ties := uint64(0), 0, 0
	for asks, n := range times {
		if n > most {
			right, most, ties = asks, n, 0
		} else if n == most {
			ties++
		}
	}
	var kept []int32
	for _, i := range rows {
		if ties > 0 || c.asks(i) != right {
			drop(i, Conflict)
		} else {
			kept = append(kept, i)
		}
	}
	best := int8(-1)
	for _, i := range kept {
		best = max(best, c.rows.list.at(int(i)).split)
	}
	first := true
	for _, i := range kept {
		switch r := c.rows.list.at(int(i)); {
		case r.split != best:
			drop(i, TextLeak)
		case first:
			first = false
		case r.parent == 0:
			drop(i, Duplicate)
		}
	}
}
