package serve

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"
)

// shape is the schema of a Go type as its JSON has it. Members that it lacks are allowed,
// and null stands for a member that may be missing.
func shape[T any](more ...member) *jsonschema.Schema {
	raw := map[reflect.Type]*jsonschema.Schema{reflect.TypeFor[json.RawMessage](): {}}
	s, err := jsonschema.For[T](&jsonschema.ForOptions{TypeSchemas: raw})
	if err != nil {
		panic(err) // a type of ours that JSON Schema cannot describe
	}
	openUp(s)
	for _, m := range more {
		m.describe(s)
	}
	return s
}

// openUp allows further members, and null, in a schema of objects.
func openUp(s *jsonschema.Schema) {
	if s == nil {
		return
	}
	if len(s.Properties) > 0 {
		s.AdditionalProperties = nil
	}
	for name, p := range s.Properties {
		if p.Type != "" && !slices.Contains(s.Required, name) {
			p.Type, p.Types = "", []string{"null", p.Type}
		}
		openUp(p)
	}
	openUp(s.Items)
	openUp(s.AdditionalProperties)
}

// member describes what a Go type leaves open: path leads to it through objects and lists.
type member struct {
	path string
	is   *jsonschema.Schema
}

func (m member) describe(s *jsonschema.Schema) {
	names := strings.Split(m.path, ".")
	for _, name := range names[:len(names)-1] {
		if s = s.Properties[name]; s.Items != nil {
			s = s.Items
		} else if len(s.Properties) == 0 && s.AdditionalProperties != nil {
			s = s.AdditionalProperties
		}
	}
	s.Properties[names[len(names)-1]] = m.is
}

func text() *jsonschema.Schema { return &jsonschema.Schema{Type: "string"} }

func listOf(of *jsonschema.Schema) *jsonschema.Schema {
	return &jsonschema.Schema{Type: "array", Items: of}
}

func either(all ...*jsonschema.Schema) *jsonschema.Schema { return &jsonschema.Schema{AnyOf: all} }

func word(words ...any) *jsonschema.Schema { return &jsonschema.Schema{Enum: words} }

// describe answers with the OpenAPI document of the routes that are spoken.
func (s *Server) describe(w http.ResponseWriter, _ *http.Request) error {
	paths := map[string]map[string]any{}
	n := s.named()
	all, errs := n.exchanges(), errorForms()
	for _, r := range allRoutes {
		if !s.speaks(r.speech.contract) {
			continue
		}
		method, path, _ := strings.Cut(r.pattern, " ")
		path = strings.TrimSuffix(path, "{$}")
		e := all[r.pattern]
		op := map[string]any{"summary": r.about, "tags": []string{string(r.speech.contract)}, "operationId": operation(method, path), "responses": e.answers(errs[r.speech.contract])}
		if e.in != nil {
			op["requestBody"] = map[string]any{"required": true, "content": content(e.in, e.inKind)}
		}
		if params := append(n.pathParameters(path), e.parameters()...); len(params) > 0 {
			op["parameters"] = params
		}
		if open(path) {
			op["security"] = []any{}
		}
		if paths[path] == nil {
			paths[path] = map[string]any{}
		}
		paths[path][strings.ToLower(method)] = op
	}
	if s.o.Metrics {
		metrics := map[string]any{"description": "the metrics", "content": map[string]any{"text/plain": map[string]any{"schema": text()}}}
		paths["/metrics"] = map[string]any{"get": map[string]any{"summary": "metrics in Prometheus' text format", "operationId": "metrics", "responses": map[string]any{"200": metrics}}}
	}
	if s.o.Page {
		page := map[string]any{"description": "HTML", "content": map[string]any{"text/html": map[string]any{"schema": text()}}}
		if paths["/"] == nil {
			paths["/"] = map[string]any{}
		}
		paths["/"]["get"] = map[string]any{"summary": "the page to try models on", "operationId": "page", "security": []any{}, "responses": map[string]any{"200": page}}
	}
	doc := map[string]any{"openapi": "3.1.0", "info": map[string]any{"title": "slmkit serve", "version": s.o.Version, "description": "Answers prompts with typed calls of actions."}, "paths": paths}
	if len(s.o.Keys) > 0 {
		doc["components"] = map[string]any{"securitySchemes": map[string]any{"bearer": map[string]any{"type": "http", "scheme": "bearer"}, "header": map[string]any{"type": "apiKey", "in": "header", "name": "X-Api-Key"}}}
		doc["security"] = []any{map[string]any{"bearer": []string{}}, map[string]any{"header": []string{}}}
	}
	return writeJSON(w, http.StatusOK, doc)
}

// answers are the statuses of a route with their bodies. Each status without a name is an
// error in the contract's form.
func (e exchange) answers(failed *jsonschema.Schema) map[string]any {
	out := map[string]any{"200": map[string]any{"description": "the answer", "content": content(e.out, e.outKind)},
		"default": map[string]any{"description": "an error, in the contract's own form", "content": content(failed, "")}}
	for status, s := range e.other {
		out[status] = map[string]any{"description": "not now", "content": content(s, "")}
	}
	return out
}

// parameters are those of the query.
func (e exchange) parameters() (out []any) {
	for _, p := range e.query {
		out = append(out, map[string]any{"name": p.name, "in": "query", "description": p.about, "schema": p.is})
	}
	return out
}

// content is a body that is JSON, and may be text of another media type.
func content(schema *jsonschema.Schema, kind string) map[string]any {
	out := map[string]any{"application/json": map[string]any{"schema": schema}}
	if kind != "" {
		out[kind] = map[string]any{"schema": text()}
	}
	return out
}

// operation names a request of the document: post_v1_parse.
func operation(method, path string) string {
	name := strings.Trim(strings.NewReplacer("/", "_", "{", "", "}", "", "-", "_").Replace(path), "_")
	return strings.TrimSuffix(fmt.Sprintf("%s_%s", strings.ToLower(method), name), "_")
}

// pathParameters are those in braces.
func (n *named) pathParameters(path string) (out []any) {
	for _, p := range []parameter{{name: "model", is: word(n.models...)}, {name: "version", is: word(n.versions...)}} {
		if strings.Contains(path, "{"+p.name+"}") {
			out = append(out, map[string]any{"name": p.name, "in": "path", "required": true, "schema": p.is})
		}
	}
	return out
}
