package action

import (
	"bytes"
	"encoding/json"
	"time"
)

// Default returns the canonical value that the parameter has in a call without it, by the
// keyword default of its schema. It is nil where there is none, where it cannot be read,
// and where the parameter must be given.
func (p *Param) Default(ref time.Time) any {
	raw := p.Other["default"]
	if len(raw) == 0 || p.Required {
		return nil
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	if dec.Decode(&v) != nil || v == nil {
		return nil
	}
	canonical, err := p.NormalizeValue(v, ref)
	if err != nil {
		return nil
	}
	return canonical
}
