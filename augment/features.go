package augment

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/slmkit/slmkit/dataset/text"
)

// Feature is something that a prompt has or lacks, and the operations that make it more or
// less frequent.
type Feature struct {
	Name       string
	More, Less []string // operations
	Mistake    bool     // whether prompts that have it are not clean

	detect func(p *prompt, v *Vocabulary) bool
	among  func(p *prompt, v *Vocabulary) bool // the prompts that could have it; nil is all
}

// Features are what Fit compares prompts by.
var Features = []Feature{
	{Name: "capital at the start", More: []string{"sentence"}, Less: []string{"lower", "transcript"}, detect: capitalFirst},
	{Name: "all capitals", More: []string{"upper"}, Less: []string{"lower", "transcript"}, detect: allCapitals},
	{Name: "a word in capitals", More: []string{"stress"}, detect: stressedWord},
	{Name: "mark at the end", More: []string{"end_mark"}, Less: []string{"end_mark", "transcript"}, detect: found(`[.?!]$`)},
	{Name: "question mark", detect: found(`\?`), among: asksSomething},
	{Name: "mark written twice", More: []string{"repeat_mark"}, detect: found(`[?!]{2}`)},
	{Name: "dots", More: []string{"ellipsis"}, detect: found(`\.\.|…`)},
	{Name: "comma", Less: []string{"no_commas", "transcript"}, detect: found(`,( |$|[a-z])`)},
	{Name: "comma without its space", More: []string{"comma_space"}, Mistake: true, detect: found(`\pL,\pL| ,`)},
	{Name: "contraction", More: []string{"contract"}, Less: []string{"expand"}, detect: func(p *prompt, _ *Vocabulary) bool { return slices.ContainsFunc(p.words, contracted) }, among: contractible},
	{Name: "expanded form", More: []string{"expand"}, Less: []string{"contract"}, detect: expanded, among: contractible},
	{Name: "apostrophe missing", More: []string{"no_apostrophe"}, Mistake: true, detect: lacksApostrophe, among: func(p *prompt, v *Vocabulary) bool {
		return lacksApostrophe(p, v) || slices.ContainsFunc(p.words, contracted)
	}},
	{Name: "other mark as apostrophe", More: []string{"wrong_apostrophe"}, Mistake: true, detect: found("\\pL[;`´](s|t|m|d|ll|ve|re)\\b")},
	{Name: "typing error", More: []string{"typo_key", "typo_drop", "typo_double", "typo_swap", "fat_finger", "careless"}, Mistake: true, detect: func(p *prompt, v *Vocabulary) bool { return slices.ContainsFunc(p.words, v.slip) }},
	{Name: "common misspelling", More: []string{"misspell"}, Mistake: true, detect: func(p *prompt, v *Vocabulary) bool { return slices.ContainsFunc(p.words, v.misspelt) }},
	{Name: "words joined", More: []string{"join", "compound", "space_missed"}, Mistake: true, detect: func(p *prompt, v *Vocabulary) bool { return slices.ContainsFunc(p.words, v.joined) }},
	{Name: "short form", More: []string{"short", "texting", "vowels"}, Mistake: true, detect: func(p *prompt, v *Vocabulary) bool { return slices.ContainsFunc(p.words, v.short) }},
	{Name: "reduced form", More: []string{"reduced"}, Mistake: true, detect: hasWord("wanna gonna gotta gimme lemme kinda sorta dunno whatcha outta lotta coulda shoulda")},
	{Name: "filler", More: []string{"filler", "pauses"}, Mistake: true, detect: hasWord("um umm uh uhh uhm er erm hmm hm mm eh ah")},
	{Name: "marker at the start", More: []string{"marker"}, Mistake: true, detect: found(`^(so|well|ok|okay|right|alright|now|look|listen|anyway|yeah|oh|basically|actually|honestly)\b[, ]`)},
	{Name: "hedge", More: []string{"hedge"}, Mistake: true, detect: found(`\b(you|i) (just|really|maybe|possibly|perhaps|actually|basically|kind of) `)},
	{Name: "aside", More: []string{"aside"}, Mistake: true, detect: found(`\b(you know,|like,|, (you know|like)\b|(um|uh) (you know|like)\b)`)},
	{Name: "greeting", More: []string{"greeting"}, detect: found(`^(hi|hii|hiya|hello|hey|heya|yo|howdy|greetings|good (morning|afternoon|evening|day))\b`)},
	{Name: "please", More: []string{"politeness"}, detect: hasWord("please pls plz plse")},
	{Name: "thanks", More: []string{"politeness"}, detect: hasWord("thanks thank thx ty cheers appreciated appreciate")},
	{Name: "signature", More: []string{"signature"}, Mistake: true, detect: found(`\b(sent|typed|written) (from|on) my |\b(regards|sincerely)\b`)},
	{Name: "long beginning", More: []string{"preamble", "story", "introduction"}, Mistake: true, detect: longBeginning},
	{Name: "word said twice", More: []string{"repeat", "restart", "stutter"}, Mistake: true, detect: saidTwice},
	{Name: "self-repair", More: []string{"false_start", "repair_verb", "repair_value"}, Mistake: true, detect: found(`\b(no wait|wait no|i mean|i meant|scratch that|no sorry|sorry i mean|or rather|make that|oops|hang on|hold on)\b|, (no|sorry),`)},
	{Name: "letters one by one", More: []string{"initials", "spell_name"}, Mistake: true, detect: found(`\b[b-hj-z][ -]\pL[ -]\pL\b`)},
	{Name: "digits", More: []string{"figures"}, Less: []string{"number_form", "amount_form"}, detect: hasDigits, among: hasNumber},
	{Name: "number words", More: []string{"number_form", "amount_form"}, Less: []string{"figures"}, detect: hasNumberWord, among: hasNumber},
	{Name: "question", detect: asksSomething},
	{Name: "wish", detect: found(`\b(i|we) (want|need|would like|'d like|wanna)\b|\bi'd like\b`)},
	{Name: "four words or fewer", detect: func(p *prompt, _ *Vocabulary) bool { return len(p.words) <= 4 }},
	{Name: "sixteen words or more", More: []string{"preamble", "story"}, detect: func(p *prompt, _ *Vocabulary) bool { return len(p.words) >= 16 }},
}

// prompt is a text as features look at it.
type prompt struct {
	text  string
	lower string
	words []string // in lower case
}

func newPrompt(s string) *prompt {
	p := &prompt{text: strings.TrimSpace(s)}
	p.lower = strings.ReplaceAll(strings.ToLower(p.text), "’", "'")
	p.words, _ = tokens(p.lower)
	return p
}

// first is the first word behind a greeting and the like.
func (p *prompt) first() string {
	for _, w := range p.words {
		if !openers[w] && !turnOpeners[w] {
			return w
		}
	}
	return ""
}

// found returns a detector of what an expression finds in the text in lower case.
func found(expr string) func(*prompt, *Vocabulary) bool {
	compiled := text.Expression(expr)
	return func(p *prompt, _ *Vocabulary) bool { return compiled().MatchString(p.lower) }
}

// hasWord returns a detector of words of a list.
func hasWord(list string) func(*prompt, *Vocabulary) bool {
	set := listed(list)
	return func(p *prompt, _ *Vocabulary) bool { return slices.ContainsFunc(p.words, oneOf(set)) }
}

func capitalFirst(p *prompt, v *Vocabulary) bool {
	return p.text != "" && unicode.IsUpper([]rune(p.text)[0]) && !allCapitals(p, v)
}

func allCapitals(p *prompt, _ *Vocabulary) bool {
	return strings.Count(p.text, " ") > 0 && strings.ContainsFunc(p.text, unicode.IsUpper) && !strings.ContainsFunc(p.text, unicode.IsLower)
}

// stressedWord reports whether a word that people stress is in capitals, in a text that is
// not.
func stressedWord(p *prompt, v *Vocabulary) bool {
	return !allCapitals(p, v) && slices.ContainsFunc(strings.Fields(p.text), func(w string) bool {
		w = strings.Trim(w, ".,!?")
		return len(w) > 1 && w == strings.ToUpper(w) && stressed[strings.ToLower(w)]
	})
}

// contractions are the words with an apostrophe that operations write, without it: dont.
// Those that are words besides, such as well and its, are left out.
var contractions = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	for w := range writtenBy("en/contract") {
		if bare := strings.ReplaceAll(w, "'", ""); bare != w && !slices.Contains([]string{"its", "ill", "well", "were", "id", "wed", "hell", "shell", "shed", "lets", "wont", "cant"}, bare) {
			out[bare] = true
		}
	}
	for _, w := range []string{"wont", "cant", "dont", "didnt", "doesnt", "isnt", "im", "ive", "whats", "wheres", "hows", "whos", "whens", "thats"} {
		out[w] = true
	}
	return out
})

func contracted(w string) bool {
	return contractions()[strings.ReplaceAll(w, "'", "")] && strings.Contains(w, "'")
}

func lacksApostrophe(p *prompt, _ *Vocabulary) bool {
	return slices.ContainsFunc(p.words, oneOf(contractions()))
}

// asking are the words with which people come to the point.
var asking = listed("what what's which who when where why how can could would will please pls tell show let i'd")

// longBeginning reports whether five words or more come before what is asked.
func longBeginning(p *prompt, _ *Vocabulary) bool {
	for i, w := range p.words {
		next := ""
		if i+1 < len(p.words) {
			next = p.words[i+1]
		}
		switch {
		case i == 0 && (verbs[w] || questioning[w]), asking[w], w == "is" && next == "there", w == "do" && next == "you", w == "i" && (next == "want" || next == "need"):
			return i >= 5
		}
	}
	return false
}

// saidTwice reports whether a word follows itself.
func saidTwice(p *prompt, _ *Vocabulary) bool {
	for i := 1; i < len(p.words); i++ {
		w := p.words[i]
		if w == p.words[i-1] && repeated[w] || len(p.words[i-1]) == 1 && p.words[i-1] != "a" && p.words[i-1] != "i" && strings.HasPrefix(w, p.words[i-1]) && strings.Contains(p.lower, p.words[i-1]+"-"+w) {
			return true
		}
	}
	return false
}

var (
	expanded  = found(`\b(i am|i have (been|lost|got)|i would|i will|it is|that is|what is|where is|how is|who is|do not|does not|did not|is not|can not|cannot|will not)\b`)
	hasDigits = found(`[0-9]`)
)

func contractible(p *prompt, v *Vocabulary) bool {
	return expanded(p, v) || slices.ContainsFunc(p.words, contracted)
}

func asksSomething(p *prompt, _ *Vocabulary) bool {
	return questions[p.first()] || questioning[p.first()]
}

func hasNumberWord(p *prompt, _ *Vocabulary) bool { return slices.ContainsFunc(p.words, numberWord) }

func hasNumber(p *prompt, v *Vocabulary) bool { return hasDigits(p, v) || hasNumberWord(p, v) }

// numberWord reports whether a word is a number in letters. One may be a pronoun.
func numberWord(w string) bool {
	_, ok := text.Value(w)
	return ok && w != "one" && w != "a" && w != "an" && w != "second"
}
