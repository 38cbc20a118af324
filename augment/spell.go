package augment

import (
	"math/rand/v2"
	"slices"
	"strings"
)

var spellingOps = []Op{
	{"spell_name", Noises, Insertions, English, "a name is spelled behind it: jones j o n e s", Func(spellName)},
}

// spellName says the letters of a name behind it.
func spellName(ed *Edit, r *rand.Rand) bool {
	for _, i := range r.Perm(len(ed.Slots())) {
		s := ed.Slots()[i]
		p := ed.Param(i)
		if p == nil || !namesPerson(p) || overlapped(ed.Slots(), i) || !courteous(ed) {
			continue
		}
		name := strings.ToLower(lastWord(s.Value))
		if !spellable(name) {
			continue
		}
		if next := ed.runeAt(s.End); !strings.ContainsRune(" ,.?!;", next) || strings.HasSuffix(name, "s") && p.Format != "person" {
			continue // nina's
		}
		if oneLetterAt(ed, s.End) {
			continue
		}
		letters := strings.Split(name, "")
		spelled := strings.Join(letters, []string{" ", " ", "-", ". "}[r.IntN(4)])
		if r.IntN(4) == 0 {
			spelled = strings.ToUpper(spelled)
		}
		lead := []string{" ", " ", " spelled ", " that's ", " as in ", " that is ", " spelt "}[r.IntN(7)]
		if lead == " as in " { // j as in juliet
			k := r.IntN(len(letters))
			spelled = strings.Join(letters[:k+1], " ") + " as in " + codeWords[name[k]-'a']
			if k+1 < len(letters) {
				spelled += " " + strings.Join(letters[k+1:], " ")
			}
			lead = " "
		}
		if st := styleOf(ed); st.usesMarks(r) {
			lead = "," + lead
			if _, more := ed.wordAfter(s.End); more {
				spelled += ","
			}
		}
		return ed.Replace(s.End, s.End, lead+spelled)
	}
	return false
}

// runeAt is the character at an offset, a space at the end.
func (ed *Edit) runeAt(at int) rune {
	if at >= len(ed.Text()) {
		return ' '
	}
	return ed.Text()[at]
}

// codeWords say letters over the telephone.
var codeWords = strings.Fields("apple boy charlie david edward frank george henry ida john king larry mary nancy oscar peter queen robert sam tom uncle victor william xray yellow zebra")

// common are words that nobody spells.
var common = func() map[string]bool {
	out := listed("mom dad mum mama papa mommy daddy granny nana me myself landlord walker sitter babysitter teacher friend friends boyfriend girlfriend grandson granddaughter grandmother grandfather kids family guy lady doctor dentist plumber gardener cleaner partner husband parents relatives colleague coworker mate")
	for _, w := range slices.Concat(kin, strings.Fields("wives")) {
		out[w] = true
	}
	return out
}()
