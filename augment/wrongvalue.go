package augment

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/dataset/text"
)

// repairValue says a wrong value of the same type before the right one.
func repairValue(ed *Edit, r *rand.Rand) bool {
	slots := ed.Slots()
	for _, i := range r.Perm(len(slots)) {
		s := slots[i]
		if overlapped(slots, i) || styleOf(ed).capitals && s.Start == 0 {
			continue
		}
		wrong := wrongValue(ed, r, i)
		if wrong == "" {
			continue
		}
		correction := wrong + glue(ed, r, "repair")
		at := s.Start
		if w, ok := ed.wordBefore(at); ok && saidAgain[w.Text] && r.IntN(3) == 0 { // from savings no sorry from checking
			correction, at = w.Text+" "+correction, w.From
		}
		return ed.Replace(at, at, correction)
	}
	return false
}

// saidAgain are prepositions that a correction may repeat.
var saidAgain = listed("to from on at for in by until")

// wordBefore is the word that ends one space before an offset.
func (ed *Edit) wordBefore(at int) (Word, bool) {
	for _, w := range ed.Words() {
		if w.To+1 == at && ed.Text()[w.To] == ' ' {
			return w, true
		}
	}
	return Word{}, false
}

// wordAfter is the word that begins one space behind an offset.
func (ed *Edit) wordAfter(at int) (Word, bool) {
	for _, w := range ed.Words() {
		if w.From == at+1 && ed.Text()[at] == ' ' {
			return w, true
		}
	}
	return Word{}, false
}

// wrongValue returns a value of the type of slot i that the call does not have, "" where
// the type has none that are known.
func wrongValue(ed *Edit, r *rand.Rand, i int) string {
	s := ed.Slots()[i]
	p := ed.Param(i)
	if p == nil {
		return ""
	}
	before, _ := ed.wordBefore(s.Start)
	var wrong string
	switch {
	case len(p.Enum) > 0:
		if !determiners[before.Text] && !saidAgain[before.Text] && before.Text != "into" {
			return "" // my card is lost
		}
		wrong = strings.ReplaceAll(p.Enum[r.IntN(len(p.Enum))], "_", " ")
		if wrong == ed.now.want[s.Call].Arguments[s.Name] || !articleSuits(ed, s.Start, wrong) ||
			strings.HasSuffix(s.Value, "s") && !strings.HasSuffix(wrong, "s") {
			return ""
		}
		if strings.Contains(wrong, " ") || wrong == "all" || wrong == "none" || wrong == "other" || strings.Contains(strings.ToLower(s.Value), wrong) {
			return ""
		}
	case p.Format == "money" || p.Type == "integer" || p.Type == "number":
		wrong = wrongAmount(r, p, ed, s.Value)
	case namesPerson(p):
		wrong = wrongPerson(r, s.Value)
	default:
		if wrong = wrongDay(r, s.Value); wrong == "" {
			wrong = otherValue(ed, r, i)
		}
	}
	if wrong == "" || strings.EqualFold(wrong, s.Value) {
		return ""
	}
	meant, err := p.Normalize(s.Value, ed.Reference())
	other, err2 := p.Normalize(wrong, ed.Reference())
	if len(p.Enum) == 0 && (err != nil || err2 != nil || action.Same(meant, other)) {
		return ""
	}
	for _, o := range ed.Slots() { // the value of another slot would not be wrong
		if strings.EqualFold(o.Value, wrong) {
			return ""
		}
	}
	return wrong
}

// otherValue is another value of slot i that the source has, "" for none that is as short.
func otherValue(ed *Edit, r *rand.Rand, i int) string {
	if ed.Source() == nil {
		return ""
	}
	e := ed.Current()
	other, ok := ed.Source().Resample(&e, i, r)
	if !ok {
		return ""
	}
	s := ed.Slots()[i]
	for _, o := range other.Slots {
		if o.Name == s.Name && o.Call == s.Call && o.End-o.Start <= 20 && articleSuits(ed, s.Start, o.Value) {
			return o.Value
		}
	}
	return ""
}

// articleSuits reports whether a value may follow the word before an offset, which may be a
// or an.
func articleSuits(ed *Edit, at int, value string) bool {
	w, _ := ed.wordBefore(at)
	vowel := strings.ContainsRune("aeiouAEIOU", rune(value[0]))
	return w.Text != "a" && w.Text != "an" || (w.Text == "an") == vowel
}

// wrongAmount is a number near the right one, written as that is, with its unit or without.
func wrongAmount(r *rand.Rand, p *action.Param, ed *Edit, value string) string {
	v, err := p.Normalize(value, ed.Reference())
	if err != nil {
		return ""
	}
	number, _, _ := strings.Cut(strings.TrimSpace(stringOf(v)), " ")
	whole, _, _ := strings.Cut(number, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || n < 1 || n > 1_000_000 {
		return ""
	}
	step := int64(1)
	for step*10 <= n && n%(step*10) == 0 {
		step *= 10
	}
	other := n + step*int64(1+r.IntN(3))
	if back := n - step*int64(1+r.IntN(3)); back > 0 && r.IntN(2) == 0 {
		other = back
	}
	figures := strings.ContainsAny(value, "0123456789")
	wrong := string(text.Plain.Append(nil, other))
	if figures {
		wrong = strconv.FormatInt(other, 10)
		if strings.Contains(value, ",") {
			wrong = text.Thousands(other)
		}
		if sign := strings.IndexAny(value, "0123456789"); sign > 0 {
			return strings.TrimSpace(value[:sign]) + wrong
		}
	}
	words := strings.Fields(value)
	if unit := words[len(words)-1]; len(words) > 1 && !numeric(unit) && p.Format == "money" && scaleless(unit) && r.IntN(2) == 0 {
		wrong += " " + unit
	}
	return wrong
}

func scaleless(unit string) bool {
	return !slices.Contains([]string{"grand", "k", "half", "million", "thousand", "couple"}, unit) && !strings.ContainsAny(unit, "0123456789")
}

func stringOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

// kin are people by what they are to who speaks.
var kin = strings.Fields("brother sister mother father son daughter wife husband cousin aunt uncle grandma grandpa boss neighbor roommate nephew niece")

// wrongPerson is another person: a relative for a relative, a name for a name.
func wrongPerson(r *rand.Rand, value string) string {
	words := strings.Fields(value)
	last := strings.ToLower(words[len(words)-1])
	switch {
	case slices.Contains(kin, last) && len(words) == 2:
		return words[0] + " " + kin[r.IntN(len(kin))]
	case slices.Contains(kin, last):
		return ""
	case !isASCII(value) || strings.ContainsAny(value, "0123456789@'") || len(words) > 2:
		return ""
	}
	name := speech().draw(r, "first")
	if value == strings.ToLower(value) {
		name = strings.ToLower(name)
	}
	return name
}

// series are words that a speaker may take for one another.
var series = []map[string]bool{
	listed("monday tuesday wednesday thursday friday saturday sunday"),
	listed("january february march april may june july august september october november december"),
	listed("jan feb mar apr jun jul aug sep oct nov dec"),
	listed("one two three four five six seven eight nine ten eleven twelve"),
	listed("today tomorrow"),
	listed("1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th 11th 12th 13th 14th 15th 16th 17th 18th 19th 20th 21st 22nd 23rd 24th 25th 26th 27th 28th"),
	listed("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth fifteenth twentieth"),
}

// aroundSeries are the other words that values of time have.
var aroundSeries = listed(`the of this next last coming in at on past to am pm a m o'clock half quarter morning afternoon evening night noon days weeks
	months day week month year and thirty fifteen twenty forty fifty ago from now previous past current since end beginning`)

// wrongDay is another day, time or period: one word of the right one becomes another of
// its series. It is "" for a value that has other words.
func wrongDay(r *rand.Rand, value string) string {
	words := strings.Fields(strings.ToLower(value))
	var at []int
	which := map[int]map[string]bool{}
	for i, w := range words {
		known := aroundSeries[w]
		for _, s := range series {
			if s[w] {
				at, which[i], known = append(at, i), s, true
			}
		}
		if n, err := strconv.Atoi(w); err == nil && n >= 1 && n <= 28 {
			at, known = append(at, i), true
		}
		if !known {
			return ""
		}
	}
	if len(at) == 0 {
		return ""
	}
	i := at[r.IntN(len(at))]
	if s := which[i]; s != nil {
		others := slices.DeleteFunc(slices.Sorted(maps.Keys(s)), func(w string) bool { return w == words[i] })
		words[i] = others[r.IntN(len(others))]
	} else {
		n, _ := strconv.Atoi(words[i])
		words[i] = strconv.Itoa(max(1, n+r.IntN(5)-2))
	}
	return strings.Join(words, " ")
}
