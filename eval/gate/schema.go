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
	Rules      []ruleEntry `json:"rules" jsonschema:"Conditions on a report: the gate passes where all of them hold, e.g. no_worse(exact_match, 0.01)."`
	Alpha      float64     `json:"alpha,omitempty" jsonschema:"Error rate of each no_worse rule, 0.05 unless it is given."`
	Power      float64     `json:"power,omitempty" jsonschema:"The chance with which the numbers of examples that a no_worse rule asks for settle it, 0.8 unless it is given."`
	Correction string      `json:"correction,omitempty" jsonschema:"How no_worse rules allow for their number before one fails: holm (the default) or none."`
	Looks      *looksEntry `json:"looks,omitempty" jsonschema:"A plan for rules that judge again and again, such as every night: alpha is the error rate of all looks together."`
}

type looksEntry struct {
	Plan     int    `json:"plan" jsonschema:"How many looks there will be."`
	Spending string `json:"spending,omitempty" jsonschema:"How alpha is spent: pocock (the default, nearly evenly) or obrien-fleming (little at first)."`
	State    string `json:"state,omitempty" jsonschema:"The file that says what is spent, relative to this one (default: the name of this one with .looks.json)."`
}

type ruleEntry struct{}

// ruleObject is a rule with options.
type ruleObject struct {
	Rule     ruleText `json:"rule"`
	MinN     int      `json:"min_n,omitempty" jsonschema:"The rule is inconclusive for a metric of fewer things."`
	Severity string   `json:"severity,omitempty" jsonschema:"fail (the default), or warn for a rule that the verdict does not depend on."`
	Really   bool     `json:"really,omitempty" jsonschema:"Allows a rule that a better model would fail."`
}

type ruleText string

// Schema returns the JSON Schema of gate files.
func Schema() *jsonschema.Schema {
	object := schemaOf[ruleObject](map[reflect.Type]*jsonschema.Schema{reflect.TypeFor[ruleText](): ruleSchema()})
	object.Properties["min_n"].Minimum = jsonschema.Ptr(1.0)
	object.Properties["severity"].Enum = []any{Fail, Warn}
	entry := &jsonschema.Schema{AnyOf: []*jsonschema.Schema{ruleSchema(), object}}
	out := schemaOf[gateFile](map[reflect.Type]*jsonschema.Schema{reflect.TypeFor[ruleEntry](): entry})
	list := out.Properties["rules"]
	list.Type, list.Types, list.MinItems = "array", nil, jsonschema.Ptr(1)
	for name, below := range map[string]float64{"alpha": 0.5, "power": 1} {
		p := out.Properties[name]
		p.ExclusiveMinimum, p.ExclusiveMaximum = jsonschema.Ptr(0.0), &below
	}
	out.Properties["correction"].Enum = []any{"holm", "none"}
	looks := out.Properties["looks"]
	looks.Type, looks.Types = "object", nil
	looks.Properties["plan"].Minimum, looks.Properties["plan"].Maximum = jsonschema.Ptr(1.0), jsonschema.Ptr(float64(maxLooks))
	looks.Properties["spending"].Enum = []any{PocockType, OBrienFlemingType}
	looks.Properties["state"].MinLength = jsonschema.Ptr(1)
	return out
}

func ruleSchema() *jsonschema.Schema {
	const selector = `\[("[^"]*"|[^\]"])*\]`
	return &jsonschema.Schema{
		Type:        "string",
		Description: "A condition, e.g. no_worse(exact_match, 0.01), low(intent_accuracy) >= 95 %, latency_p95_ms[precision=int8] <= 1.1 * baseline.",
		Pattern: `^\s*(no_worse\s*\(\s*(` + strings.Join(pairedMetrics, "|") + `)\s*(` + selector + `\s*)?,|((low|high)\s*\(\s*)?(` +
			strings.Join(report.Names(), "|") + `)\s*(` + selector + `\s*)?(\)\s*)?(>=|>|<=|<|==))`,
		Examples: []any{"no_worse(exact_match, 0.01)", "exact_match >= 0.9", "low(intent_accuracy) >= 95 %", "latency_p95_ms[precision=int8] <= 10 ms"},
	}
}

func schemaOf[T any](types map[reflect.Type]*jsonschema.Schema) *jsonschema.Schema {
	out, err := jsonschema.For[T](&jsonschema.ForOptions{TypeSchemas: types})
	if err != nil {
		panic(err) // unreachable: the types are those above
	}
	return out
}
