package grammar

import "strings"

// vowel reports whether an goes before words, by the sound of the first one as
// far as its letters tell.
func vowel(s string) bool {
	s = strings.ToLower(s)
	for _, p := range []string{"uni", "use", "usu", "eu", "one", "once", "uk", "us "} {
		if strings.HasPrefix(s, p) {
			return false
		}
	}
	for _, p := range []string{"hour", "honest", "honor", "heir", "8", "11 ", "18", "atm", "iban", "fx"} {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return strings.IndexByte("aeiou", s[0]) >= 0
}
