package eval

import (
	"github.com/google/jsonschema-go/jsonschema"

	"github.com/slmkit/slmkit/dataset"
)

// GoldSchema returns the JSON Schema of a record of gold, which is a line of JSON Lines.
func GoldSchema() *jsonschema.Schema {
	text := func(about string) *jsonschema.Schema {
		return &jsonschema.Schema{Types: []string{"string", "null"}, Description: about}
	}
	call := func(about string) *jsonschema.Schema {
		return &jsonschema.Schema{Type: "object", Description: about, Required: []string{"name"}, Properties: map[string]*jsonschema.Schema{
			"name": {Type: "string"}, "arguments": {Types: []string{"object", "null"}, Description: "Values by the names of parameters, e.g. {\"amount\": \"50 USD\"}."}}}
	}
	list := func(items *jsonschema.Schema, about string) *jsonschema.Schema {
		return &jsonschema.Schema{Types: []string{"array", "null"}, Items: items, Description: about}
	}
	slot := &jsonschema.Schema{Type: "object", Properties: map[string]*jsonschema.Schema{"name": {Type: "string"}, "value": {Type: "string"},
		"start": {Type: "integer"}, "end": {Type: "integer"}, "call": {Type: "integer"}, "inexact": {Type: "boolean"}}}
	turn := &jsonschema.Schema{Type: "object", Required: []string{"role", "text"}, Properties: map[string]*jsonschema.Schema{
		"role": {Type: "string", Enum: []any{string(dataset.User), string(dataset.Assistant)}}, "text": {Type: "string"},
		"target": text("What the dialogue asks for after a turn of the user, as the model writes it, e.g. pay(amount=\"$5\")."),
		"call":   {AnyOf: []*jsonschema.Schema{call("The same as a call."), {Type: "null"}}}}}
	accepted := &jsonschema.Schema{Types: []string{"object", "null"}, AdditionalProperties: &jsonschema.Schema{Type: "array", Items: &jsonschema.Schema{Types: []string{"string", "number", "boolean", "null"}}}}
	accept := accepted.CloneSchemas()
	accept.Types, accept.AdditionalProperties = nil, nil
	accept.AnyOf = []*jsonschema.Schema{accepted, {Type: "array", Items: accepted.CloneSchemas()}}
	accept.Description = "Further values of arguments that are right, e.g. {\"recipient\": [\"mom\", \"my mother\"], \"note\": [null]}; null says that the argument may be left out. For several calls, a list of such objects."
	reference := &jsonschema.Schema{AnyOf: []*jsonschema.Schema{{Type: "string", Description: "A target."}, call("A call."), {Type: "array", Items: call("One of several calls.")}}}
	return &jsonschema.Schema{Type: "object", Required: []string{"text"}, Properties: map[string]*jsonschema.Schema{
		"id":             {Types: []string{"string", "number", "null"}, Description: "Which prediction answers the example; its number in the file where it is left out."},
		"text":           {Type: "string", Description: "The prompt."},
		"history":        list(turn, "The turns before the prompt, the oldest first."),
		"call":           {AnyOf: []*jsonschema.Schema{call("The call that the prompt asks for."), {Type: "null"}}},
		"calls":          list(call(""), "The calls, where the prompt asks for several."),
		"target":         text("What the model is trained to write, e.g. pay(to=\"mom\"); it stands for the call where there is none."),
		"action":         text("The action alone, where the arguments are not known."),
		"slots":          list(slot, "Arguments as the prompt says them. Their words are right, too."),
		"reference_date": text("Day that relative dates count from, YYYY-MM-DD."),
		"references":     list(reference, "Further answers that are right, each a target, a call or a list of calls. The one that an answer fits best counts."),
		"accept":         accept,
		"ordered":        {Types: []string{"boolean", "null"}, Description: "true where several calls must come in this order; any order is right otherwise."},
	}}
}
