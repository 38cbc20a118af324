package augment

import (
	"embed"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"unicode"
)

//go:embed speech/*.txt
var speechFiles embed.FS

// speech is the grammar of what people say besides what they ask for.
var speech = sync.OnceValue(func() *grammar {
	var rules strings.Builder
	files, err := speechFiles.ReadDir("speech")
	for _, f := range files {
		data, _ := speechFiles.ReadFile("speech/" + f.Name())
		rules.Write(data)
	}
	g, grammarErr := newGrammar(rules.String())
	if err != nil || grammarErr != nil {
		panic("augment: the rules that it was built with: " + grammarErr.Error())
	}
	return g
})

// style is how a prompt is written, so that what is put in is written as it is.
type style struct {
	marks    bool // it has commas or marks at its end
	capitals bool // it begins with a capital
}

func styleOf(ed *Edit) style {
	text := ed.Text()
	return style{
		marks:    slices.ContainsFunc(text, func(r rune) bool { return strings.ContainsRune(",.!?", r) }),
		capitals: len(text) > 1 && unicode.IsUpper(text[0]) && slices.ContainsFunc(text, unicode.IsLower),
	}
}

// write returns a phrase in a style: without marks for who writes none.
func (s style) write(phrase string, marks bool) string {
	if !marks {
		phrase = withoutMarks(phrase)
	}
	if s.capitals {
		phrase = capitalI.Replace(upperFirst(phrase))
	}
	return phrase
}

var (
	unmarked = strings.NewReplacer(",", "", "!", "", "...", "", " - ", " ", ".", "")
	capitalI = strings.NewReplacer(" i ", " I ", " i'", " I'")
)

// withoutMarks is a phrase without its marks.
func withoutMarks(phrase string) string { return tidy([]byte(unmarked.Replace(phrase))) }

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// usesMarks reports whether what is put in has marks. Who writes none may still begin.
func (s style) usesMarks(r *rand.Rand) bool { return s.marks || s.capitals || r.IntN(3) == 0 }

// turnOpeners are the words with which a turn begins and that come before everything else.
var turnOpeners = listed(`hi hello hey hii haii hai helo yo hiya greetings howdy morning afternoon evening good there again team sir madam
	everyone all guys folks ok okay alexa google computer siri olly assistant um uh er umm hmm well so oh`)

// behindOpening returns the offset of the first word behind a greeting, and the index of
// that word; the index is -1 where there is nothing else.
func behindOpening(ed *Edit) (at, word int) {
	text := ed.Text()
	for i, w := range ed.Words() {
		if !turnOpeners[w.Text] || ed.inSlot(w) {
			if i == 0 {
				return 0, 0
			}
			return w.From, i
		}
	}
	return len(text), -1
}

// putBefore puts a phrase before what is asked, behind a greeting. It returns false where
// nothing is asked, and where the prompt says the phrase already.
func putBefore(ed *Edit, r *rand.Rand, phrase string) bool {
	at, word := behindOpening(ed)
	if word < 0 || !courteous(ed) || strings.Contains(strings.ToLower(string(ed.Text())), withoutMarks(phrase)) {
		return false
	}
	s := styleOf(ed)
	s.capitals = s.capitals && at == 0
	marks := s.usesMarks(r)
	phrase = s.write(phrase, marks)
	first := ed.Words()[word].Text
	if joined, ok := strings.CutSuffix(phrase, " and"); ok && !clauseStarts[first] {
		phrase = joined // and where is
	}
	joined := strings.HasSuffix(phrase, " and") || strings.HasSuffix(phrase, " so")
	switch {
	case joined && connectors[first]:
		return false
	case s.capitals:
		phrase = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(phrase, " and"), " so"), ",")
		phrase += []string{".", ".", "..."}[r.IntN(3)]
	case marks && !joined && !strings.HasSuffix(phrase, ","):
		phrase += []string{",", ",", ",", ".", " -", "..."}[r.IntN(6)]
	}
	return ed.Replace(at, at, phrase+" ")
}

var (
	connectors   = listed("and so also but then or because")                  // which no other connector may be before
	clauseStarts = listed("i i'm i'd i've my we we're now there the it it's") // a sentence of its own may begin with these
)

// putBehind puts a phrase behind all that is asked.
func putBehind(ed *Edit, r *rand.Rand, phrase string, separators ...string) bool {
	text := ed.Text()
	end := len(text)
	for end > 0 && strings.ContainsRune(" .!?,", text[end-1]) {
		end--
	}
	s := styleOf(ed)
	if end < len(text) && text[end] != ',' { // a sentence that is closed
		s.capitals = s.capitals || s.marks && r.IntN(3) == 0
		phrase = s.write(phrase, true)
		return ed.Replace(len(text), len(text), " "+phrase)
	}
	marks := s.usesMarks(r)
	separator := " "
	if marks {
		separator = separators[r.IntN(len(separators))]
	}
	s.capitals = s.capitals && strings.ContainsAny(separator, ".!?")
	return ed.Replace(end, len(text), separator+s.write(phrase, marks))
}

// drawn returns an operation that draws from a rule and puts the phrase somewhere.
func drawn(rule string, put func(ed *Edit, r *rand.Rand, phrase string) bool) Func {
	return func(ed *Edit, r *rand.Rand) bool { return put(ed, r, speech().draw(r, rule)) }
}
