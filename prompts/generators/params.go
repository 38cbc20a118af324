package generators

import (
	"fmt"
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts/source"
)

// Params are the parameters that a lexicon gives a generator.
type Params struct {
	Get       func(string) *yaml.Node // nil where it is not said
	Param     *action.Param           // where it fills in for a lexicon, else nil
	Reference time.Time
}

// bounds reads min and max.
func (p *Params) bounds(lo, hi int64) (int64, int64, error) {
	for key, to := range map[string]*int64{"min": &lo, "max": &hi} {
		n := p.Get(key)
		if n == nil {
			continue
		}
		v, err := strconv.ParseInt(n.Value, 10, 64)
		if err != nil || n.Tag != "!!int" {
			return 0, 0, fmt.Errorf("%s: %s is not a whole number", key, source.Describe(n))
		}
		*to = v
	}
	if p.Param != nil && p.Param.Minimum != nil {
		lo = max(lo, int64(*p.Param.Minimum))
	}
	if p.Param != nil && p.Param.Maximum != nil {
		hi = min(hi, int64(*p.Param.Maximum))
	}
	if lo < 0 || hi > 999_999 || lo > hi {
		return 0, 0, fmt.Errorf("min %d, max %d: 0 ≤ min ≤ max ≤ 999999 is wanted", lo, hi)
	}
	return lo, hi, nil
}

// The parameters that lexicons give generators. A description is what a writer
// sees on pointing at a key.
type (
	RangeParams struct {
		Min Whole `json:"min,omitempty" jsonschema:"The least number, e.g. 1."`
		Max Whole `json:"max,omitempty" jsonschema:"The greatest number, e.g. 100."`
	}
	MoneyParams struct {
		Min      Whole        `json:"min,omitempty" jsonschema:"The smallest amount, e.g. 5."`
		Max      Whole        `json:"max,omitempty" jsonschema:"The largest amount, e.g. 5000."`
		Currency CurrencyCode `json:"currency,omitempty" jsonschema:"Currency of the amounts, e.g. EUR."`
	}
	DateParams struct {
		Direction Direction `json:"direction,omitempty" jsonschema:"The side of the reference date that days lie on, e.g. past; both where it is left out."`
	}
	DecimalParams struct {
		Min  Decimal `json:"min,omitempty" jsonschema:"The least number, e.g. 0.5."`
		Max  Decimal `json:"max,omitempty" jsonschema:"The greatest number, e.g. 12."`
		Step Decimal `json:"step,omitempty" jsonschema:"What all numbers are multiples of, 0.01 or more, e.g. 0.25."`
	}
	PersonParams struct {
		Style PersonStyle `json:"style,omitempty" jsonschema:"How people are called, e.g. full; in every way where it is left out."`
	}
	NoParams struct{}
)

// The types of parameters; the JSON Schemas of packs say what each of them takes.
type (
	Direction    string
	CurrencyCode string
	Whole        int64
	Decimal      float64
	PersonStyle  string
)
