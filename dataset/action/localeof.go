package action

import (
	"slices"
	"strings"
)

// LocaleOf returns the locale that serves a language: itself, or the language without its
// region. English alone is "", the first of Locales. Regions of English that are none of Locales are
// not served, since they write dates in different orders.
func LocaleOf(language string) (tag string, served bool) {
	language = strings.ReplaceAll(language, "_", "-")
	base, _, _ := strings.Cut(language, "-")
	for _, want := range []string{language, base} {
		if strings.EqualFold(want, "en") {
			return "", strings.EqualFold(language, "en")
		}
		if i := slices.IndexFunc(Locales, func(t string) bool { return strings.EqualFold(t, want) }); i >= 0 {
			return Locales[i], true
		}
	}
	return "", false
}
