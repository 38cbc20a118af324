package report

import (
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/google/jsonschema-go/jsonschema"
)

// Schema returns the JSON Schema of the reports of a kind. Decode holds reports to it.
// It is made from the Go type and from Known. A report may have further fields, and may
// leave out any but its metrics, so that reports of other versions and of other tools
// can be read.
func Schema(kind string) *jsonschema.Schema { return schemaOf(kind).CloneSchemas() }

// schemaOf makes the schema of each kind once.
func schemaOf(kind string) *jsonschema.Schema { return kindSchemas()[kind] }

var kindSchemas = sync.OnceValue(func() map[string]*jsonschema.Schema {
	out := map[string]*jsonschema.Schema{}
	for kind, empty := range kinds {
		out[kind] = TypeSchema(reflect.TypeOf(empty()).Elem())
		out[kind].Required = []string{"metrics"}
	}
	return out
})

// The schemas that others refer to by name: a metric, metrics by name, and the metrics of
// each range.
const (
	defs       = "#/$defs/"
	anyMetric  = "metric"
	allMetrics = "metrics"
	ofPart     = "_of_part" // "n" may be 0: the F1 of an action that is answered but not in gold is 0
)

// TypeSchema is the JSON Schema of a type that has metrics in it. Fields of the same name
// have the same range in all of them.
func TypeSchema(t reflect.Type) *jsonschema.Schema {
	s, err := jsonschema.ForType(t, &jsonschema.ForOptions{IgnoreInvalidTypes: true, TypeSchemas: map[reflect.Type]*jsonschema.Schema{
		reflect.TypeFor[Metric]():  {Ref: defs + anyMetric},
		reflect.TypeFor[Metrics](): {Ref: defs + allMetrics},
		reflect.TypeFor[Packed]():  {Type: "string", Description: "Base64 of DEFLATE of unsigned varints."},
	}})
	if err != nil {
		panic(err) // unreachable: every field of a report can be JSON
	}
	loosen(s)
	metrics := &jsonschema.Schema{Type: "object", Properties: map[string]*jsonschema.Schema{}, AdditionalProperties: &jsonschema.Schema{Ref: defs + anyMetric}}
	s.Defs = map[string]*jsonschema.Schema{allMetrics: metrics, anyMetric: metricSchema(nil)}
	for i := range Known {
		k := &Known[i]
		metrics.Properties[k.Name] = &jsonschema.Schema{Ref: defs + k.rangeName(), Description: k.Meaning}
		metrics.PropertyOrder = append(metrics.PropertyOrder, k.Name)
		s.Defs[k.rangeName()], s.Defs[k.rangeName()+ofPart] = metricSchema(k), metricSchema(k)
		part := s.Defs[k.rangeName()+ofPart].AnyOf[0]
		part.If, part.Then = nil, nil
	}
	return s
}

// rangeName names the schema of metrics that have the unit and the bounds of this one.
func (k *Info) rangeName() string {
	name := map[string]string{Fraction: "share", PerSec: "rate", Megabyte: "size", Millis: "time", Ratio: "ratio", Cost: "cost"}[k.Unit]
	if name == "" {
		name = strings.ToLower(k.Unit)
	}
	if k.Signed {
		name += "_change"
	}
	return name
}

// metricSchema is the schema of metrics like one that is known, or with nil of any: a
// number, null, or an object whose "n" is 1 or more if it has a value.
func metricSchema(k *Info) *jsonschema.Schema {
	type plain Metric // has no method that reads a bare number
	object, err := jsonschema.For[plain](nil)
	if err != nil {
		panic(err) // unreachable: the type is that above
	}
	loosen(object)
	number, units := jsonschema.Schema{Types: []string{"null", "number"}}, allUnits()
	if k != nil {
		number.Minimum, number.Maximum = k.bounds()
		if units = []any{Fraction}; k.Unit != Fraction { // a metric that names no unit has its own
			units = append(units, k.Unit)
		}
	}
	for _, name := range []string{"value", "low", "high"} {
		object.Properties[name] = number.CloneSchemas()
	}
	object.Required = []string{"value"}
	object.Properties["unit"].Enum = units
	object.If = &jsonschema.Schema{Required: []string{"n"}, Properties: map[string]*jsonschema.Schema{"value": {Type: "number"}}}
	object.Then = &jsonschema.Schema{Properties: map[string]*jsonschema.Schema{"n": {Minimum: jsonschema.Ptr(1.0)}}}
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{object, &number}}
}

// allUnits are the units of all metrics.
func allUnits() []any {
	var out []any
	for _, k := range Known {
		if !slices.Contains(out, any(k.Unit)) {
			out = append(out, k.Unit)
		}
	}
	return out
}

// bounds are the least and the most that a metric can be, nil for none.
func (k *Info) bounds() (least, most *float64) {
	switch {
	case k.Unit == Fraction && k.Signed:
		return jsonschema.Ptr(-1.0), jsonschema.Ptr(1.0)
	case k.Unit == Fraction:
		return jsonschema.Ptr(0.0), jsonschema.Ptr(1.0)
	case k.Signed:
		return nil, nil
	}
	return jsonschema.Ptr(0.0), nil
}

// Fields that are counts and fields that are shares, in whichever object they are.
var (
	countFields = []string{"n", "schema_version", "support", "predicted", "correct", "right", "broken", "fixed", "templates", "threads", "batch", "streams", "multi_call"}
	shareFields = []string{"level", "coverage", "confidence", "accuracy", "mcnemar_p", "alpha", "power"}
)

// loosen lets every object have further fields, leave out its own and be null. It gives
// counts, shares, fields that have the name of a metric, and slices their ranges.
func loosen(s *jsonschema.Schema) {
	if s.Ref != "" {
		s.Types = nil // a metric may be null anyway
		return
	}
	s.Required = nil
	if more := s.AdditionalProperties; more != nil && more.Not != nil {
		s.AdditionalProperties = nil
	}
	for name, p := range s.Properties {
		known, isMetric := Lookup(name)
		switch {
		case isMetric && p.Ref == defs+anyMetric:
			p.Ref = defs + known.rangeName() + ofPart
		case name == "slices" && p.AdditionalProperties != nil && p.AdditionalProperties.Ref == defs+anyMetric:
			known, _ = Lookup("exact_match")
			p.AdditionalProperties.Ref = defs + known.rangeName()
			p.Types, p.Type = []string{"null", "object"}, ""
		case slices.Contains(countFields, name) && has(p, "integer"):
			p.Minimum = jsonschema.Ptr(0.0)
		case slices.Contains(shareFields, name) && has(p, "number"):
			p.Minimum, p.Maximum = jsonschema.Ptr(0.0), jsonschema.Ptr(1.0)
		case p.Type == "object":
			p.Types, p.Type = []string{"null", "object"}, ""
		}
		loosen(p)
	}
	for _, inner := range []*jsonschema.Schema{s.Items, s.AdditionalProperties} {
		if inner != nil {
			loosen(inner)
		}
	}
}

// has reports whether a schema allows a type.
func has(s *jsonschema.Schema, kind string) bool {
	return s.Type == kind || slices.Contains(s.Types, kind)
}
