package augment

import (
	"math/rand/v2"
	"slices"
	"strings"
)

var mixOps = []Op{
	{"spanish_mix", Noises, Words, English, "por favor, necesito", mixed(spanishWords, "spanish_opening", "spanish_ending")},
	{"hindi_mix", Noises, Words, English, "yaar, jaldi", mixed(hindiWords, "hindi_opening", "hindi_ending")},
	{"german_mix", Noises, Words, English, "bitte, ich möchte", mixed(germanWords, "german_opening", "german_ending")},
}

// mixed returns an operation that puts words of another language into an English prompt, as
// people do who speak both: one or two words of the table, or a phrase before or behind
// what is asked.
func mixed(table []sound, opening, ending string) Func {
	words := misheard(table)
	return func(ed *Edit, r *rand.Rand) bool {
		if !courteous(ed) {
			return false
		}
		changed := false
		switch r.IntN(4) {
		case 0:
			return putBefore(ed, r, speech().draw(r, opening))
		case 1:
			return mixedEnding(ed, r, speech().draw(r, ending))
		case 2:
			changed = mixedEnding(ed, r, speech().draw(r, ending))
		}
		changed = words(ed, r) || changed
		if r.IntN(3) == 0 {
			changed = words(ed, r) || changed
		}
		return changed
	}
}

func mixedEnding(ed *Edit, r *rand.Rand, phrase string) bool {
	ws := ed.Words()
	if last := ws[len(ws)-1]; ended[last.Text] && !ed.slotAt(last.From) || slices.Contains(strings.Fields(phrase), last.Text) {
		return false
	}
	return putBehind(ed, r, phrase, ", ")
}

var spanishWords = sounds(`
please: por favor|porfa
!(many|no) thanks: gracias
thank you: gracias
i need to: necesito
i want to: quiero
i would like to: quisiera
i'd like to: quisiera
can you: puedes|podrías
could you: podrías
i need help: necesito ayuda
!(you|can|could|to|u|anyone|please) help me: ayúdame
!(you|can|could|to|u|please) tell me: dime
!(you|can|could|to|u|please) show me: muéstrame|enséñame
hello: hola
hi: hola
hey: oye
good morning: buenos días
good afternoon: buenas tardes
right now: ahora mismo
today: hoy
now: ahora
tomorrow: mañana
money: dinero|plata|lana
but: pero
because: porque
my friend: mi amigo
how much is: cuánto es
how much: cuánto
where is: dónde está
when is: cuándo es
and (then|also|please|i|tell|send|can): y
quickly: rápido
my (card|bank|account|mom|boss|house|phone|bill|music|email|list|appointment|dentist): mi
`)

var hindiWords = sounds(`
please: please yaar|plz ji|kripya
!(many|no) thanks: shukriya|dhanyavaad
thank you: shukriya|dhanyavaad
hello: namaste
hi: namaste
hey: arre
now: abhi
right now: abhi|abhi ke abhi
immediately: turant|jaldi se
quickly: jaldi
today: aaj
but: lekin|par
because: kyunki
money: paisa|paise
!(you|can|could|to|u) tell me: mujhe batao|batao
!(you|can|could|to|u) show me: mujhe dikhao|dikhao
can you: kya aap|kya tum
could you: kya aap
!(you|can|could|to|u|anyone|please) help me: meri help karo
how much: kitna
where is: kahan hai
and (then|also|please|i|tell|send|can): aur
my (card|bank|account|house|phone|bill|music|list|salary): mera|apna
`)

var germanWords = sounds(`
please: bitte
!(many|no) thanks: danke
thank you: danke|danke schön
i want to: ich möchte|ich will
i'd like to: ich möchte
i would like to: ich möchte
i need to: ich muss
can you: kannst du|können Sie
could you: könntest du|könnten Sie
hello: hallo
hi: hallo
hey: hallo
good morning: guten Morgen
now: jetzt
right now: jetzt gleich|sofort
immediately: sofort
today: heute
but: aber
because: weil
money: Geld
!(you|can|could|to|u|please) tell me: sag mir
!(you|can|could|to|u|please) show me: zeig mir
how much is: wie viel ist
where is: wo ist
when is: wann ist
and (then|also|please|i|tell|send|can): und
quickly: schnell
my (bank|card|bill|mom|boss): meine
`)
