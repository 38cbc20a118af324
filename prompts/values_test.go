package prompts

import (
	"fmt"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/prompts/std"
)

// TestValues: what the lexicons of std/values write in any locale, a parameter of their
// type reads; each lexicon is named here.
func TestValues(t *testing.T) {
	types := map[string]string{
		"money": "format: money", "small_money": "format: money", "big_money": "format: money",
		"count": "type: integer", "whole_number": "type: integer", "decimal_number": "type: number",
		"date": "format: date", "coming_date": "format: date", "on_coming_date": "format: date", "past_date": "format: date", "weekday_date": "format: date",
		"time": "format: time", "at_time_of_day": "format: time", "any_time": "format: time",
		"duration": "format: duration", "days_long": "format: duration", "weeks_long": "format: duration", "months_long": "format: duration",
		"period": "format: period", "email": "format: email",
	}
	for _, free := range []string{"percentage", "temperature", "room_temperature", "oven_temperature", "order_id", "ticket_id", "booking_code", "parcel_id", "member_number", "four_digits"} {
		types[free] = "type: string"
	}
	var actions, templates strings.Builder
	for _, e := range std.Entries("std/values") {
		if types[e.Name] == "" {
			t.Errorf("%s:%d: %s has no type in this test", e.File, e.Line, e.Name)
		}
		fmt.Fprintf(&actions, "use_%s: {params: {it: {%s}}}\n", e.Name, types[e.Name])
		fmt.Fprintf(&templates, "---\naction: use_%s\ntemplates: ['take {it:%s} and say %s']\n", e.Name, e.Name, e.Name)
	}
	for _, locale := range []string{"en-US", "en-GB", "en-IN", "de", "es", "fr", "pt"} {
		language, _, _ := strings.Cut(locale, "-")
		p := load(t, map[string]string{
			"pack.yaml":        "reference_date: 2025-06-16\nlanguage: " + language + "\nlocale: " + locale + "\nuse: std/values\n",
			"actions.yaml":     actions.String(),
			"templates/t.yaml": strings.TrimPrefix(templates.String(), "---\n"),
		})
		for _, w := range p.Warnings() {
			if w.Check != "unused lexicon" { // of the test itself
				t.Errorf("%s: %v", locale, w)
			}
		}
		splits, _ := rows(t, p, Options{N: 600, Seed: 3, Fractions: [3]float64{1, 0, 0}, AllowShortfall: true}, 1)
		for _, e := range splits["train"] {
			checkRow(t, p, e, "train")
		}
	}
}
