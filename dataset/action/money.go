package action

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// englishCurrencies are names and symbols of currencies by their ISO 4217 codes, with
// bars between them. They are read in every language, after its own.
var englishCurrencies = map[string]string{
	"USD": "$|us$|dollar|dollars|buck|bucks|us dollar|us dollars|american dollar|american dollars|american money|greenbacks",
	"GBP": "£|pound|pounds|quid|sterling|pound sterling|pounds sterling|british pound|british pounds|uk pounds|english pounds",
	"EUR": "€|euro|euros", "JPY": "¥|yen|japanese yen|yens",
	"CAD": "canadian dollar|canadian dollars|ca$|c$|canadian", "AUD": "australian dollar|australian dollars|aussie dollars|a$|au$",
	"NZD": "nz$|new zealand dollar|new zealand dollars|kiwi dollars", "CHF": "franc|francs|swiss franc|swiss francs",
	"INR": "₹|rupee|rupees|rs|re|indian rupee|indian rupees", "CNY": "yuan|chinese yuan|renminbi|rmb|chinese renminbi",
	"MXN": "mx$|peso|pesos|mexican peso|mexican pesos", "BRL": "r$|real|reais|brazilian real|brazilian reais|brazilian reals",
	"RUB": "₽|ruble|rubles|rouble|roubles|russian rubles|russian ruble", "KRW": "₩|won|korean won|south korean won",
	"SEK": "swedish krona|swedish kronor|krona|kronor", "NOK": "norwegian krone|norwegian kroner|krone|kroner",
	"DKK": "danish krone|danish kroner", "PLN": "zloty|zlotys|polish zloty|zloties", "CZK": "czech koruna|czech crowns|koruna",
	"HUF": "forint|forints|hungarian forint", "TRY": "₺|lira|turkish lira|liras", "ZAR": "rand|south african rand|rands",
	"THB": "฿|baht|thai baht", "SGD": "singapore dollar|singapore dollars|s$", "HKD": "hong kong dollar|hong kong dollars|hk$",
	"PHP": "₱|philippine peso|philippine pesos", "IDR": "rupiah|indonesian rupiah", "MYR": "ringgit|malaysian ringgit",
	"VND": "₫|dong|vietnamese dong", "ILS": "₪|shekel|shekels|israeli shekel|israeli shekels", "EGP": "egyptian pound|egyptian pounds",
	"AED": "dirham|dirhams|uae dirham|uae dirhams|emirati dirham", "SAR": "riyal|riyals|saudi riyal|saudi riyals",
	"NGN": "naira|nigerian naira", "KES": "kenyan shilling|kenyan shillings|shilling|shillings", "PKR": "pakistani rupee|pakistani rupees",
	"BDT": "taka|bangladeshi taka", "LKR": "sri lankan rupee|sri lankan rupees", "COP": "colombian peso|colombian pesos",
	"ARS": "argentine peso|argentine pesos|argentinian pesos", "CLP": "chilean peso|chilean pesos", "PEN": "sol|soles|peruvian sol|peruvian soles",
	"UAH": "hryvnia|ukrainian hryvnia", "RON": "leu|lei|romanian leu|romanian lei", "BGN": "lev|leva|bulgarian lev|bulgarian leva",
	"ISK": "icelandic krona|icelandic kronur", "MAD": "moroccan dirham|moroccan dirhams", "TWD": "nt$|taiwan dollar|taiwan dollars|new taiwan dollar",
	"KWD": "kuwaiti dinar|kuwaiti dinars", "BHD": "bahraini dinar|bahraini dinars", "JOD": "jordanian dinar|jordanian dinars",
	"TND": "tunisian dinar|tunisian dinars", "IQD": "iraqi dinar|iraqi dinars", "LYD": "libyan dinar|libyan dinars",
	"OMR": "omani rial|omani rials", "QAR": "qatari riyal|qatari riyals",
	"BTC": "bitcoin|bitcoins", "ETH": "ether|ethers|ethereum", "LTC": "litecoin|litecoins", "XRP": "ripple", "DOGE": "dogecoin|dogecoins",
	"USDT": "tether", "USDC": "usd coin|usd coins",
}

// englishMinor are names of hundredth parts of currencies.
var englishMinor = map[string]string{"USD": "cent|cents", "GBP": "pence|p", "INR": "paise|paisa"}

// Currency reads the name, symbol or code of a currency and returns its ISO 4217
// code.
func Currency(text string) (string, error) { return languageOf("").currency(text) }

func (l *language) currency(text string) (string, error) {
	w := dropLeading(split(said(text), digitsAt), []string{"the", "der", "die", "el", "la", "le", "les", "o", "os", "en", "em", "in"})
	if code, n := l.currencyAt(w); n > 0 && n == len(w) {
		return code, nil
	}
	return "", unfit{text, "no currency that is known"}
}

// currencyAt reads a currency at the start of w.
func (l *language) currencyAt(w []string) (code string, used int) {
	for n := min(l.longest, len(w)); n > 0; n-- {
		if code := l.currencies[key(w[:n])]; code != "" {
			return code, n
		}
	}
	return "", 0
}

var hedges = []string{"about", "around", "exactly", "roughly", "just", "only", "approximately", "almost", "nearly", "of", "the", "whole", "total"}

// mostPlaces is how many decimals an amount keeps: those of every currency, and more.
const mostPlaces = 36

// Money reads an amount of money in en-US, with or without a currency: "50",
// "$1,200.50", "fifty bucks", "half a grand", "5 dollars and 20 cents". It returns the
// amount with an ISO 4217 code, "50 USD", or the amount alone, "50", if the text names
// no currency. No decimal is dropped, whatever the minor units of the currency. Grand, k
// and thousand mean 1,000. A currency symbol may be on either side. Cents without a currency are US cents, and pence are British. Param.Normalize
// reads amounts of other locales.
func Money(text string) (string, error) { return languageOf("").money(text) }

func (l *language) money(text string) (string, error) {
	if s, ok := canonicalMoney(text); ok {
		return s, nil
	}
	w := dropLeading(l.amountWords(text), hedges)
	negative := len(w) > 0 && (w[0] == "-" || w[0] == "minus")
	if negative {
		w = w[1:]
	}
	code, n := l.currencyAt(w)
	w = w[n:]
	if !negative && n > 0 && len(w) > 0 && w[0] == "-" {
		negative, w = true, w[1:]
	}
	amount, n := amountAt(w)
	if n == 0 {
		if code == "" && !negative {
			return l.unitAmount(text, w)
		}
		return "", unfit{text, "not an amount of money"}
	}
	amount.negative = negative && amount.digits != ""
	if w = w[n:]; len(w) == 1 && code == "" && l.minor[w[0]] != "" {
		amount.exponent -= 2
		return amount.money(l.minor[w[0]]), nil
	}
	amount, code, ok := l.unitsAndCents(amount, code, w)
	if !ok {
		return "", unfit{text, "not an amount of money"}
	}
	return amount.money(code), nil
}

// unitsAndCents reads what follows an amount: its currency, and parts of its unit.
func (l *language) unitsAndCents(amount decimal, code string, w []string) (decimal, string, bool) {
	if len(w) > 1 && w[0] == "of" { // un millón de pesos
		w = w[1:]
	}
	after, n := l.currencyAt(w)
	if n == 0 || code != "" && code != after && code != "USD" {
		return amount, code, len(w) == 0
	}
	if w = w[n:]; len(w) > 0 && w[0] == "and" {
		w = w[1:]
	}
	if len(w) == 0 {
		return amount, after, true
	}
	parts, n := amountAt(w)
	w = w[n:]
	places := minorUnits(after)
	if n == 0 || !parts.below(places) || !parts.whole() || !amount.whole() || len(w) > 1 || len(w) == 1 && !l.isMinor(w[0], places) {
		return amount, after, false
	}
	return amount.plusParts(parts, places), after, true
}

// isMinor reports whether a word names the parts of a currency's unit, by the decimals
// that they make.
func (l *language) isMinor(word string, places int) bool {
	return places == 2 && l.minor[word] != "" || places == 3 && word == "fils"
}

// below reports whether a number is less than 10 to the power of places.
func (d decimal) below(places int) bool { return len(d.digits)+d.exponent <= places }

// plusParts adds hundredths or thousandths of a unit to a whole amount.
func (d decimal) plusParts(parts decimal, places int) decimal {
	sum, _ := parseDecimal(fmt.Sprintf("%s.%0*d", d, places, int(parts.float())))
	return sum
}

// amountAt reads a number at the start of w. A number in figures keeps its digits.
func amountAt(w []string) (decimal, int) {
	v, n := number(w)
	if n == 0 || math.IsInf(v, 0) {
		return decimal{}, 0
	}
	if len(w) > n && w[n] == "point" {
		part, used := spelledDigits(w[n+1:])
		if d, ok := parseDecimal(strconv.FormatFloat(v, 'f', -1, 64) + "." + part); ok && v == math.Trunc(v) {
			return d, n + 1 + used
		}
	}
	if n == 1 {
		if d, ok := parseDecimal(w[0]); ok {
			return d, 1
		}
	}
	// A product such as 1.001 million has no more digits than its factors.
	d, _ := parseDecimal(strconv.FormatFloat(v, 'e', 14, 64))
	return d, n
}

// spelledDigits reads the decimals of "three point one four".
func spelledDigits(w []string) (digits string, used int) {
	for _, word := range w {
		n, ok := addend(word)
		if !ok {
			n, ok = figures(word)
		}
		if !ok || n != math.Trunc(n) || n > 9 && used > 0 {
			break
		}
		digits, used = digits+strconv.Itoa(int(n)), used+1
	}
	return digits, used
}

var canonicalAmount = regexp.MustCompile(`^-?\d+(?:\.\d\d|\.\d{4,})?(?: [A-Z]{3,4})?$`)

// canonicalMoney returns an amount that is written as Money writes it. No locale reads
// it otherwise, whatever its marks mean there.
func canonicalMoney(s string) (string, bool) {
	if s == "" || s[0] != '-' && !isDigit(s[0]) || !canonicalAmount.MatchString(s) {
		return "", false
	}
	amount, code, _ := strings.Cut(s, " ")
	d, ok := parseDecimal(amount)
	if !ok || code != "" && englishCurrencies[code] == "" {
		return "", false
	}
	return d.money(code), true
}

// unitAmount reads "a dollar", "a buck".
func (l *language) unitAmount(text string, w []string) (string, error) {
	if len(w) > 1 && (w[0] == "a" || w[0] == "an") {
		if code, n := l.currencyAt(w[1:]); n > 0 && n == len(w)-1 {
			return decimal{digits: "1"}.money(code), nil
		}
	}
	return "", unfit{text, "not an amount of money"}
}

// money writes an amount with all its decimals, two or more unless it is whole, and
// never exactly three, which could be a group of thousands.
func (d decimal) money(code string) string {
	s := d.rounded(mostPlaces).String()
	if whole, part, ok := strings.Cut(s, "."); ok && (len(part) == 1 || len(part) == 3) {
		s = whole + "." + part + "0"
	}
	if code != "" {
		s += " " + code
	}
	return s
}
