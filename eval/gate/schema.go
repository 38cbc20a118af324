package gate

import (
	"reflect"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/slmkit/slmkit/eval/report"
)

// gateFile is the shape of a gate file, for its schema. ParseRules reads the file
// itself, since errors name lines.
type gateFile struct {
	Rules []ruleText `json:"rules" jsonschema:"Conditions on a report: the gate passes where all of them hold, e.g. exact_match >= 0.9."`
}

type ruleText string

// Schema returns the JSON Schema of gate files.
func Schema() *jsonschema.Schema {
	rule := &jsonschema.Schema{
		Type:        "string",
		Description: "A condition, e.g. low(intent_accuracy) >= 95 %, latency_p95_ms[precision=int8] <= 1.1 * baseline.",
		Pattern:     `^\s*((low|high)\s*\(\s*)?(` + strings.Join(report.Names(), "|") + `)\s*(\[[^\]]*\]\s*)?(\)\s*)?(>=|>|<=|<|==)`,
		Examples:    []any{"exact_match >= 0.9", "low(intent_accuracy) >= 95 %", "latency_p95_ms[precision=int8] <= 10 ms", "slot_f1 >= baseline - 0.01"},
	}
	out, err := jsonschema.For[gateFile](&jsonschema.ForOptions{TypeSchemas: map[reflect.Type]*jsonschema.Schema{reflect.TypeFor[ruleText](): rule}})
	if err != nil {
		panic(err) // unreachable: the type is the one above
	}
	list := out.Properties["rules"]
	list.Type, list.Types, list.MinItems = "array", nil, jsonschema.Ptr(1)
	return out
}
