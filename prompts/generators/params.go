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
	Reference time.Time               // that the pack counts relative dates from, at first
	Locale    string                  // of the pack
}

// span reads min and max.
func (p *Params) span(lo, hi int64) (int64, int64, error) {
	for _, bound := range []struct {
		key string
		to  *int64
	}{{"min", &lo}, {"max", &hi}} {
		n := p.Get(bound.key)
		if n == nil {
			continue
		}
		v, err := strconv.ParseInt(n.Value, 10, 64)
		if err != nil || n.Tag != "!!int" {
			return 0, 0, fmt.Errorf("%s: %s is not a whole number", bound.key, source.Describe(n))
		}
		*bound.to = v
	}
	if lo < 0 || hi > 999_999 || lo > hi {
		return 0, 0, fmt.Errorf("min %d, max %d: 0 ≤ min ≤ max ≤ 999999 is wanted", lo, hi)
	}
	return lo, hi, nil
}

// bounds reads min and max, and keeps to those of the parameter.
func (p *Params) bounds(lo, hi int64) (int64, int64, error) {
	lo, hi, err := p.span(lo, hi)
	if err != nil {
		return 0, 0, err
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
		Min Whole `json:"min,omitempty" jsonschema:"The least number, e.g. 1; 1 where it is left out."`
		Max Whole `json:"max,omitempty" jsonschema:"The greatest number, e.g. 10; 100 where it is left out."`
	}
	MoneyParams struct {
		Min      Whole        `json:"min,omitempty" jsonschema:"The smallest amount, e.g. 5; 1 where it is left out."`
		Max      Whole        `json:"max,omitempty" jsonschema:"The largest amount, e.g. 500; 5000 where it is left out."`
		Currency CurrencyCode `json:"currency,omitempty" jsonschema:"Currency of the amounts, e.g. EUR; that of the locale where it is left out."`
	}
	DateParams struct {
		Direction    Direction    `json:"direction,omitempty" jsonschema:"The side of the reference date that days lie on, e.g. past; where it is left out, what the parameter prefers, or both."`
		Forms        DateFormList `json:"forms,omitempty" jsonschema:"Which forms of days, e.g. [weekday, date]: relative is tomorrow, weekday is next friday, date is march 3; all where it is left out."`
		Within       DayCount     `json:"within,omitempty" jsonschema:"How many days from the reference date days lie at most, e.g. 90; any number where it is left out."`
		Prepositions bool         `json:"prepositions,omitempty" jsonschema:"true to write on before friday and march 3 but not before tomorrow; the words of the slot begin behind it."`
	}
	TimeParams struct {
		Hours        HourSpan `json:"hours,omitempty" jsonschema:"First and last time, e.g. 09:00-17:00; where it is left out, the parameter's hours, or 08:00-18:00."`
		Step         Minutes  `json:"step,omitempty" jsonschema:"Minutes that all times are multiples of, e.g. 15; 5 where it is left out."`
		Prepositions bool     `json:"prepositions,omitempty" jsonschema:"true to write at, around, by, after or before in front; the words of the slot begin behind it."`
	}
	DurationParams struct {
		Unit DurationUnit `json:"unit,omitempty" jsonschema:"Unit of min, max and step, e.g. days; minutes where it is left out."`
		Min  Whole        `json:"min,omitempty" jsonschema:"The least length, e.g. 30; 15 minutes or 1 of another unit where it is left out."`
		Max  Whole        `json:"max,omitempty" jsonschema:"The greatest length, e.g. 90; 120 minutes or 10 of another unit where it is left out."`
		Step Whole        `json:"step,omitempty" jsonschema:"What all lengths are multiples of above the least, e.g. 30; 15 minutes or 1 of another unit where it is left out."`
	}
	DecimalParams struct {
		Min  Decimal `json:"min,omitempty" jsonschema:"The least number, e.g. 0.5; 0 where it is left out."`
		Max  Decimal `json:"max,omitempty" jsonschema:"The greatest number, e.g. 12; 100 where it is left out."`
		Step Decimal `json:"step,omitempty" jsonschema:"What all numbers are multiples of, 0.01 or more, e.g. 0.25; 0.1 where it is left out."`
	}
	PercentageParams struct {
		Min  Signed `json:"min,omitempty" jsonschema:"The least share, e.g. 10; 0 where it is left out."`
		Max  Signed `json:"max,omitempty" jsonschema:"The greatest share, e.g. 90; 100 where it is left out."`
		Step Signed `json:"step,omitempty" jsonschema:"What all shares are multiples of above the least, e.g. 10; 1 where it is left out."`
	}
	TemperatureParams struct {
		Scale TemperatureScale `json:"scale,omitempty" jsonschema:"Scale of min and max, e.g. fahrenheit; where it is left out, bounds are in degrees Celsius and words in the country's scale."`
		Min   Signed           `json:"min,omitempty" jsonschema:"The least temperature, e.g. 15; -10 where it is left out."`
		Max   Signed           `json:"max,omitempty" jsonschema:"The greatest temperature, e.g. 28; 35 where it is left out."`
		Step  Signed           `json:"step,omitempty" jsonschema:"What all temperatures are multiples of above the least, e.g. 5; 1 where it is left out."`
	}
	PersonParams struct {
		Style PersonStyle `json:"style,omitempty" jsonschema:"How people are called, e.g. full; in every way where it is left out."`
	}
	NoParams struct{}
)

// The types of parameters; the JSON Schemas of packs say what each of them takes.
type (
	Direction    string
	DateForm     string
	DateFormList []DateForm // or one of them
	DayCount     int64
	HourSpan     string
	Minutes      int64
	DurationUnit string
	CurrencyCode string
	Whole        int64
	Decimal      float64
	PersonStyle  string
	Signed       int64

	TemperatureScale string
)
