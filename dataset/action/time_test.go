package action

import (
	"testing"

	"pgregory.net/rapid"
)

func TestTime(t *testing.T) {
	for text, want := range map[string]string{
		"7 pm": "19:00", "7pm": "19:00", "7:30pm": "19:30", "7.30 p.m.": "19:30", "19:30": "19:30", "07:05": "07:05", "12 am": "00:00", "12:15 am": "00:15",
		"12pm": "12:00", "noon": "12:00", "midnight": "00:00", "at noon": "12:00", "half past seven": "07:30", "half past 7 pm": "19:30", "quarter to nine": "08:45",
		"a quarter past one": "01:15", "ten to twelve": "11:50", "five to one": "00:55", "twenty minutes past four": "04:20", "seven o'clock": "07:00",
		"7 o'clock in the evening": "19:00", "eight o'clock in the morning": "08:00", "seven thirty": "07:30", "seven forty five pm": "19:45", "nine oh five": "09:05", "six forty-five": "06:45",
		"Seven PM!": "19:00", "7": "07:00", "0:00": "00:00", "around 6 tonight": "18:00",
	} {
		if got, err := Time(text); got != want {
			t.Errorf("%q: %q, %v, want %q", text, got, err, want)
		}
	}
	for _, text := range []string{"", "pm", "25:00", "7:60", "7:3", "13 pm", "0 am", "half past", "past seven", "soon", "seven eight nine", "7 7 7", "-3", "half past 99"} {
		if got, err := Time(text); err == nil {
			t.Errorf("%q: %q, want an error", text, got)
		}
	}
}

// TestTimeStays: a canonical time means itself, and nothing panics.
func TestTimeStays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.StringMatching(`(at )?(\d{1,2}|seven|noon|a quarter|half)( |:)?(past|to|\d{2})?( )?(\d|pm|am|nine|tonight)?`)).Draw(t, "text")
		if got, err := Time(s); err == nil {
			if again, err := Time(got); again != got {
				t.Fatalf("%q is %q, which is %q, %v", s, got, again, err)
			}
		}
	})
}
