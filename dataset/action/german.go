package action

import "strings"

var german = tongue{
	phrases: map[string]string{
		"sonnabend": "saturday", "jänner": "january", "feber": "february", "jan": "january", "mär|mrz": "march", "jun": "june", "jul": "july", "sep": "september",
		"nächste|nächsten|nächster|nächstes|nächstem": "next", "kommende|kommenden|kommender|kommendes|kommendem": "coming",
		"letzte|letzten|letzter|letztes|letztem|vorige|vorigen|voriger|voriges|vergangene|vergangenen|vergangener|vergangenes": "last",
		"diese|diesen|dieser|dieses|diesem": "this", "übernächste|übernächsten|übernächster|übernächstes|übernächstem": "afternext",
		"der|die|das|den|dem|des": "the", "am": "on the", "im|in|innerhalb von|binnen": "in", "um": "at", "zum": "by the", "für": "for", "ab": "after", "von|vom": "from", "seit|seit dem": "since",
		"bis|bis zum": "until", "spätestens|spätestens am|bis spätestens": "by", "nach": "after", "vor": "before", "zwischen": "between", "und": "and", "minus": "minus", "ja|jawohl": "yes", "nein": "no", "komma": "point",
		"gegen|so gegen|ungefähr|circa|ca|zirka|etwa|rund|fast|knapp|genau": "around", "nur|insgesamt": "only", "kurz": "just",
		"tag|tages": "day", "tage|tagen": "days", "nacht": "night", "nächte|nächten": "nights", "woche": "week", "wochen": "weeks", "monat|monats": "month", "monate|monaten": "months",
		"quartal|quartals": "quarter", "quartale|quartalen": "quarters", "jahr|jahres": "year", "jahre|jahren": "years", "wochenende": "weekend",
		"stunde|std|stdn": "hour", "stunden": "hours", "minute|min": "minute", "minuten": "minutes", "sekunde|sek": "second", "sekunden": "seconds",
		"heute in einer woche": "in 1 week", "heute morgen|heute früh|heute vormittag": "this morning", "heute mittag|heute nachmittag": "this afternoon",
		"heute abend": "tonight", "heute nacht": "tonight", "morgen früh|morgen vormittag": "tomorrow morning", "morgen mittag|morgen nachmittag": "tomorrow afternoon",
		"morgen abend|morgen nacht": "tomorrow evening", "gestern abend|gestern nacht": "yesterday evening", "gestern morgen|gestern früh": "yesterday morning", "jetzt": "now",
		"morgens|vormittags|früh|vormittag|am morgen|am vormittag|in der früh": "in the morning", "nachmittags|nachmittag|am nachmittag": "in the afternoon",
		"abends|abend|am abend": "in the evening", "nachts|in der nacht": "at night", "mittag|mittags|am mittag|zu mittag|12 uhr mittags|zwölf uhr mittags": "noon", "mitternacht": "midnight",
		"ende des monats|monatsende|ende dieses monats|ende monat": "end of the month", "ende der woche|ende dieser woche": "end of the week", "jahresende|ende des jahres": "end of the year",
		"ende nächster woche": "end of next week", "ende nächsten monats": "end of next month", "anfang nächster woche": "start of next week", "anfang nächsten monats": "start of next month",
		"heiligabend": "christmas eve", "weihnachten": "christmas", "silvester": "new year's eve", "neujahr": "new year's day", "valentinstag": "valentine's day",
		"uhr": "oclock", "halb": "half to", "viertel vor": "quarter to", "viertel nach": "quarter past", "dreiviertel": "quarter to", "punkt": "exactly",
		"anderthalb|eineinhalb": "1.5", "zweieinhalb": "2.5", "dreieinhalb": "3.5", "halbe stunde": "half hour", "halber tag|halben tag": "half day", "viertelstunde": "quarter hour", "dreiviertelstunde": "45 minutes",
		"mio|million|millionen": "million", "mrd|milliarde|milliarden": "billion", "dutzend": "dozen",
		"erstes quartal|ersten quartal": "q 1", "zweites quartal|zweiten quartal": "q 2", "drittes quartal|dritten quartal": "q 3", "viertes quartal|vierten quartal": "q 4",
		"montagmorgen|montagvormittag": "monday morning", "montagabend": "monday evening", "montagnachmittag": "monday afternoon",
		"dienstagmorgen|dienstagvormittag": "tuesday morning", "dienstagabend": "tuesday evening", "dienstagnachmittag": "tuesday afternoon",
		"mittwochmorgen|mittwochvormittag": "wednesday morning", "mittwochabend": "wednesday evening", "mittwochnachmittag": "wednesday afternoon",
		"donnerstagmorgen|donnerstagvormittag": "thursday morning", "donnerstagabend": "thursday evening", "donnerstagnachmittag": "thursday afternoon",
		"freitagmorgen|freitagvormittag": "friday morning", "freitagabend": "friday evening", "freitagnachmittag": "friday afternoon",
		"samstagmorgen|samstagvormittag": "saturday morning", "samstagabend": "saturday evening", "samstagnachmittag": "saturday afternoon",
		"sonntagmorgen|sonntagvormittag": "sunday morning", "sonntagabend": "sunday evening", "sonntagnachmittag": "sunday afternoon",
	},
	numbers: &numerals{
		values: counted10("null ein|eins|eine|einen|einem|einer|eines zwei|zwo drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn",
			"zwanzig dreißig|dreissig vierzig fünfzig sechzig siebzig achtzig neunzig"),
		hundred: "hundert", thousand: "tausend", and: "und",
		ordinal: dayOrdinals("erst zweit dritt viert fünft sechst siebt|siebent acht neunt zehnt elft zwölft dreizehnt vierzehnt fünfzehnt sechzehnt siebzehnt achtzehnt neunzehnt zwanzigst einundzwanzigst zweiundzwanzigst dreiundzwanzigst vierundzwanzigst fünfundzwanzigst sechsundzwanzigst siebenundzwanzigst achtundzwanzigst neunundzwanzigst dreißigst|dreissigst einunddreißigst|einunddreissigst", "er", "en", "e"),
	},
	rules: rules(`
		^(?:the )?afternext (week|month|DAY)$ => $1 after next
		^before (.+ UNIT)$ => $1 ago
		^(DAY) in the (morning|afternoon|evening)$ => $1 $2
		^(DAY) in (N UNIT)$ => $2 from $1
		^(DAY) (last|next) week$ => $1 $2 week
	`),
	currencies: map[string]string{
		"EUR": "euro|euros|teuro", "USD": "dollar|us dollar|amerikanische dollar|$", "GBP": "pfund|britische pfund|pfund sterling|englische pfund", "CHF": "franken|schweizer franken|sfr|fr",
		"INR": "rupie|rupien", "MXN": "peso|pesos", "BRL": "real|reais|brasilianische real", "RUB": "rubel", "PLN": "zloty|złoty", "TRY": "lira|türkische lira", "SEK": "kronen|schwedische kronen",
		"DKK": "dänische kronen", "NOK": "norwegische kronen", "CZK": "tschechische kronen", "JPY": "yen",
	},
	minor:    map[string]string{"EUR": "cent|cents", "CHF": "rappen", "GBP": "pence"},
	ordinals: true,
}

func init() { german.numbers.compound = germanNumber }

// germanNumber reads a number below a million that is one word: dreihundertfünfundzwanzig.
func germanNumber(word string) (int, bool) {
	if head, tail, ok := strings.Cut(word, "tausend"); ok {
		return germanParts(head, tail, 1000, 999)
	}
	if head, tail, ok := strings.Cut(word, "hundert"); ok {
		return germanParts(head, tail, 100, 9)
	}
	if one, ten, ok := strings.Cut(word, "und"); ok {
		a, ok1 := german.numbers.values[one]
		b, ok2 := german.numbers.values[ten]
		return a + b, ok1 && ok2 && a > 0 && a < 10 && b >= 20
	}
	v, ok := german.numbers.values[word]
	return v, ok
}

// germanParts reads what is before and behind the word of a scale. The part before is
// at most most, that behind less than the scale.
func germanParts(head, tail string, scale, most int) (int, bool) {
	n, rest, ok := 1, 0, true
	if head != "" {
		if n, ok = germanNumber(head); !ok || n < 1 || n > most {
			return 0, false
		}
	}
	if tail = strings.TrimPrefix(tail, "und"); tail != "" {
		rest, ok = germanNumber(tail)
	}
	return n*scale + rest, ok && rest < scale
}
