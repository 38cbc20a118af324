package prompts

import "testing"

// TestLocaleOfLanguage: the language of a pack says how values are read, unless the pack
// names a locale.
func TestLocaleOfLanguage(t *testing.T) {
	for head, want := range map[string]string{
		"":                           "",
		"language: en":               "",
		"language: EN":               "",
		"language: en-US":            "en-US",
		"language: en_GB":            "en-GB",
		"language: en-in":            "en-IN",
		"language: de":               "de",
		"language: de-AT":            "de",
		"language: pt_BR":            "pt",
		"language: fr\nlocale:":      "fr",
		"language: ar\nlocale: fr":   "fr",
		"language: de\nlocale: ~":    "de",
		"locale: en-GB":              "en-GB",
		"language:":                  "",
		"language: en\nlocale: es":   "es",
		"language: null\nlocale: de": "de",
	} {
		files := map[string]string{"pack.yaml": "reference_date: 2025-06-16\n" + head + "\n", "templates/t.yaml": "action: pay\ntemplates: [\"pay {to}\"]\n"}
		p := load(t, files)
		if p.Schema().Locale != want {
			t.Errorf("%q: locale %q, want %q", head, p.Schema().Locale, want)
		}
	}
	// Text alone needs no locale.
	p := load(t, map[string]string{"pack.yaml": "reference_date: 2025-06-16\nlanguage: ar\n", "actions.yaml": "play: {params: {song: {}, loud: {enum: [yes, no]}}}\n",
		"lexicons/people.yaml": "song: [x]\n", "templates/t.yaml": "action: play\ntemplates: [\"{song} {loud}\"]\n"})
	if p.Schema().Locale != "" {
		t.Error(p.Schema().Locale)
	}
}
