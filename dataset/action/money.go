package action

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// currencies maps names, symbols and codes of currencies to ISO 4217 codes.
var currencies = map[string]string{}

// longestCurrency is the number of words of the longest name in currencies.
var longestCurrency = 1

func init() {
	for code, names := range map[string]string{
		"USD": "$|us$|dollar|dollars|buck|bucks|us dollar|us dollars|american dollar|american dollars|american money|greenbacks",
		"GBP": "£|pound|pounds|quid|sterling|pound sterling|pounds sterling|british pound|british pounds|uk pounds|english pounds",
		"EUR": "€|euro|euros", "JPY": "¥|yen|japanese yen|yens",
		"CAD": "canadian dollar|canadian dollars|ca$|canadian", "AUD": "australian dollar|australian dollars|aussie dollars|a$|au$",
		"NZD": "new zealand dollar|new zealand dollars|kiwi dollars", "CHF": "franc|francs|swiss franc|swiss francs",
		"INR": "₹|rupee|rupees|indian rupee|indian rupees", "CNY": "yuan|chinese yuan|renminbi|rmb|chinese renminbi",
		"MXN": "peso|pesos|mexican peso|mexican pesos", "BRL": "real|reais|brazilian real|brazilian reais|brazilian reals",
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
		"ISK": "icelandic krona|icelandic kronur", "MAD": "moroccan dirham|moroccan dirhams", "TWD": "taiwan dollar|taiwan dollars|new taiwan dollar",
		"BTC": "bitcoin|bitcoins",
	} {
		currencies[strings.ToLower(code)] = code
		for _, name := range strings.Split(names, "|") {
			currencies[name] = code
			longestCurrency = max(longestCurrency, 1+strings.Count(name, " "))
		}
	}
}

// Currency reads the name, symbol or code of a currency and returns its ISO 4217
// code.
func Currency(text string) (string, error) {
	s := strings.TrimPrefix(said(text), "the ")
	if code := currencies[s]; code != "" {
		return code, nil
	}
	return "", unfit{text, "no currency that is known"}
}

// currencyAt reads a currency at the start of w.
func currencyAt(w []string) (code string, used int) {
	for n := min(longestCurrency, len(w)); n > 0; n-- {
		name := w[0]
		if n > 1 {
			name = strings.Join(w[:n], " ")
		}
		if code := currencies[name]; code != "" {
			return code, n
		}
	}
	if len(w) > 1 && w[1] == "$" { // "us$", "ca$": words has cut them in two
		if code := currencies[w[0]+"$"]; code != "" {
			return code, 2
		}
	}
	return "", 0
}

var hedges = []string{"about", "around", "exactly", "roughly", "just", "only", "approximately", "almost", "nearly", "of", "the", "whole", "total"}

// Money reads an amount of money, with or without a currency: "50", "$1,200.50",
// "fifty bucks", "half a grand", "5 dollars and 20 cents". It returns the amount
// with an ISO 4217 code, "50 USD", or the amount alone, "50", if the text names no
// currency. Grand, k and thousand mean 1,000. A currency symbol may be on either
// side. Cents without a currency are US cents, and pence are British.
func Money(text string) (string, error) {
	bad := func() (string, error) { return "", unfit{text, "not an amount of money"} }
	w := words(text)
	for len(w) > 0 && slices.Contains(hedges, w[0]) {
		w = w[1:]
	}
	sign := 1.0
	if len(w) > 0 && (w[0] == "-" || w[0] == "minus") {
		sign, w = -1, w[1:]
	}
	code, n := currencyAt(w)
	w = w[n:]
	if sign > 0 && n > 0 && len(w) > 0 && w[0] == "-" {
		sign, w = -1, w[1:]
	}
	amount, n := number(w)
	if n == 0 {
		if code == "" || len(w) == 0 || sign < 0 {
			return unitAmount(text, w)
		}
		return bad()
	}
	w = w[n:]
	cents := false
	if len(w) > 0 {
		if c, ok := minor[w[0]]; ok && len(w) == 1 && code == "" {
			return format(sign*amount/100, c), nil
		}
		if after, n := currencyAt(w); n > 0 && (code == "" || code == after || code == "USD") {
			code, w, cents = after, w[n:], true
		}
	}
	if len(w) > 0 && w[0] == "and" && cents {
		w = w[1:]
	}
	if len(w) > 0 && cents {
		c, n := number(w)
		if _, isMinor := minor[at(w, n)]; n == 0 || c >= 100 || len(w) > n+1 || len(w) == n+1 && !isMinor {
			return bad()
		}
		amount, w = amount+c/100, nil
	}
	if len(w) > 0 || math.Abs(amount) > 1e12 {
		return bad()
	}
	return format(sign*amount, code), nil
}

var minor = map[string]string{"cent": "USD", "cents": "USD", "pence": "GBP", "p": "GBP"}

func at(w []string, i int) string {
	if i < len(w) {
		return w[i]
	}
	return ""
}

// unitAmount reads "a dollar", "a buck".
func unitAmount(text string, w []string) (string, error) {
	if len(w) > 1 && (w[0] == "a" || w[0] == "an") {
		if code, n := currencyAt(w[1:]); n > 0 && n == len(w)-1 {
			return format(1, code), nil
		}
	}
	return "", unfit{text, "not an amount of money"}
}

// format writes an amount with two decimals unless it is whole.
func format(amount float64, code string) string {
	amount = math.Round(amount*100) / 100
	s := strconv.FormatFloat(amount, 'f', 2, 64)
	s = strings.TrimSuffix(s, ".00")
	if code != "" {
		s += " " + code
	}
	return s
}
