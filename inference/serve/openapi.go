package serve

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/slmkit/slmkit/dataset"
)

// shape is the schema of a Go type as its JSON has it. Members that it lacks are allowed.
func shape[T any]() *jsonschema.Schema {
	s, err := jsonschema.For[T](&jsonschema.ForOptions{IgnoreInvalidTypes: true})
	if err != nil {
		return &jsonschema.Schema{}
	}
	openUp(s)
	return s
}

// openUp allows further members in a schema of objects.
func openUp(s *jsonschema.Schema) {
	if s == nil {
		return
	}
	if s.Type == "object" && len(s.Properties) > 0 {
		s.AdditionalProperties = nil
	}
	for _, p := range s.Properties {
		openUp(p)
	}
	openUp(s.Items)
}

// bodies are the types of requests and answers.
var bodies = map[string]struct{ in, out func() *jsonschema.Schema }{
	"POST /v1/parse":                                   {shape[parseRequest], shape[parsed]},
	"POST /v1/feedback":                                {shape[feedbackRequest], shape[dataset.Example]},
	"POST /invocations":                                {shape[parseRequest], shape[parsed]},
	"POST /v1/chat/completions":                        {shape[chatRequest], shape[chatAnswer]},
	"POST /v1/systemone":                               {shape[decideRequest], shape[decisions]},
	"POST /v2/models/{model}/infer":                    {shape[v2Request], shape[v2Answer]},
	"POST /v2/models/{model}/versions/{version}/infer": {shape[v2Request], shape[v2Answer]},
	"POST /model/parse":                                {shape[rasaRequest], shape[rasaAnswer]},
	"POST /{$}":                                        {shape[generateRequest], shape[[]generated]},
	"POST /predict":                                    {shape[vertexRequest], shape[vertexAnswer]},
}

// describe answers with the OpenAPI document of the routes that are spoken.
func (s *Server) describe(w http.ResponseWriter, _ *http.Request) error {
	paths := map[string]map[string]any{}
	for _, r := range allRoutes {
		if !s.speaks(r.speech.contract) {
			continue
		}
		method, path, _ := strings.Cut(r.pattern, " ")
		path = strings.TrimSuffix(path, "{$}")
		op := map[string]any{"summary": r.about, "tags": []string{string(r.speech.contract)}, "operationId": operation(method, path)}
		answers := map[string]any{"default": map[string]any{"description": "an error, in the contract's own form"}}
		ok := map[string]any{"description": "the answer"}
		if b, has := bodies[r.pattern]; has {
			op["requestBody"] = map[string]any{"required": true, "content": content(b.in())}
			ok["content"] = content(b.out())
		}
		answers["200"] = ok
		op["responses"] = answers
		if params := pathParameters(path); len(params) > 0 {
			op["parameters"] = params
		}
		if paths[path] == nil {
			paths[path] = map[string]any{}
		}
		paths[path][strings.ToLower(method)] = op
	}
	doc := map[string]any{"openapi": "3.1.0", "info": map[string]any{"title": "slmkit serve", "version": s.o.Version, "description": "Answers prompts with typed calls of actions."}, "paths": paths}
	if len(s.o.Keys) > 0 {
		doc["components"] = map[string]any{"securitySchemes": map[string]any{"key": map[string]any{"type": "http", "scheme": "bearer"}}}
		doc["security"] = []any{map[string]any{"key": []string{}}}
	}
	return writeJSON(w, http.StatusOK, doc)
}

func content(schema *jsonschema.Schema) map[string]any {
	return map[string]any{"application/json": map[string]any{"schema": schema}}
}

// operation names a request of the document: post_v1_parse.
func operation(method, path string) string {
	name := strings.Trim(strings.NewReplacer("/", "_", "{", "", "}", "", "-", "_").Replace(path), "_")
	return strings.TrimSuffix(fmt.Sprintf("%s_%s", strings.ToLower(method), name), "_")
}

// pathParameters are those in braces.
func pathParameters(path string) (out []any) {
	for part := range strings.SplitSeq(path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			out = append(out, map[string]any{"name": strings.TrimSuffix(name, "}"), "in": "path", "required": true, "schema": map[string]any{"type": "string"}})
		}
	}
	return out
}
