package locale

import "slices"

// tags are the tags of the tables; the first is the locale that nobody has to name.
var tags = []string{"en-US", "en-GB", "en-IN", "de", "es", "fr", "pt"}

// Tags lists the locales as BCP 47 tags, the default first.
func Tags() []string { return slices.Clone(tags) }

// Find returns the locale with a tag, and nil where there is none. The tag "" is the
// default.
func Find(tag string) *Locale {
	if tag == "" {
		tag = tags[0]
	}
	return tables[tag]
}
