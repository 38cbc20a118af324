package augment

import (
	"math/rand/v2"
	"strings"
)

var recogniserOps = []Op{
	{"homophone", Noises, Noise, English, "a recogniser writes another word: buy → by", builtin("en/homophone")},
	{"mishearing", Noises, Noise, English, "a recogniser writes a similar word: card → cart", builtin("en/mishear")},
	{"word_boundary", Noises, Noise, English, "account → a count, words divided as they sound", builtin("en/word_boundary")},
	{"reduced", Noises, Words, English, "give me → gimme", builtin("en/reduced")},
	{"initials", Noises, Noise, English, "atm → a t m", Func(initials)},
	{"transcript", Rewrites, Case, English, "no marks, no capitals, numbers in words", Func(transcript)},
}

// spelledShort are abbreviations that speakers spell.
var spelledShort = listed("atm atms tv id pc ac dj cd apr hoa ssn iban usa uk us eu dvd gps pdf faq sms url ny la nyc irs cvv otp ira usb led diy fm am pm bbc cnn nba nfl")

// initials writes an abbreviation as its letters.
func initials(ed *Edit, r *rand.Rand) bool {
	ws := ed.free(func(w Word) bool {
		return spelledShort[w.Text] && w.Text != "us" && w.Text != "am" && w.Text != "la" && w.Text != "id" && w.Text != "led"
	})
	if len(ws) == 0 {
		return false
	}
	w := ws[r.IntN(len(ws))]
	letters := strings.Split(w.Text, "")
	if len(w.Text) > 2 && strings.HasSuffix(w.Text, "s") && spelledShort[w.Text[:len(w.Text)-1]] {
		letters = append(letters[:len(letters)-2], letters[len(letters)-2]+"s")
	}
	return ed.Replace(w.From, w.To, strings.Join(letters, []string{" ", " ", ". "}[r.IntN(3)]))
}
