package augment

import (
	"math/rand/v2"
	"slices"
	"strings"
)

var fillerOps = []Op{
	{"filler", Noises, Insertions, English, "um, uh", Func(filler)},
	{"pauses", Noises, Insertions, English, "um, uh, in two or three places", Func(pauses)},
	{"marker", Noises, Insertions, English, "okay so, well, the thing is", Func(marker)},
	{"hedge", Noises, Insertions, English, "can you → can you just", Func(hedge)},
	{"aside", Noises, Insertions, English, "you know, i mean", Func(thinkAside)},
}

// governs reports whether a word may stand before a noun phrase that depends on it.
func governs(word string) bool { return prepositions[word] || conjunctions[word] }

var beings = listed("is are was were am be")

// pausePlaces lists the offsets before which speakers hesitate: at the start of a clause,
// before a verb that is asked for, before a determiner that no preposition governs, and
// before a preposition that a slot belongs to.
func pausePlaces(ed *Edit) (at []int) {
	ws := ed.Words()
	text := ed.Text()
	for i, w := range ws {
		if ed.inside(w.From) {
			continue
		}
		if i == 0 {
			if !styleOf(ed).capitals {
				at = append(at, w.From)
			}
			continue
		}
		prev := ws[i-1]
		gap := string(text[prev.To:w.From])
		switch {
		case gap == ", " || gap == ". " || gap == "? " || gap == "! ":
			if !ended[w.Text] && !closingStarts[w.Text] {
				at = append(at, w.From)
			}
		case gap != " " || !prev.Free && !ed.inSlot(prev):
		case verbs[w.Text] && (prev.Text == "to" && i > 1 && wishes[ws[i-2].Text] || prev.Text == "please" || prev.Text == "you" && i > 1 && asks[ws[i-2].Text]):
			at = append(at, w.From)
		case determiners[w.Text] && !governs(prev.Text) && !determiners[prev.Text] && !quantifiers[prev.Text] && (verbs[prev.Text] || beings[prev.Text] || contractedIs(prev.Text)):
			at = append(at, w.From)
		case governing[w.Text] && !w.Free && w.Text != "and" && w.Text != "of" && w.Text != "than" && i+1 < len(ws) && ed.inSlot(ws[i+1]) && !verbs[prev.Text] && !governs(prev.Text):
			at = append(at, w.From)
		}
	}
	return at
}

var (
	wishes        = listed("want need like love have trying going how able wish hoping wanting got ready")
	asks          = listed("can could would will please")
	closingStarts = listed("many much no it's its this let have any") // of remarks at the end: many thanks, it's urgent
	quantifiers   = listed("all both half such quite what many not no just only")
)

func contractedIs(w string) bool {
	return strings.HasSuffix(w, "'s") || w == "whats" || w == "hows" || w == "wheres"
}

func filler(ed *Edit, r *rand.Rand) bool {
	return courteous(ed) && hesitate(ed, r, speech().draw(r, "hesitation"))
}

// hesitate puts a phrase where speakers hesitate, with commas where the prompt has marks.
func hesitate(ed *Edit, r *rand.Rand, phrase string) bool {
	places := pausePlaces(ed)
	if len(places) == 0 {
		return false
	}
	return putAside(ed, r, places[r.IntN(len(places))], phrase)
}

// putAside puts a phrase between two words.
func putAside(ed *Edit, r *rand.Rand, at int, phrase string) bool {
	s := styleOf(ed)
	if !s.usesMarks(r) || r.IntN(2) == 0 {
		return ed.Replace(at, at, phrase+" ")
	}
	if at == 0 || strings.ContainsRune(",.!?", ed.Text()[max(at-2, 0)]) {
		return ed.Replace(at, at, phrase+[]string{", ", "... "}[r.IntN(2)])
	}
	if r.IntN(3) == 0 {
		return ed.Replace(at, at, phrase+"... ")
	}
	return ed.Replace(at-1, at, ", "+phrase+", ")
}

func pauses(ed *Edit, r *rand.Rand) bool {
	if !courteous(ed) {
		return false
	}
	places := pausePlaces(ed)
	if len(places) < 2 {
		return false
	}
	n := min(2+r.IntN(2), len(places))
	chosen := r.Perm(len(places))[:n]
	slices.Sort(chosen)
	done := 0
	for _, i := range slices.Backward(chosen) {
		if ed.Replace(places[i], places[i], speech().draw(r, "pause")+" ") {
			done++
		}
	}
	return done > 1
}

func marker(ed *Edit, r *rand.Rand) bool {
	at, word := behindOpening(ed)
	if word < 0 || !courteous(ed) {
		return false
	}
	s := styleOf(ed)
	if s.capitals && at == 0 {
		return false
	}
	first := ed.Words()[word].Text
	rule := "marker"
	if (clauseStarts[first] || first == "my") && r.IntN(2) == 0 {
		rule = "telling"
	}
	phrase := speech().draw(r, rule)
	if strings.HasSuffix(phrase, first) || slices.Contains([]string{"so", "now", "and", "but", "actually", "also"}, first) {
		return false
	}
	if s.usesMarks(r) && r.IntN(3) > 0 {
		phrase += ","
	}
	return ed.Replace(at, at, phrase+" ")
}

// hedges are the adverbs that may stand between who asks and what is asked.
var (
	hedgesOfYou = strings.Split("just|please just|maybe|possibly|quickly|perhaps|kindly|go ahead and", "|")
	hedgesOfI   = strings.Split("just|just|really|really|actually|basically|kind of|kinda|just really|really just", "|")
)

// hedge puts an adverb behind "can you" or "i" where a verb follows.
func hedge(ed *Edit, r *rand.Rand) bool {
	ws := ed.Words()
	type place struct {
		at   int
		with []string
	}
	var places []place
	for i := 1; i < len(ws); i++ {
		w, prev := ws[i], ws[i-1]
		if w.From != prev.To+1 || ed.inSlot(w) {
			continue
		}
		switch {
		case prev.Text == "you" && i > 1 && asks[ws[i-2].Text] && ws[i-2].Text != "please" && verbs[w.Text] && w.Text != "please":
			places = append(places, place{w.From, hedgesOfYou})
		case prev.Text == "i" && i+1 < len(ws) && (w.Text == "want" || w.Text == "need" || w.Text == "wanted" || w.Text == "have" && ws[i+1].Text == "to") && (i < 2 || !asks[ws[i-2].Text] && !questioning[ws[i-2].Text] && ws[i-2].Text != "do"):
			places = append(places, place{w.From, hedgesOfI})
		}
	}
	if len(places) == 0 {
		return false
	}
	p := places[r.IntN(len(places))]
	return ed.Replace(p.at, p.at, p.with[r.IntN(len(p.with))]+" ")
}

// thinkAside puts words such as "you know" between the parts of a sentence.
func thinkAside(ed *Edit, r *rand.Rand) bool {
	places := slices.DeleteFunc(pausePlaces(ed), func(at int) bool { return at == 0 })
	if len(places) == 0 || !courteous(ed) {
		return false
	}
	return putAside(ed, r, places[r.IntN(len(places))], speech().draw(r, "aside"))
}
