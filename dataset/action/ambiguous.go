package action

import (
	"time"

	"github.com/slmkit/slmkit/dataset/locale"
)

// Otherwise returns what another locale makes of the words of a value, and which one:
// 1,234 is 1234 in en-US and 1.23 in German, and 3/5 is in March or in May. The locale is
// "" where every locale that can read the words reads the same value, or where the
// parameter's own cannot.
func (p *Param) Otherwise(said string, ref time.Time) (value any, tag string) {
	own, err := p.Normalize(said, ref)
	if err != nil {
		return nil, ""
	}
	other := *p
	for _, tag := range locale.Tags() {
		other.Locale = tag
		if v, err := other.Normalize(said, ref); err == nil && !Same(v, own) {
			return v, tag
		}
	}
	return nil, ""
}
