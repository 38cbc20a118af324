package augment

import (
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
)

// Characters that are not on every keyboard.
var symbolOps = []Op{
	{"emoji", Keeps, Marks, "", "an emoji at the end", Func(emoji)},
	{"emoticon", Keeps, Marks, "", ":) at the end", Func(emoticon)},
	{"curly", Keeps, Marks, "", "don't → don’t, \"…\" → “…”", Func(curly)},
	{"dash", Keeps, Marks, "", "a dash in place of a comma", Func(dash)},
	{"no_break", Keeps, Marks, "", "a space that does not break, as copied from a page", Func(noBreak)},
	{"full_width", Keeps, Marks, "", "marks as Asian keyboards write them: ？ ！ ，", Func(fullWidth)},
}

var (
	emojis    = strings.Fields("🙏 🙏 🙏 😊 😊 🙂 😅 🤔 👍 👍 😁 🙏🏼 😄 ☺️")
	emoticons = strings.Fields(":) :) :) :-) :-) ;) :D (: =)")
	// Where something is wrong.
	sadEmojis    = strings.Fields("😭 😭 😩 😫 😬 🥺 😢 😡 🙏 🤦 😕 😞")
	sadEmoticons = strings.Fields(":( :( :-( :/ :'( D:")
	troubles     = listed(`lost stolen stole lose lose missing wrong broken broke problem issue trouble can't cannot cant couldn't error mistake fraud fraudulent
		declined hurts hurt pain ache aches toothache infection dispute emergency worried forgot late never didn't doesn't won't swollen bleeding`)
)

// troubled reports whether a text says that something is wrong.
func troubled(ed *Edit) bool {
	return slices.ContainsFunc(ed.Words(), func(w Word) bool { return troubles[w.Text] })
}

// atEnd puts something after the text and one of its marks.
func atEnd(ed *Edit, s string) bool {
	n := len(ed.Text())
	last := ed.Text()[n-1]
	return (inWord(last) || strings.ContainsRune(".?!", last)) && ed.Replace(n, n, s)
}

func emoji(ed *Edit, r *rand.Rand) bool {
	set := emojis
	if troubled(ed) {
		set = sadEmojis
	}
	s := set[r.IntN(len(set))]
	if r.IntN(5) == 0 {
		s += s
	}
	return atEnd(ed, []string{" ", " ", ""}[r.IntN(3)]+s)
}

func emoticon(ed *Edit, r *rand.Rand) bool {
	set := emoticons
	if troubled(ed) {
		set = sadEmoticons
	}
	return atEnd(ed, " "+set[r.IntN(len(set))])
}

// curly writes typewriter apostrophes and quotes as printed ones.
func curly(ed *Edit, _ *rand.Rand) bool {
	changed := false
	for i := len(ed.Text()) - 1; i >= 0; i-- {
		with := ""
		switch text := ed.Text(); {
		case text[i] == '\'':
			with = "’"
		case text[i] == '"' && (i == 0 || unicode.IsSpace(text[i-1])):
			with = "“"
		case text[i] == '"':
			with = "”"
		}
		if with != "" {
			changed = ed.Replace(i, i+1, with) || changed
		}
	}
	return changed
}

func dash(ed *Edit, r *rand.Rand) bool {
	at := commas(ed)
	if len(at) == 0 {
		return false
	}
	i := at[r.IntN(len(at))]
	return ed.Replace(i, i+2, []string{" - ", " - ", "-- ", " -- ", " – ", "—", "- "}[r.IntN(7)])
}

func noBreak(ed *Edit, r *rand.Rand) bool {
	at := spaces(ed)
	if len(at) == 0 {
		return false
	}
	i := at[r.IntN(len(at))]
	return ed.Replace(i, i+1, "\u00a0")
}

// fullWidth writes the marks of a text as those of Asian keyboards, with the space that
// they bring.
func fullWidth(ed *Edit, _ *rand.Rand) bool {
	changed := false
	for i := len(ed.Text()) - 1; i > 0; i-- {
		with, ok := map[rune]string{'?': "？", '!': "！", ',': "，"}[ed.Text()[i]]
		if !ok || !ed.Free(i, i+1) {
			continue
		}
		end := i + 1
		if end < len(ed.Text()) && ed.Text()[end] == ' ' {
			end++
		}
		changed = ed.Replace(i, end, with) || changed
	}
	return changed
}
