package augment

import (
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/action"
)

var openingOps = []Op{
	{"preamble", Noises, Insertions, English, "words before the point: one quick thing,", drawn("lead", putBefore)},
	{"story", Noises, Insertions, English, "what a customer went through before: i was on hold for ages and", Func(story)},
	{"introduction", Noises, Insertions, English, "who it is: dave miller here,", Func(introduction)},
	{"greeting", Keeps, Insertions, English, "a greeting before", Func(greeting)},
}

var (
	// business are words of who writes to a company, and not to a machine at home.
	business = listed(`account accounts acct card cards bank banking balance statement statements transfer transaction transactions payment
	payments bill bills loan mortgage credit debit checkbook checks cheques deposit withdrawal charge purchase branch pin routing fraud
	appointment appointments appt visit clinic dentist prescription insurance invoice policy claim refund delivery booking
	reservation subscription contract membership warranty parcel package tariff customer`)

	// athome are words of who speaks to a machine at home.
	athome = listed(`alexa siri olly google computer facebook twitter instagram reddit pinterest tweet song songs music play playlist radio podcast
	alarm light lights volume calendar email emails mail list`)
)

// toBusiness reports whether a prompt is one to a company.
func toBusiness(ed *Edit) bool {
	ws := ed.Words()
	return slices.ContainsFunc(ws, func(w Word) bool { return business[w.Text] }) && !slices.ContainsFunc(ws, func(w Word) bool { return athome[w.Text] })
}

func story(ed *Edit, r *rand.Rand) bool {
	return toBusiness(ed) && putBefore(ed, r, speech().draw(r, "story"))
}

// introduction says who writes, unless that could be taken for a name that the call has
// room for.
func introduction(ed *Edit, r *rand.Rand) bool {
	if !toBusiness(ed) || lacksName(ed) {
		return false
	}
	return putBefore(ed, r, asNamesAre(ed, r, speech().draw(r, "introduction")))
}

// lacksName reports whether a call could have the name of a person and has none.
func lacksName(ed *Edit) bool {
	for _, c := range ed.now.want {
		a := ed.Schema().Action(c.Name)
		if a == nil {
			continue
		}
		for _, p := range a.Params {
			if _, said := c.Arguments[p.Name]; !said && namesPerson(p) {
				return true
			}
		}
	}
	return false
}

// namesPerson reports whether a parameter is the name of a person.
func namesPerson(p *action.Param) bool {
	return len(p.Enum) == 0 && p.Format == "person" || len(p.Enum) == 0 && slices.ContainsFunc(strings.Split(strings.ToLower(p.Name), "_"), func(s string) bool {
		return s == "person" || s == "name" && p.Format == "" && strings.HasPrefix(p.Name, "name") || personal[s]
	})
}

// personal are the names of parameters that are names of people.
var personal = listed("firstname lastname surname fullname customer patient recipient payee payer guest passenger")

// asNamesAre leaves the capitals of names where the prompt has some, and half of the
// time where it has none.
func asNamesAre(ed *Edit, r *rand.Rand, phrase string) string {
	if !styleOf(ed).capitals && r.IntN(2) == 0 {
		return strings.ToLower(phrase)
	}
	return phrase
}

// replies are the words of answers, greetings and thanks. A prompt with one of them may
// be for an action such as deny or goodbye, which courtesy would turn around.
var replies = listed("yes yeah yep yup no nope nah not never ok okay sure correct wrong right exactly absolutely agreed hi hello hey " +
	"greetings morning afternoon evening bye goodbye goodnight later thanks thank thx ty cheers please sorry welcome cancel stop")

// courteous reports whether a greeting or thanks leave a prompt what it is: they might
// turn a short answer into another one.
func courteous(ed *Edit) bool {
	ws := ed.Words()
	return (len(ws) > 2 || len(ed.Slots()) > 0) && !slices.ContainsFunc(ws, func(w Word) bool { return len(ws) <= 4 && replies[w.Text] })
}

func greeting(ed *Edit, r *rand.Rand) bool {
	if ws := ed.Words(); !courteous(ed) || len(ws) > 0 && (replies[ws[0].Text] || turnOpeners[ws[0].Text]) {
		return false
	}
	s := styleOf(ed)
	marks := s.usesMarks(r)
	phrase := s.write(speech().draw(r, "greeting"), marks)
	switch {
	case s.capitals:
		phrase = strings.TrimRight(phrase, ",!") + []string{".", "!"}[r.IntN(2)]
	case marks && !strings.ContainsAny(phrase[len(phrase)-1:], ",!"):
		phrase += []string{",", ",", "!"}[r.IntN(3)]
	}
	return ed.Replace(0, 0, phrase+" ")
}
