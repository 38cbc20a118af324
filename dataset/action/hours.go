package action

import (
	"encoding/json"
	"fmt"
	"time"
)

// Hours are a part of the day, both ends inclusive, in minutes since midnight. The
// zero value is no hours. In JSON and YAML they are text: "08:00-18:00".
type Hours struct{ From, To int }

// ParseHours reads hours as text: "08:00-18:00". The second time is later than the
// first.
func ParseHours(s string) (Hours, error) {
	var h Hours
	if len(s) == len("08:00-18:00") && s[5] == '-' {
		from, err1 := time.Parse("15:04", s[:5])
		to, err2 := time.Parse("15:04", s[6:])
		h = Hours{from.Hour()*60 + from.Minute(), to.Hour()*60 + to.Minute()}
		if err1 == nil && err2 == nil && h.From < h.To {
			return h, nil
		}
	}
	return Hours{}, fmt.Errorf("hours %q are not two times, the earlier first: write them as 08:00-18:00", s)
}

// String writes hours as ParseHours reads them, and no hours as "".
func (h Hours) String() string {
	if h == (Hours{}) {
		return ""
	}
	return fmt.Sprintf("%02d:%02d-%02d:%02d", h.From/60, h.From%60, h.To/60, h.To%60)
}

// Has reports whether a time, in minutes since midnight, lies in the hours.
func (h Hours) Has(minutes int) bool { return h.From <= minutes && minutes <= h.To && h.To > 0 }

// MarshalText writes hours as String does.
func (h Hours) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalJSON reads hours from text; null is no hours.
func (h *Hours) UnmarshalJSON(data []byte) error {
	var s string
	if err := json.Unmarshal(data, &s); err != nil {
		return fmt.Errorf("hours %s are not text: write them as \"08:00-18:00\"", data)
	}
	*h = Hours{}
	if s == "" {
		return nil
	}
	var err error
	*h, err = ParseHours(s)
	return err
}
