package augment

import (
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
)

var markOps = []Op{
	{"end_mark", Keeps, Marks, English, "a mark at the end, or none", Func(endMark)},
	{"no_commas", Keeps, Marks, "", "commas are left out", dropRunes(",")},
	{"no_apostrophe", Noises, Marks, "", "don't → dont", dropRunes("'’")},
	{"wrong_apostrophe", Noises, Marks, "", "don't → don;t, don`t, don´t", swapRunes("'’", ";", "`", "´", " ")},
	{"comma_space", Noises, Marks, "", "hi,can you: no space after a comma, or one before it", Func(commaSpace)},
	{"repeat_mark", Keeps, Marks, "", "?? or !!!: a mark several times", Func(repeatMark)},
	{"ellipsis", Keeps, Marks, "", "... at the end or in place of a comma", Func(ellipsis)},
	{"double_space", Noises, Marks, "", "two spaces in place of one", Func(doubleSpace)},
}

// questions are the words that a question begins with.
var questions = listed("what what's which who who's whose when when's where where's why how how's can could would will do does did is are am may should have has any")

// isQuestion reports whether a text asks something: its first word says so, but for
// greetings and the like.
func isQuestion(ed *Edit) bool {
	for _, w := range ed.Words() {
		if !openers[w.Text] {
			return questions[w.Text]
		}
	}
	return false
}

// endMark takes the mark at the end away, or puts one there.
func endMark(ed *Edit, r *rand.Rand) bool {
	n := len(ed.Text())
	if strings.ContainsRune(".?!", ed.Text()[n-1]) {
		return n > 1 && !strings.ContainsRune(".?!", ed.Text()[n-2]) && ed.Replace(n-1, n, "")
	}
	marks := []string{".", ".", ".", "!", " ."}
	if isQuestion(ed) {
		marks = []string{"?", "?", "?", "?", " ?", "??", "."}
	}
	return endsInWord(ed) && ed.Replace(n, n, marks[r.IntN(len(marks))])
}

// endsInWord reports whether the last character is of a word.
func endsInWord(ed *Edit) bool { return inWord(ed.Text()[len(ed.Text())-1]) }

func dropRunes(set string) Func {
	return func(ed *Edit, _ *rand.Rand) bool {
		changed := false
		for i := len(ed.Text()) - 1; i >= 0; i-- {
			if strings.ContainsRune(set, ed.Text()[i]) && len(ed.Text()) > 1 {
				changed = ed.Replace(i, i+1, "") || changed
			}
		}
		return changed
	}
}

// swapRunes returns an operation that writes one of several strings in place of each
// character of a set.
func swapRunes(set string, with ...string) Func {
	return func(ed *Edit, r *rand.Rand) bool {
		changed := false
		s := with[r.IntN(len(with))]
		for i := len(ed.Text()) - 1; i >= 0; i-- {
			if strings.ContainsRune(set, ed.Text()[i]) {
				changed = ed.Replace(i, i+1, s) || changed
			}
		}
		return changed
	}
}

// commas lists the commas between words.
func commas(ed *Edit) []int {
	var out []int
	text := ed.Text()
	for i := 1; i+2 < len(text); i++ {
		if text[i] == ',' && text[i+1] == ' ' && inWord(text[i-1]) && inWord(text[i+2]) && !unicode.IsDigit(text[i+2]) && ed.Free(i, i+2) {
			out = append(out, i)
		}
	}
	return out
}

func commaSpace(ed *Edit, r *rand.Rand) bool {
	at := commas(ed)
	if len(at) == 0 {
		return false
	}
	i := at[r.IntN(len(at))]
	return ed.Replace(i, i+2, []string{",", ",", " ,", " , "}[r.IntN(4)])
}

// repeatMark writes the mark at the end several times.
func repeatMark(ed *Edit, r *rand.Rand) bool {
	n := len(ed.Text())
	switch last := ed.Text()[n-1]; {
	case last == '?' || last == '!':
		return ed.Replace(n, n, []string{string(last), string(last), string(last) + string(last), "!"}[r.IntN(4)])
	case endsInWord(ed) && isQuestion(ed):
		return ed.Replace(n, n, []string{"??", "??", "???", "?!"}[r.IntN(4)])
	case endsInWord(ed):
		return ed.Replace(n, n, []string{"!", "!!", "!!", "!!!"}[r.IntN(4)])
	}
	return false
}

// ellipsis writes dots in place of a comma, or at the end.
func ellipsis(ed *Edit, r *rand.Rand) bool {
	dots := []string{"...", "..", "....", "…"}[r.IntN(4)]
	if at := commas(ed); len(at) > 0 {
		i := at[r.IntN(len(at))]
		return ed.Replace(i, i+1, dots)
	}
	n := len(ed.Text())
	if ed.Text()[n-1] == '.' && !slices.Contains(ed.Text()[max(0, n-2):n-1], '.') {
		return ed.Replace(n-1, n, dots)
	}
	return endsInWord(ed) && ed.Replace(n, n, dots)
}

func doubleSpace(ed *Edit, r *rand.Rand) bool {
	at := spaces(ed)
	if len(at) == 0 {
		return false
	}
	i := at[r.IntN(len(at))]
	return ed.Replace(i, i+1, "  ")
}

// spaces lists the offsets of the spaces that may be changed.
func spaces(ed *Edit) []int {
	var out []int
	for i, r := range ed.Text() {
		if r == ' ' && ed.Free(i, i+1) {
			out = append(out, i)
		}
	}
	return out
}
