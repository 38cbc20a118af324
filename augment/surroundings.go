package augment

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/slmkit/slmkit/dataset/action"
)

// placeOf is the place of a slot among the words around it. Values of enumerations may be
// any part of speech, so the words must be the same; those of other types are things.
func placeOf(ed *Edit, i int) valuePlace {
	p, slot := ed.Param(i), ed.Slots()[i]
	place := valuePlace{split: ed.example.Split, before: wordBefore(ed, slot.Start), after: wordAfter(ed, slot.End)}
	if p == nil {
		return place
	}
	place.param = ed.now.want[slot.Call].Name + "." + p.Name
	if p.Format == "person" || p.Format == "money" {
		place.param = p.Format
	}
	place.with = dependsOn(ed, i, p)
	if p.Bare() || open(p) {
		last := slot.Value[strings.LastIndexByte(slot.Value, ' ')+1:]
		place.plural = singular(strings.ToLower(last)) != strings.ToLower(last)
	}
	if !p.Bare() && !smallWords[place.before] {
		place.before = ""
	}
	if neutral[place.after] {
		place.after = ""
	}
	return place
}

// dependsOn names the other arguments that decide what a value may be: a contact is an
// address or a number by its kind.
func dependsOn(ed *Edit, i int, p *action.Param) string {
	slot := ed.now.slots[i]
	call := ed.now.want[slot.Call]
	var out []string
	for _, q := range ed.Schema().Action(call.Name).Params {
		v := call.Arguments[q.Name]
		if q == p || v == nil {
			continue
		}
		if words := open(q) || q.Format == "contact"; words && p.Bare() || q.Bare() && (open(p) || p.Format == "contact") {
			out = append(out, fmt.Sprint(q.Name, "=", v))
		}
	}
	return strings.Join(out, ",")
}

// smallWords decide the form of what comes after them.
var smallWords = listed(`a an the my your our his her their this that these those some any no every each all both to from into onto for by
	until till before after since between and or than at in on with using via of off out about as like per near around under over through
	within during i we you he she it they is are was were be am not is do did does have has had can could will would next last`)

// neutral words may follow any value.
var neutral = listed(`please pls plz thanks thank thx ty cheers kindly and or to from into onto for by until till before at in on with using via
	out right now asap urgently immediately today tonight tomorrow if as i you because so since this`)

// wordBefore is the word before an offset, in lower case, or the mark there; "" at the
// beginning.
func wordBefore(ed *Edit, at int) string {
	t := ed.Text()
	for at > 0 && unicode.IsSpace(t[at-1]) {
		at--
	}
	from := at
	for from > 0 && inWord(t[from-1]) {
		from--
	}
	if from == at && at > 0 {
		from--
	}
	return strings.ToLower(string(t[from:at]))
}

// wordAfter is the word after an offset, in lower case; "" for the end and for marks that
// end what is said.
func wordAfter(ed *Edit, at int) string {
	t := ed.Text()
	if at < len(t) && t[at] == '\'' { // a possessive
		return "'s"
	}
	for at < len(t) && unicode.IsSpace(t[at]) {
		at++
	}
	to := at
	for to < len(t) && inWord(t[to]) {
		to++
	}
	if to == at && at < len(t) && !strings.ContainsRune(".,!?;:", t[at]) {
		to++
	}
	return strings.ToLower(string(t[at:to]))
}

// verbBefore is the nearest word before an offset that is no small word.
func verbBefore(ed *Edit, at int) string {
	verb := ""
	for _, w := range ed.Words() {
		if w.From >= at {
			break
		}
		if !smallWords[w.Text] && w.Text != "up" && w.Text != "me" {
			verb = w.Text
		}
	}
	return verb
}

// singular is a word without the s of a plural.
func singular(w string) string {
	if len(w) > 3 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") {
		return w[:len(w)-1]
	}
	return w
}

// required reports whether calls cannot do without a parameter.
func required(p *action.Param) bool { return p.Required && p.Ask == "" }
