package action

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/dataset"
)

const petstore = `openapi: 3.0.3
paths:
  /pets:
    get:
      operationId: pets/list-all
      summary: List all pets
      parameters:
        - {name: status, in: query, schema: {type: string, enum: [sold, pending]}}
        - {name: limit, in: query, schema: {type: integer}}
        - {name: X-Trace, in: header, schema: {type: string}}
        - {name: tags, in: query, schema: {type: array, items: {type: string}}}
    post:
      summary: Add a pet
      requestBody: {$ref: "#/components/requestBodies/Pet"}
  /pets/{petId}:
    parameters:
      - {name: petId, in: path, required: true, description: Number  of the pet, schema: {type: integer}}
    get: {description: "Shows a pet.\n\nIt may be sold."}
    delete: {deprecated: true}
components:
  requestBodies:
    Pet:
      content:
        text/plain: {schema: {type: string}}
        application/json: {schema: {$ref: "#/components/schemas/Pet"}}
  schemas:
    Pet:
      allOf:
        - {type: object, required: [name], properties: {name: {type: string}, id: {type: integer, readOnly: true}}}
        - {type: object, properties: {born: {type: string, format: date}, owner: {type: object}}}
`

func TestGatherOpenAPI(t *testing.T) {
	s, omissions, err := Gather([]byte(petstore), "pets.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, a := range s.Actions {
		line := a.Name + " | " + a.Description
		for _, p := range a.Params {
			line += " | " + p.Name + " " + p.Type + " " + p.Format + strings.Join(p.Enum, ",") + map[bool]string{true: " required"}[p.Required] + " " + p.Description
		}
		got = append(got, line)
	}
	want := []string{
		"pets_list-all | List all pets | status string sold,pending ",
		"create_pet | Add a pet | name string  required  | born string date ",
		"get_pet | Shows a pet. | petId integer  required Number of the pet",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	var lines []int
	for _, o := range omissions {
		lines = append(lines, o.Line)
	}
	if want := []int{9, 10, 11, 19, 30}; !slices.Equal(lines, want) {
		t.Errorf("omissions on lines %v, want %v: %v", lines, want, omissions)
	}
}

// TestGatherSwagger: version 2 has its parameters' types beside their names, and bodies
// among the parameters.
func TestGatherSwagger(t *testing.T) {
	data := `{"swagger": "2.0", "paths": {"/v1/orders/{id}/items": {"post": {"parameters": [
	  {"name": "id", "in": "path", "required": true, "type": "string", "format": "uuid"},
	  {"name": "note", "in": "formData", "type": "string", "maxLength": 9},
	  {"name": "body", "in": "body", "schema": {"$ref": "#/definitions/Item"}}]}}},
	 "definitions": {"Item": {"properties": {"count": {"type": "integer"}}}}}`
	s, omissions, err := Gather([]byte(data), "orders.json")
	if err != nil || len(omissions) > 0 {
		t.Fatal(err, omissions)
	}
	a := s.Actions[0]
	if a.Name != "create_order_item" || len(a.Params) != 3 || a.Params[0].Format != "uuid" || *a.Params[1].MaxLength != 9 || a.Params[2].Type != "integer" {
		t.Errorf("%s: %+v", a.Name, a.Params)
	}
}

// TestGatherTools: what Parse refuses is left out, with its line.
func TestGatherTools(t *testing.T) {
	data := "[{\"name\": \"pay\", \"parameters\": {\"type\": \"object\", \"required\": [\"to\"], \"properties\": {\n\"to\": {\"type\": \"array\"},\n\"amount\": {\"type\": \"number\"}}}},\n{\"name\": \"a b\"}]"
	s, omissions, err := Gather([]byte(data), "tools.json")
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Actions) != 1 || len(s.Actions[0].Params) != 1 || len(omissions) != 2 || omissions[0].Line != 2 || omissions[1].Line != 4 {
		t.Errorf("%v %v", s.Actions, omissions)
	}
	if _, err := Parse([]byte(data), "tools.json"); err == nil {
		t.Error("Parse reads it")
	}
}

func TestGatherFaults(t *testing.T) {
	for _, c := range []struct {
		name, data, want string
		line             int
	}{
		{"no YAML", "openapi: 3\npaths: [\n", "not YAML", 2},
		{"no paths", "openapi: 3.1.0\n", "has no paths", 0},
		{"nothing left", "swagger: '2.0'\npaths:\n  /a:\n    get: {deprecated: true}\n", "line 4: GET /a is left out", 0},
		{"out of the file", "openapi: 3.1.0\npaths:\n  /a: {$ref: 'other.yaml#/a'}\n", "leads out of the file", 0},
		{"aliases without end", "openapi: &a [*a]\n", "have no end", 0},
		{"broken JSON", `{"openapi": `, "ends in the middle", 1},
		{"text", "hello", "not a tool list", 0},
	} {
		_, _, err := Gather([]byte(c.data), "f")
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var line *dataset.LineError
		if errors.As(err, &line) && c.line > 0 && line.Line != c.line {
			t.Errorf("%s: line %d", c.name, line.Line)
		}
	}
}

func FuzzGather(f *testing.F) {
	f.Add([]byte(petstore))
	for _, name := range []string{"petstore.json", "shop.yaml", "github.json"} {
		if data, err := os.ReadFile("../../prompts/scaffold/testdata/" + name); err == nil {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, _, err := Gather(data, "f")
		if err != nil {
			return
		}
		if _, err := Parse(s.Tools(), "tools"); err != nil {
			t.Errorf("what was gathered is no tool list: %v", err)
		}
	})
}
