package action

import (
	"strings"

	"github.com/slmkit/slmkit/dataset/locale"
)

// LocaleOf returns the locale that serves a language: itself, or the language without its
// region. English alone is "", the default. Regions of English without a locale of their
// own are not served, since they write dates in different orders.
func LocaleOf(language string) (tag string, served bool) {
	language = strings.ReplaceAll(language, "_", "-")
	base, _, _ := strings.Cut(language, "-")
	for _, want := range []string{language, base} {
		if strings.EqualFold(want, "en") {
			return "", strings.EqualFold(language, "en")
		}
		for _, tag := range locale.Tags() {
			if strings.EqualFold(tag, want) {
				return tag, true
			}
		}
	}
	return "", false
}
