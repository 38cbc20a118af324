package prompts

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/prompts/std"
)

// TestNegatives: a pack that takes all negatives of a language has no warnings, no
// prompt of two meanings, and negatives that other parts do not write as well.
func TestNegatives(t *testing.T) {
	for language, template := range map[string]string{
		"en": "<open> <ask_v> renew my fishing permit <close>",
		"de": "<open> <ask_inf> meinen Angelschein verlängern <close>",
		"es": "<open> <ask_inf> renovar mi permiso de pesca <close>",
	} {
		var use []string
		for _, name := range std.Names() {
			if std.Holds(name) == std.Negatives && std.Language(name) == language {
				use = append(use, name)
			}
		}
		p := load(t, map[string]string{
			"pack.yaml":        fmt.Sprintf("reference_date: 2025-01-01\nlanguage: %s\nuse: [%s]\n", language, strings.Join(use, ", ")),
			"lexicons/l.yaml":  "",
			"templates/t.yaml": "action: show\ntemplates: [\"" + template + "\"]\n",
		})
		files := map[string]int{}
		for _, tpl := range p.Templates() {
			files[tpl.File]++
		}
		for _, name := range use {
			if n := files[name+".yaml"]; n < 8 {
				t.Errorf("%s has %d templates", name, n)
			}
		}
		for _, w := range p.Warnings() {
			if strings.HasPrefix(w.File, "std/") {
				t.Error(w)
			}
		}
		found, undecided, err := p.Ambiguous(context.Background(), 1)
		if err != nil || len(found) > 0 || undecided > 0 {
			t.Errorf("%v, %d undecided, %v", found, undecided, err)
		}
	}
}

// TestNegativeMeansAnAction: lint names a negative of a library that asks for an action
// of the pack by the file that it is in.
func TestNegativeMeansAnAction(t *testing.T) {
	p := load(t, map[string]string{
		"pack.yaml":        "reference_date: 2025-01-01\nuse: std/en/none/weather\n",
		"templates/t.yaml": "action: show\ntemplates: [will it rain tomorrow, renew my permit]\n",
	})
	found, _, err := p.Ambiguous(t.Context(), 1)
	if err != nil || len(found) != 1 || !strings.HasPrefix(found[0].Error(), "std/en/none/weather.yaml:") {
		t.Errorf("%v, %v", found, err)
	}
}
