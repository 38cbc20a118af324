package action

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseHours(t *testing.T) {
	for in, want := range map[string]Hours{
		"08:00-18:00": {480, 1080}, "00:00-23:59": {0, 1439}, "8-18": {}, "18:00-08:00": {}, "08:00-08:00": {}, "08:00-24:00": {}, "08:00–18:00": {}, "": {}, "ab:cd-ef:gh": {},
	} {
		h, err := ParseHours(in)
		if h != want || (err == nil) != (want != Hours{}) {
			t.Errorf("%q: %v, %v, want %v", in, h, err, want)
		}
		if err == nil && h.String() != in {
			t.Errorf("%q is written %q", in, h)
		}
	}
	var h Hours
	for in, fails := range map[string]bool{`"08:00-18:00"`: false, `null`: false, `""`: false, `8`: true, `"8"`: true} {
		if err := json.Unmarshal([]byte(in), &h); (err != nil) != fails {
			t.Errorf("%s: %v", in, err)
		}
	}
	h = Hours{480, 1080}
	for minutes, want := range map[int]bool{479: false, 480: true, 1080: true, 1081: false} {
		if h.Has(minutes) != want {
			t.Errorf("%v has %d: %v", h, minutes, !want)
		}
	}
	if (Hours{}).Has(0) {
		t.Error("no hours have midnight")
	}
}

// TestToolsKeepLocale: the locale, what is preferred and the hours are part of a tool list.
func TestToolsKeepLocale(t *testing.T) {
	const tools = `{"locale": "en-GB", "tools": [{"type": "function", "function": {"name": "book", "parameters": {"type": "object", "properties": {
		"on": {"type": "string", "format": "date", "x-prefer": "future"}, "at": {"type": "string", "format": "time", "x-hours": "08:00-18:00"}}}}}]}`
	s, err := Parse([]byte(tools), "tools.json")
	if err != nil {
		t.Fatal(err)
	}
	raw, err := ParseTarget(`book(on="3/5", at="half 3")`)
	if err != nil {
		t.Fatal(err)
	}
	calls, err := s.Resolve(raw, reference)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]any{"on": "2026-05-03", "at": "15:30"}, calls[0].Arguments); diff != "" {
		t.Error(diff)
	}
	again, err := Parse(s.Tools(), "again")
	if err != nil {
		t.Fatal(err)
	}
	if again.Locale != "en-GB" || again.Action("book").Param("on").Prefer != Future || again.Action("book").Param("at").Hours != (Hours{480, 1080}) || again.Action("book").Param("at").Locale != "en-GB" {
		t.Errorf("written and read again: %s", again.Tools())
	}
	for in, want := range map[string]string{
		strings.Replace(tools, "en-GB", "xx", 1):            `locale "xx" is none of en-US, en-GB`,
		strings.Replace(tools, `"future"`, `"tomorrow"`, 1): `x-prefer "tomorrow" is neither future nor past`,
		strings.Replace(tools, "08:00-18:00", "18-8", 1):    `hours "18-8" are not two times`,
	} {
		if _, err := Parse([]byte(in), "tools.json"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
