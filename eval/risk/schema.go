package risk

import "github.com/google/jsonschema-go/jsonschema"

// Schema returns the JSON Schema of tables of costs.
func Schema() *jsonschema.Schema {
	cost := func(about string) *jsonschema.Schema {
		return &jsonschema.Schema{Type: "number", Minimum: jsonschema.Ptr(0.0), Description: about}
	}
	costs := func(about, pattern string) *jsonschema.Schema {
		return &jsonschema.Schema{Type: "object", Description: about, AdditionalProperties: cost("Cost of this mistake."),
			PropertyNames: &jsonschema.Schema{Pattern: pattern}}
	}
	const parameter = `^[A-Za-z0-9_][A-Za-z0-9_.-]*$`
	dangerous := cost("An answer of this cost or more is dangerous, e.g. 10.")
	dangerous.Minimum, dangerous.ExclusiveMinimum = nil, dangerous.Minimum
	return &jsonschema.Schema{Type: "object", AdditionalProperties: &jsonschema.Schema{Not: &jsonschema.Schema{}}, Properties: map[string]*jsonschema.Schema{
		"wrong": costs("What another action costs than the one asked for, e.g. {view_balance -> transfer_money: 10, \"* -> pay_bill\": 5, default: 1}.",
			`^(default|\s*\S+\s*->\s*\S+\s*)$`),
		argumentKeys[Wrong]:   costs("What a wrong value costs, by parameter or by action.parameter, e.g. {amount: 5, default: 1}.", parameter),
		argumentKeys[Missing]: costs("What a missing argument costs, by parameter or by action.parameter.", parameter),
		argumentKeys[Extra]:   costs("What an argument costs that nobody asked for, by parameter or by action.parameter.", parameter),
		"refuse":              cost("What the answer none costs where an action was asked for, 1 unless it is given."),
		"no_answer":           cost("What an answer costs that is no call of the schema, as much as refuse unless it is given."),
		"dangerous":           dangerous,
	}}
}
