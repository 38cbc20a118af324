package action

import (
	"fmt"
	"slices"
	"strings"
)

// Locales are the locales in which values can be read, as BCP 47 tags. The first
// is that of a schema that names none.
var Locales = []string{"en-US", "en-GB", "en-IN", "de", "es", "fr", "pt"}

// SetLocale says how the prompts of a schema write values, for every parameter. It
// takes one of Locales, or "" for the first of them.
func (s *Schema) SetLocale(tag string) error {
	if tag != "" && !slices.Contains(Locales, tag) {
		return fmt.Errorf("locale %q is none of %s", tag, strings.Join(Locales, ", "))
	}
	s.Locale = tag
	for _, a := range s.Actions {
		for _, p := range a.Params {
			p.Locale = tag
		}
	}
	return nil
}
