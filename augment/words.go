package augment

import (
	"embed"
	"fmt"
	"math/rand/v2"
	"sync"
)

// Other languages.
const (
	German  = "de"
	Spanish = "es"
)

var wordOps = []Op{
	{"contract", Keeps, Words, English, "i am → i'm", builtin("en/contract")},
	{"expand", Keeps, Words, English, "i'm → i am", builtin("en/expand")},
	{"synonym", Keeps, Words, English, "turn off → switch off", builtin("en/synonym")},
	{"british", Keeps, Words, English, "color → colour, movie → film", builtin("en/british")},
	{"american", Keeps, Words, English, "colour → color, film → movie", builtin("en/american")},
	{"dialect", Noises, Words, English, "i'm going to → i'm finna, thanks → cheers mate", builtin("en/dialect")},
	{"article", Noises, Words, English, "need a loan → need loan, as learners write", builtin("en/article")},
	{"preposition", Noises, Words, English, "listen to → listen, as learners write", builtin("en/preposition")},
	{"tense", Noises, Words, English, "i lost → i lose, as learners write", builtin("en/tense")},
	{"drop_word", Noises, Words, English, "what is my → what my, i need → need", builtin("en/drop_word")},
	{"swap_words", Noises, Words, English, "how do i → how i do", builtin("en/swap_words")},
	{"figures", Keeps, Words, English, "the second card → the 2nd card, outside slots", builtin("en/figures")},
	{"short", Noises, Words, English, "please → pls, you → u", builtin("en/short")},
}

//go:embed lexicon
var lexicons embed.FS

// ownLexicon is a lexicon that the package comes with. It is read when it is first used.
type ownLexicon struct {
	read func() *Lexicon
}

// builtin names a lexicon of the folder lexicon.
func builtin(name string) ownLexicon {
	return ownLexicon{sync.OnceValue(func() *Lexicon {
		file, err := lexicons.Open("lexicon/" + name + ".csv")
		if err != nil {
			panic(fmt.Sprintf("augment: the lexicon %s: %v", name, err)) // TestLexicons reads all
		}
		defer file.Close()
		l, err := ParseLexicon(file)
		if err != nil {
			panic(fmt.Sprintf("augment: the lexicon %s: %v", name, err))
		}
		return l
	})}
}

// Apply changes one phrase.
func (o ownLexicon) Apply(ed *Edit, r *rand.Rand) bool { return o.read().Apply(ed, r) }
