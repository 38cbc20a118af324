package action

import "testing"

func TestOtherwise(t *testing.T) {
	for _, c := range []struct {
		locale, format, words string
		tag                   string
		value                 any
	}{
		{"", "money", "1,234", "de", "1.2340"}, {"de", "money", "1.234 EUR", "en-US", "1.2340 EUR"}, {"", "date", "3/5/2025", "en-GB", "2025-05-03"},
		{"fr", "date", "3/5/2025", "en-US", "2025-03-05"}, {"", "money", "1,234.50", "", nil}, {"", "money", "12,50", "", nil}, {"", "date", "30/6/2025", "", nil},
		{"", "money", "a lot", "", nil}, {"", "money", "fifty bucks", "", nil}, {"", "time", "14h30", "", nil},
	} {
		v, tag := localised(c.locale, c.format).Otherwise(c.words, reference)
		if tag != c.tag || v != c.value {
			t.Errorf("%s %s %q: %v in %q, want %v in %q", c.locale, c.format, c.words, v, tag, c.value, c.tag)
		}
	}
	n := &Param{Type: "number"}
	if v, tag := n.Otherwise("1,234", reference); v != 1.234 || tag != "de" {
		t.Errorf("1,234 as a number: %v in %q", v, tag)
	}
}
