package prompts

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestTwoReadings: words in figures that locales read as different values are named.
func TestTwoReadings(t *testing.T) {
	for locale, want := range map[string][]string{
		"en-US": {
			`templates/t.yaml:2:30: "$1.500" can be read in two ways: as 1.50 USD, as the pack's locale en-US has it, and as 1500 USD, as de has it; set locale in pack.yaml if that is meant`,
			`lexicons/l.yaml:2: "3/5" can be read in two ways: as 2025-03-05, as the pack's locale en-US has it, and as 2025-05-03, as en-GB has it; set locale in pack.yaml if that is meant`,
		},
		"de": {
			`templates/t.yaml:2:30: "$1.500" can be read in two ways: as 1500 USD, as the pack's locale de has it, and as 1.50 USD, as en-US has it; set locale in pack.yaml if that is meant`,
			`lexicons/l.yaml:2: "3/5" can be read in two ways: as 2025-05-03, as the pack's locale de has it, and as 2025-03-05, as en-US has it; set locale in pack.yaml if that is meant`,
		},
	} {
		p := load(t, map[string]string{"pack.yaml": "reference_date: 2025-06-16\nlocale: " + locale + "\n",
			"actions.yaml":         "pay: {params: {day: {format: date}, amount: {format: money}}}\n",
			"lexicons/people.yaml": "", "lexicons/l.yaml": "day:\n  - 3/5\n  - 30/6/2025\n  - 2025-03-05\n  - 5/5\n",
			"templates/t.yaml": "action: pay\ntemplates: [\"pay {amount=:$5|$1.500|$20} {day}\"]\n"})
		var got []string
		for _, f := range p.Warnings() {
			if f.Check == "two readings" {
				got = append(got, f.Error())
			}
		}
		if diff := cmp.Diff(strings.Join(want, "\n"), strings.Join(got, "\n")); diff != "" {
			t.Errorf("%s: %s", locale, diff)
		}
	}
}
