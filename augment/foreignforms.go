package augment

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slmkit/slmkit/dataset/text"
)

var (
	germanMonths  = strings.Fields("Januar Februar März April Mai Juni Juli August September Oktober November Dezember")
	spanishMonths = strings.Fields("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre")
	germanOnes    = strings.Fields("null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn")
	germanTens    = strings.Fields("- - zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig")
	spanishOnes   = strings.Fields(`cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho
		diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve`)
	spanishTens     = strings.Fields("- - - treinta cuarenta cincuenta sesenta setenta ochenta noventa")
	spanishHundreds = strings.Fields("- ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos")
)

// germanNumber writes a number from 0 to 999,999 as one word.
func germanNumber(n int) string {
	one := func(n int) string { // ein before hundert and und
		if n == 1 {
			return "ein"
		}
		return germanNumber(n)
	}
	rest := func(n int) string {
		if n == 0 {
			return ""
		}
		return germanNumber(n)
	}
	switch {
	case n < 20:
		return germanOnes[n]
	case n < 100 && n%10 == 0:
		return germanTens[n/10]
	case n < 100:
		return one(n%10) + "und" + germanTens[n/10]
	case n < 1000:
		return one(n/100) + "hundert" + rest(n%100)
	}
	return one(n/1000) + "tausend" + rest(n%1000)
}

// spanishNumber writes a number from 0 to 999,999.
func spanishNumber(n int) string {
	rest := func(between string, n int) string {
		if n == 0 {
			return ""
		}
		return between + spanishNumber(n)
	}
	switch {
	case n < 30:
		return spanishOnes[n]
	case n < 100:
		return spanishTens[n/10] + rest(" y ", n%10)
	case n == 100:
		return "cien"
	case n < 1000:
		return spanishHundreds[n/100] + rest(" ", n%100)
	case n < 2000:
		return "mil" + rest(" ", n%1000)
	}
	return spanishNumber(n/1000) + " mil" + rest(" ", n%1000)
}

// foreignCoins are how other languages write a currency: its sign and its names.
var foreignCoins = map[string]map[string][]string{
	"de": {"EUR": {"€", "Euro", "EUR"}, "USD": {"$", "Dollar", "USD"}, "GBP": {"£", "Pfund"}, "CHF": {"CHF", "Franken"}},
	"es": {"EUR": {"€", "euros", "EUR"}, "USD": {"$", "dólares", "USD"}, "GBP": {"£", "libras"}, "MXN": {"MXN", "pesos"}},
}

// foreignAmounts writes a whole amount with its currency, or alone where none is named.
func foreignAmounts(canonical any, language string, number func(int) string, thousands string) []string {
	amount, code, _ := strings.Cut(stringOf(canonical), " ")
	n, err := strconv.Atoi(amount)
	if err != nil || n < 2 || n >= 1_000_000 {
		return nil
	}
	figures := []string{amount}
	if n >= 1000 {
		figures = append(figures, amount[:len(amount)-3]+thousands+amount[len(amount)-3:])
	}
	said := append(slices.Clone(figures), number(n))
	if code == "" {
		return said
	}
	var out []string
	for _, name := range foreignCoins[language][code] {
		for _, s := range said {
			if s != number(n) || len(name) > 3 && name != "EUR" {
				out = append(out, s+" "+name)
			}
		}
	}
	if strings.HasSuffix(amount, "000") && n <= 20_000 && language == "es" {
		return append(out, spanishNumber(n/1000)+" mil "+foreignCoins["es"]["EUR"][1])
	}
	return out
}

func germanAmounts(_ string, canonical any, _ place) []string {
	return foreignAmounts(canonical, "de", germanNumber, ".")
}

func spanishAmounts(_ string, canonical any, _ place) []string {
	return foreignAmounts(canonical, "es", spanishNumber, ".")
}

func foreignNumbers(canonical any, number func(int) string) []string {
	n, err := strconv.Atoi(stringOf(canonical))
	if err != nil || n < 2 || n > 9999 || n > 1800 && n < 2200 {
		return nil
	}
	return []string{strconv.Itoa(n), number(n)}
}

func germanNumbers(_ string, canonical any, _ place) []string {
	return foreignNumbers(canonical, germanNumber)
}

func spanishNumbers(_ string, canonical any, _ place) []string {
	return foreignNumbers(canonical, spanishNumber)
}

// germanDates are forms of a day that the prompt names by its month.
func germanDates(said string, canonical any, at place) []string {
	t, err := time.Parse(time.DateOnly, stringOf(canonical))
	if err != nil || !dated(said, germanMonths, "jan feb mär mrz apr mai jun jul aug sep okt nov dez") {
		return nil
	}
	d, m := t.Day(), int(t.Month())
	name := germanMonths[m-1]
	short := string([]rune(name)[:3])
	out := []string{fmt.Sprintf("%d. %s", d, name), fmt.Sprintf("%d. %s", d, short), fmt.Sprintf("%d. %s.", d, short), fmt.Sprintf("%d.%d.", d, m), fmt.Sprintf("%02d.%02d.", d, m)}
	if year().MatchString(said) {
		y := strconv.Itoa(t.Year())
		out = []string{out[0] + " " + y, out[3] + y, out[4] + y, out[1] + " " + y}
	}
	if at.before != "" {
		return out
	}
	return append(out, "am "+out[0])
}

// dated reports whether a value names a month, or is a day in figures.
func dated(said string, months []string, short string) bool {
	low := strings.ToLower(said)
	for _, m := range slices.Concat(months, strings.Fields(short)) {
		if strings.Contains(low, strings.ToLower(m)) {
			return true
		}
	}
	return strings.ContainsAny(low, "./") && strings.ContainsAny(low, "0123456789")
}

func spanishDates(said string, canonical any, at place) []string {
	t, err := time.Parse(time.DateOnly, stringOf(canonical))
	if err != nil || !dated(said, spanishMonths, "ene feb mar abr may jun jul ago sep oct nov dic") {
		return nil
	}
	d, m := t.Day(), int(t.Month())
	name := spanishMonths[m-1]
	out := []string{fmt.Sprintf("%d de %s", d, name), fmt.Sprintf("%d/%d", d, m), fmt.Sprintf("%s de %s", spanishNumber(d), name)}
	if year().MatchString(said) {
		return []string{fmt.Sprintf("%d de %s de %d", d, name, t.Year()), fmt.Sprintf("%d/%d/%d", d, m, t.Year()), fmt.Sprintf("%d de %s del %d", d, name, t.Year()), fmt.Sprintf("%02d-%02d-%d", d, m, t.Year())}
	}
	if at.before != "" {
		return out
	}
	return append(out, "el "+out[0])
}

// clockOf reads a canonical time.
func clockOf(canonical any) (hour, minute int, ok bool) {
	hh, mm, ok := strings.Cut(stringOf(canonical), ":")
	hour, err := strconv.Atoi(hh)
	minute, err2 := strconv.Atoi(mm)
	return hour, minute, ok && err == nil && err2 == nil
}

// partOfDay are the words for parts of the day.
var partOfDay = text.Expression(`(?i)morgens|früh|vormittag|nachmittag|abend|nachts`)

func germanTimes(value string, canonical any, _ place) []string {
	h, m, ok := clockOf(canonical)
	if !ok {
		return nil
	}
	twelve := (h+11)%12 + 1
	next := twelve%12 + 1
	part, said := "nachmittags", h >= 13 || partOfDay().MatchString(value)
	switch {
	case h < 12:
		part = "morgens"
	case h >= 18:
		part = "abends"
	}
	out := []string{fmt.Sprintf("%d:%02d Uhr", h, m), fmt.Sprintf("%d.%02d Uhr", h, m), fmt.Sprintf("%d:%02d", h, m)}
	switch m {
	case 0:
		out = append(out, fmt.Sprintf("%d Uhr", h), germanHour(h)+" Uhr")
		if said {
			out = append(out, fmt.Sprintf("%d Uhr %s", twelve, part), germanHour(twelve)+" Uhr "+part)
		}
	case 30:
		out = append(out, fmt.Sprintf("%d Uhr 30", h), "halb "+germanNumber(next), fmt.Sprintf("halb %d", next))
	case 15:
		out = append(out, fmt.Sprintf("%d Uhr 15", h), "Viertel nach "+germanNumber(twelve))
	case 45:
		out = append(out, fmt.Sprintf("%d Uhr 45", h), "Viertel vor "+germanNumber(next))
	default:
		out = append(out, fmt.Sprintf("%d Uhr %d", h, m))
	}
	return out
}

// germanHour is ein Uhr, zwei Uhr.
func germanHour(h int) string {
	if h == 1 {
		return "ein"
	}
	return germanNumber(h)
}

func spanishTimes(_ string, canonical any, at place) []string {
	h, m, ok := clockOf(canonical)
	if !ok {
		return nil
	}
	twelve := (h+11)%12 + 1
	next := twelve%12 + 1
	hour := func(h int) string {
		if h == 1 {
			return "una"
		}
		return spanishNumber(h)
	}
	part := " de la tarde"
	switch {
	case h < 12:
		part = " de la mañana"
	case h >= 20:
		part = " de la noche"
	}
	out := []string{fmt.Sprintf("%d:%02d", h, m), fmt.Sprintf("%d:%02d%s", twelve, m, part)}
	switch m {
	case 0:
		out = append(out, fmt.Sprintf("%d%s", twelve, part), hour(twelve)+part, hour(twelve)+" en punto")
	case 30:
		out = append(out, hour(twelve)+" y media"+part, hour(twelve)+" y media", fmt.Sprintf("%d y media%s", twelve, part))
	case 15:
		out = append(out, hour(twelve)+" y cuarto"+part, hour(twelve)+" y cuarto")
	case 45:
		out = append(out, hour(next)+" menos cuarto"+part, hour(next)+" menos cuarto")
	}
	return out
}

// foreignDurations are forms of whole minutes, hours, days and weeks. The units are those
// of one and of several of each.
func foreignDurations(canonical any, number func(int) string, minute, hour, day, week [2]string) []string {
	m := isoDuration().FindStringSubmatch(stringOf(canonical))
	if m == nil {
		return nil
	}
	days, _ := strconv.Atoi(m[1])
	hours, _ := strconv.Atoi(m[2])
	minutes, _ := strconv.Atoi(m[3])
	var out []string
	count := func(n int, unit [2]string) {
		if n > 1 {
			out = append(out, strconv.Itoa(n)+" "+unit[1], number(n)+" "+unit[1])
		} else if n == 1 {
			out = append(out, "1 "+unit[0])
		}
	}
	switch {
	case days > 0 && hours+minutes == 0:
		count(days, day)
		if days%7 == 0 {
			count(days/7, week)
		}
	case days == 0:
		count(hours*60+minutes, minute)
		if minutes == 0 {
			count(hours, hour)
		}
	}
	return out
}

func germanDurations(_ string, canonical any, _ place) []string {
	return foreignDurations(canonical, germanNumber, [2]string{"Minute", "Minuten"}, [2]string{"Stunde", "Stunden"}, [2]string{"Tag", "Tage"}, [2]string{"Woche", "Wochen"})
}

func spanishDurations(_ string, canonical any, _ place) []string {
	return foreignDurations(canonical, spanishNumber, [2]string{"minuto", "minutos"}, [2]string{"hora", "horas"}, [2]string{"día", "días"}, [2]string{"semana", "semanas"})
}
