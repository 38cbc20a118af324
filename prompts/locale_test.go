package prompts

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

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

// TestCanonicalNumbers: a number that names the value of words is one of JSON in every
// locale; a number among the words is one of the locale.
func TestCanonicalNumbers(t *testing.T) {
	p := load(t, map[string]string{"pack.yaml": "reference_date: 2025-06-16\nlanguage: de\n",
		"actions.yaml":         "weigh: {params: {kilo: {type: number, minimum: 1.1, maximum: 9000, required: true}}}\n",
		"lexicons/kilos.yaml":  "kilo:\n  1.234: [etwas]\n  1.5: [mehr]\n  1234: [\"1.234\"]\n",
		"templates/weigh.yaml": "action: weigh\ntemplates: [{text: \"wiege {kilo} ab\", where: \"kilo < 2000\"}]\n"})
	want := []string{"wiege 1.234 ab → weigh(kilo=1234)", "wiege etwas ab → weigh(kilo=1.234)", "wiege mehr ab → weigh(kilo=1.5)"}
	if diff := cmp.Diff(want, all(t, p)); diff != "" {
		t.Error(diff)
	}
	if _, err := Load(withFiles(map[string]string{"actions.yaml": "weigh: {params: {kilo: {type: number, required: true}}}\n",
		"lexicons/kilos.yaml": "kilo:\n  \"null\": [nichts]\n", "templates/weigh.yaml": "action: weigh\ntemplates: [\"wiege {kilo} ab\"]\n"}), "test"); err == nil {
		t.Error("null names a number")
	}
}
