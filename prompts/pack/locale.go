package pack

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/dataset/locale"
	"github.com/slmkit/slmkit/prompts/source"
)

// saidLocale is what pack.yaml says of the language of prompts.
type saidLocale struct {
	doc              *source.Document
	language, locale *yaml.Node
}

// setLocale gives the schema the locale of the pack. A language in which values cannot
// be read is a fault where parameters have such values.
func (l *loader) setLocale() {
	said, schema := l.said, l.content.Schema
	switch {
	case source.IsSet(said.locale):
		if err := schema.SetLocale(said.locale.Value); err != nil {
			l.FaultAt(said.doc, said.locale, "locale", "%v", err)
		}
	case source.IsSet(said.language):
		tag, served := action.LocaleOf(said.language.Value)
		if served {
			_ = schema.SetLocale(tag) // it is one of locale.Tags
			return
		}
		if param := localized(schema); param != "" {
			l.FaultAt(said.doc, said.language, "language", "amounts, dates, times and numbers, such as %s, are not read in language %q: served are %s. Write locale: with one of these if prompts write values as it does",
				param, said.language.Value, strings.Join(locale.Tags(), ", "))
		}
	}
}

// localized names a parameter whose values are written as a locale does, "" if there is
// none.
func localized(s *action.Schema) string {
	for _, a := range s.Actions {
		for _, p := range a.Params {
			if len(p.Enum) == 0 && (p.Type == "integer" || p.Type == "number" || slices.Contains(localFormats, p.Format)) {
				return a.Name + "." + p.Name
			}
		}
	}
	return ""
}

// localFormats are the formats whose words depend on the locale.
var localFormats = []string{"money", "date", "period", "time", "duration"}

// locale is the tag of the pack's locale.
func (l *loader) locale() string {
	if l.content.Schema == nil {
		return ""
	}
	return l.content.Schema.Locale
}
