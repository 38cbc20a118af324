package redact

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/dataset/check"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/prompts/generators"
)

// hints are generators for parameters of free text, by the words of their format or name.
var hints = []struct{ words, kind string }{
	{"email mail", "email"}, {"phone telephone mobile", "phone"}, {"iban account", "account"}, {"card", "card"}, {"street address", "address"},
	{"person people recipient payer payee contact author artist relation friend", "person"},
	{"merchant shop store company business bank restaurant brand", "merchant"}, {"biller", "biller"},
	{"place city town location country", "place"}, {"date day", "date"}, {"time timeofday hour", "time"}, {"duration", "duration"},
	{"amount price", "money"}, {"period", "period"},
}

// hinted is the generator that a name hints at: all its words, but for those that say
// little, belong to one hint.
func hinted(name string) string {
	words := slices.DeleteFunc(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return r == '_' || r == '-' || r == '.' }),
		func(w string) bool { return slices.Contains([]string{"name", "number", "to", "from", "of", "the"}, w) })
	for _, h := range hints {
		of := strings.Fields(h.words)
		if len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(of, w) }) {
			return h.kind
		}
	}
	return ""
}

// byPattern is the kind of what the pattern of a parameter matches.
const byPattern = "pattern"

// kindOf is the generator of values like that of a parameter, "" for none.
func kindOf(p *action.Param, said string, number bool) string {
	switch {
	case p == nil:
		return detailKind(said)
	case p.Pattern.Enforced():
		return byPattern
	case number && p.Type == "integer":
		return "integer"
	case number:
		return "decimal"
	case p.Format == "contact" && strings.Contains(said, "@"):
		return "email"
	case p.Format == "contact" && strings.ContainsAny(said, "0123456789"):
		return "phone"
	case p.Format == "contact":
		return "person"
	case p.Format != byPattern && generators.All[p.Format] != nil:
		return p.Format
	case action.Formats[p.Format] != nil:
		return ""
	}
	return cmp.Or(detailKind(said), hinted(p.Format), hinted(p.Name))
}

// detailKind is the generator of what looks like data of a person, "" where words do not.
func detailKind(said string) string {
	for d := range check.Details(said) {
		if d.To-d.From == len(said) {
			return kindOfDetail(d.What)
		}
	}
	return ""
}

// kindOfDetail is the generator of data of people, by what check calls it; "" for none.
func kindOfDetail(what string) string {
	switch {
	case strings.Contains(what, "e-mail"):
		return "email"
	case strings.Contains(what, "telephone"):
		return "phone"
	case strings.Contains(what, "card"):
		return "card"
	}
	return ""
}

// currencies are what people call money, some of it in other languages.
var currencies = strings.Fields("dollars euros pounds yen rupees pesos francs usd eur gbp jpy inr chf cad aud dólares libras yenes euro dollar franken pfund")

// invented makes words for a parameter without a generator.
func invented(p *action.Param, said string, number bool, r *rand.Rand) string {
	format := ""
	if p != nil {
		format = p.Format
	}
	switch {
	case number, p != nil && p.Pattern.Enforced():
		return otherDigits(said, r.Uint64())
	case format == "currency":
		return currencies[r.IntN(len(currencies))]
	case format == "uri":
		return fmt.Sprintf("https://example.com/%s-%s", nouns[r.IntN(len(nouns))], nouns[r.IntN(len(nouns))])
	case format == "uuid":
		return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", r.Uint32(), r.IntN(1<<16), r.IntN(1<<12), r.IntN(1<<12), r.Uint64()>>16)
	case format == "ipv4": // reserved for documentation by RFC 5737
		return fmt.Sprintf("192.0.2.%d", 1+r.IntN(254))
	case format == "ipv6": // the same by RFC 3849
		return fmt.Sprintf("2001:db8::%x:%x", 1+r.IntN(1<<16-1), 1+r.IntN(1<<16-1))
	}
	return likeWords(said, r)
}

// likeWords puts other words in place of those that tell something. Words between them, such
// as of and the, stay.
func likeWords(said string, r *rand.Rand) string {
	words := wordsOf(said)
	telling := slices.ContainsFunc(words, func(w stretch) bool { return !function[text.Fold(said[w.from:w.to])] })
	var b strings.Builder
	at := 0
	for _, w := range words {
		b.WriteString(said[at:w.from])
		at = w.to
		word := said[w.from:w.to]
		switch {
		case telling && function[text.Fold(word)]:
			b.WriteString(word)
		case strings.ContainsAny(word, "0123456789"):
			b.WriteString(otherDigits(word, r.Uint64()))
		default:
			b.WriteString(titled(word, nouns[r.IntN(len(nouns))]))
		}
	}
	b.WriteString(said[at:])
	if len(words) == 0 {
		return nouns[r.IntN(len(nouns))]
	}
	return b.String()
}

// titled gives a word the case of another.
func titled(like, word string) string {
	switch {
	case like == strings.ToLower(like):
		return word
	case like == strings.ToUpper(like) && len(like) > 1:
		return strings.ToUpper(word)
	}
	return strings.ToUpper(word[:1]) + word[1:]
}

// nouns are words that tell nothing.
var nouns = strings.Fields(`acorn amber anchor apple apron arrow autumn badge bamboo barley barrel basket beacon berry birch biscuit blanket blossom bottle
	branch breeze bridge bronze bucket button cabin candle canvas canyon carpet castle cedar cellar chalk cherry chimney cinder circle clover coast
	cobalt compass copper coral cotton cradle crystal curtain daisy desert diamond dragon drawer ember engine fabric falcon feather fiddle field
	flannel forest fossil fountain garden garnet ginger glacier granite harbor harvest hazel hollow honey indigo island ivory jacket jasmine juniper
	kettle ladder lagoon lantern lattice lemon lilac linen locket lotus magnet mango maple marble meadow mirror mosaic mountain nectar needle nickel
	nutmeg oasis olive onyx orbit orchid oyster paddle panther parcel pebble pepper pillar pine planet plum pocket pollen prairie quartz quill raven
	ribbon ripple river rocket rudder saddle saffron salmon satin shadow shell silver sketch spruce stable summit tablet tassel temple thistle thunder
	timber topaz trellis tulip tunnel valley vanilla velvet violet walnut willow window winter`)
