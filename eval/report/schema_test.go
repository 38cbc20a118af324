package report

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
)

// TestFaults: what is wrong in a report is refused with its line and its path.
func TestFaults(t *testing.T) {
	for in, want := range map[string]string{
		`{"metrics": {"exact_match": {"value": 1.2, "n": 10}}}`:                                                    `r:1: not a report: metrics.exact_match.value is 1.2, and a share is from 0 to 1, such as 0.012: write it again with slmkit eval --json`,
		`{"metrics": {"exact_match": {"value": 94.2, "n": 10}}}`:                                                   "such as 0.942",
		`{"metrics": {"exact_match": 942}}`:                                                                        "metrics.exact_match is 942, and should be from 0 to 1",
		`{"metrics": {"exact_match": {"value": -0.1, "n": 10}}}`:                                                   "metrics.exact_match.value is -0.1",
		`{"metrics": {"exact_match": {"value": 0.9, "low": 0.95, "high": 0.99, "n": 10}}}`:                         "metrics.exact_match has low 0.95 above value 0.9",
		`{"metrics": {"exact_match": {"value": 0.9, "low": 0.8, "high": 0.85, "n": 10}}}`:                          "has value 0.9 above high 0.85",
		`{"metrics": {"exact_match": {"value": null, "low": 0.8, "high": 0.7, "n": 10}}}`:                          "has low 0.8 above high 0.7",
		`{"metrics": {"exact_match": {"value": 0.9, "n": 0}}}`:                                                     "metrics.exact_match.n is 0, and should be 1 or more",
		`{"metrics": {"exact_match": {"value": 0.9, "n": -5}}}`:                                                    "metrics.exact_match.n is -5",
		`{"metrics": {"exact_match": {"n": 5}}}`:                                                                   `metrics.exact_match has no "value"`,
		`{"metrics": {"exact_match": {"value": 0.9, "n": 5, "unit": "ms"}}}`:                                       `metrics.exact_match.unit is "ms", and should be ""`,
		`{"metrics": {"latency_p95_ms": {"value": 2, "n": 500, "unit": "s"}}}`:                                     `metrics.latency_p95_ms.unit is "s", and should be "" or "ms"`,
		`{"metrics": {"latency_p95_ms": {"value": -2, "n": 500}}}`:                                                 "should be 0 or more",
		`{"metrics": {}, "intents": [null]}`:                                                                       "intents[0] is a JSON null, and should be an object",
		`{"metrics": {"of_another_tool": {"value": 9, "n": 5, "unit": "miles"}}}`:                                  `metrics.of_another_tool.unit is "miles"`,
		`{"metrics": {"of_another_tool": {"value": 9, "low": 10, "high": 11}}}`:                                    "has low 10 above value 9",
		`{"metrics": {"exact_match_delta": {"value": -1.5, "n": 5}}}`:                                              "from -1 to 1",
		`{"metrics": {"exact_match": {"value": 0.9, "n": 5, "coverage": 1.5}}}`:                                    "metrics.exact_match.coverage is 1.5",
		`{"metrics": {"exact_match": {"value": 0.1, "value": 0.9, "n": 5}}}`:                                       "metrics.exact_match.value is given twice",
		`{"metrics": {"exact_match": {"value": 0.1, "Value": 0.9, "n": 5}}}`:                                       `metrics.exact_match.Value is written "value"`,
		`{"metrics": {"exact_match": 0.1, "exact_match": 0.9}}`:                                                    "metrics.exact_match is given twice",
		"{\"metrics\": {},\n \"gold\": {\"n\": 5},\n \"metrics\": {}}":                                             "r:3: not a report: metrics is given twice",
		`{"metrics": {}, "Metrics": {"exact_match": 0.9}}`:                                                         `Metrics is written "metrics"`,
		`{"metrics": {}, "golf": {"n": 5}}`:                                                                        `golf is no field: did you mean "gold"?`,
		`{"metrics": {}, "gold": {"n": -5}}`:                                                                       "gold.n is -5",
		`{"metrics": {}, "level": 95}`:                                                                             "level is 95, and a share is from 0 to 1, such as 0.95",
		`{"metrics": {}, "intents": [{"name": "a"}, {"name": "b", "f1": {"value": 3, "n": 3}}]}`:                   "intents[1].f1.value is 3",
		`{"metrics": {}, "slices": {"op=typo": {"value": 0.5, "low": 0.6, "high": 0.7, "n": 9}}}`:                  "slices.op=typo has low 0.6 above value 0.5",
		`{"metrics": {}, "precisions": [{"precision": "int8", "metrics": {"size_mb": {"value": -3}}}]}`:            "precisions[0].metrics.size_mb.value is -3, and should be 0 or more: write it again with slmkit bench --json",
		`{"metrics": {}, "changes": [{"metric": "exact_match", "delta": {"value": 0.1, "n": 5}}], "mcnemar_p": 2}`: "mcnemar_p is 2",
	} {
		if _, err := Decode([]byte(in), "r"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", in, err, want)
		}
	}
}

// TestFurtherFields: reports of other versions and tools are read.
func TestFurtherFields(t *testing.T) {
	for _, in := range []string{
		`{"metrics": {"exact_match": 0.9, "of_another_tool": {"value": 17, "n": 3}}}`,
		`{"metrics": {"exact_match": {"value": 0.9}}, "churn_by_template": [1, 2], "tool": "other 2"}`,
		`{"metrics": {"exact_match": {"value": null, "low": null, "high": null, "n": 0, "why": {"a": 1}}}, "intents": null, "gold": null}`,
		`{"schema_version": 1, "kind": "compare", "base": {"label": "a"}, "metrics": {"exact_match_delta": {"value": -0.1, "low": -0.2, "high": 0, "n": 5}}, "changes": [], "broken": null}`,
		`{"metrics": {"exact_match": {"value": 1.0000000001, "low": 0.9, "high": 1, "n": 5}}}`,
	} {
		if _, err := Decode([]byte(in), "r"); err != nil {
			t.Errorf("%s: %v", in, err)
		}
	}
}

// TestSchemaOfTypes: every field of the Go types is in the schema, so that a field that
// is added is, too; and what encoding/json writes of a type fits its schema. It is read
// by the schema's own library, which must agree with validate.
func TestSchemaOfTypes(t *testing.T) {
	for kind, empty := range kinds {
		s := Schema(kind)
		for _, f := range reflect.VisibleFields(reflect.TypeOf(empty()).Elem()) {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if !f.Anonymous && name != "-" && s.Properties[name] == nil {
				t.Errorf("%s: the schema has no %q", kind, name)
			}
		}
		for _, k := range Known {
			if s.Defs[allMetrics].Properties[k.Name] == nil {
				t.Errorf("%s: the schema has no metric %q", kind, k.Name)
			}
		}
		library, err := s.Resolve(nil)
		if err != nil {
			t.Fatal(kind, err)
		}
		r := empty()
		fill(reflect.ValueOf(r).Elem(), 0)
		agree(t, kind, library, r, true)
		for _, wrong := range []Metric{{Value: Finite(1.5), N: 1}, {Value: Finite(0.5)}, {Value: Finite(0.5), N: 1, Unit: "miles"}, {Value: Finite(0.5), N: -1}} {
			r.Headline()["exact_match"] = wrong
			agree(t, kind, library, r, false)
		}
	}
}

// agree checks that the schema's library and validate say the same of a report.
func agree(t *testing.T, kind string, library *jsonschema.Resolved, r Report, good bool) {
	t.Helper()
	data, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var value any
	if err := json.Unmarshal(data, &value); err != nil {
		t.Fatal(err)
	}
	said, ours := library.Validate(value), checkValues(data, "r", kind)
	if (said == nil) != good || (ours == nil) != good {
		t.Errorf("%s: the library says %v, validate says %v of %s", kind, said, ours, data)
	}
}

// fill puts something into every field that can hold something.
func fill(v reflect.Value, depth int) {
	if m, ok := v.Addr().Interface().(*Metric); ok {
		*m = Metric{Value: Finite(0.5), Low: Finite(0.4), High: Finite(0.6), N: 3, Of: "prompts"}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() && depth < 8 {
				fill(v.Field(i), depth+1)
			}
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), depth)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), depth+1)
	case reflect.Map:
		value := reflect.New(v.Type().Elem()).Elem()
		fill(value, depth+1)
		key := reflect.New(v.Type().Key()).Elem()
		fill(key, depth)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.String:
		v.SetString("x")
	case reflect.Int, reflect.Int64, reflect.Int32:
		v.SetInt(1)
	case reflect.Uint64:
		v.SetUint(1)
	case reflect.Float64:
		v.SetFloat(0.5)
	case reflect.Bool:
		v.SetBool(true)
	}
}
