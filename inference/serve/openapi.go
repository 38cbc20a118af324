package serve

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/slmkit/slmkit/dataset"
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

// exchange is what a route reads and writes.
type exchange struct {
	in, out         *jsonschema.Schema // in is nil where nothing is read
	inKind, outKind string             // another media type of each, where there is one
	query           []parameter
	other           map[string]*jsonschema.Schema // answers that are no error of the contract, by status
}

// parameter is one of a route's query.
type parameter struct {
	name, about string
	is          *jsonschema.Schema
}

// named are the values of a schema that the server knows.
type named struct {
	models, versions, actions []any
	explain                   []any // what a request may say of it
}

// named are the models that answer now, and what they call.
func (s *Server) named() (n named) {
	actions := set{}
	for _, slot := range s.slots {
		l, release := slot.use()
		n.models = append(n.models, l.name)
		if !slices.Contains(n.versions, any(l.version())) { // two precisions of a folder have one
			n.versions = append(n.versions, l.version())
		}
		maps.Copy(actions, l.actions)
		release()
	}
	for _, name := range slices.Sorted(maps.Keys(actions)) {
		n.actions = append(n.actions, name)
	}
	n.explain = []any{nil, false}
	if s.o.Explain != nil {
		n.explain = append(n.explain, true)
	}
	return n
}

// exchanges are those of all routes.
func (n *named) exchanges() map[string]exchange {
	const lines = "application/jsonl"
	nothing := &jsonschema.Schema{Types: []string{"null", "object"}, AdditionalProperties: word(nil, false)}
	one, most := 1., float64(mostAlternatives)
	positive := &jsonschema.Schema{Types: []string{"null", "integer"}, Minimum: &one}
	day := &jsonschema.Schema{Types: []string{"null", "string"}, Format: "date", Description: "day that relative dates count from; today if it is missing"}
	model := word(append(slices.Clone(n.models), nil)...)
	parse := exchange{in: shape[parseRequest](member{"text", text()}, member{"texts", listOf(text())}, member{"history.role", word("user", "assistant")}, member{"model", model},
		member{"actions", either(word(nil), listOf(word(n.actions...)))}, member{"alternatives", &jsonschema.Schema{Types: []string{"null", "integer"}, Minimum: new(float64), Maximum: &most}}, member{"explain", word(n.explain...)}, member{"reference_date", day}), out: either(shape[parsed](), shape[several]()), inKind: lines, outKind: lines}
	wishes := &jsonschema.Schema{Types: []string{"null", "object"}, AdditionalProperties: word(nil, false), Properties: map[string]*jsonschema.Schema{"binary_data_output": {}, "binary_data": {}, "content_type": {}}}
	parse.in.OneOf = []*jsonschema.Schema{{Required: []string{"text"}}, {Required: []string{"texts"}}}
	infer := exchange{in: shape[v2Request](member{"inputs.data", listOf(text())}, member{"inputs.datatype", word("BYTES")}, member{"inputs.name", word("text")},
		member{"outputs.name", word("call", "name", "output", "confidence")}, member{"parameters", wishes}, member{"inputs.parameters", wishes}, member{"outputs.parameters", wishes}), out: shape[v2Answer]()}
	about := exchange{out: shape[v2About]()}
	modelReady := exchange{out: shape[v2ModelState]()}
	live := exchange{out: shape[readiness]()}
	ready := exchange{out: shape[readiness](), other: map[string]*jsonschema.Schema{"503": shape[readiness]()}}
	probe := ready
	probe.query = []parameter{{"verbose", "also list the models", text()}}
	return map[string]exchange{
		"POST /v1/parse":            parse,
		"POST /invocations":         parse,
		"POST /v1/feedback":         {in: shape[feedbackRequest](member{"model", model}, member{"reference_date", day}), out: shape[dataset.Example]()},
		"GET /v1/actions":           {out: shape[toolList](), query: []parameter{{"model", "the model; the first one if it is missing or empty", word(append(slices.Clone(n.models), "")...)}}},
		"GET /openapi.json":         {out: &jsonschema.Schema{Type: "object"}},
		"GET /livez":                live,
		"GET /startupz":             live,
		"GET /readyz":               probe,
		"GET /healthz":              probe,
		"GET /health":               probe,
		"GET /ping":                 probe,
		"GET /execution-parameters": {out: shape[transformParameters]()},
		"POST /v1/chat/completions": {in: shape[chatRequest](
			member{"messages.content", either(&jsonschema.Schema{Type: "null"}, text(), listOf(shape[contentPart](member{"type", word("text")})))},
			member{"messages.role", word("system", "developer", "user", "assistant", "tool", "function")},
			member{"tools.type", word("function")}, member{"tools.function.name", word(n.actions...)},
			member{"tool_choice", either(word(nil, "auto", "none", "required"), &jsonschema.Schema{Type: "object"})},
			member{"response_format.type", word("text")}, member{"modalities", either(word(nil), listOf(word("text")))},
			member{"max_completion_tokens", positive}, member{"max_tokens", positive},
			// What this server refuses.
			member{"n", word(nil, 1)}, member{"top_logprobs", word(nil, 0)}, member{"stop", word(nil)}, member{"logit_bias", &jsonschema.Schema{Types: []string{"null", "object"}, MaxProperties: new(int)}}, member{"functions", word(nil)}, member{"function_call", word(nil)},
		), out: shape[chatAnswer](), outKind: "text/event-stream"},
		"GET /v1/models":                                   {out: shape[modelList]()},
		"GET /v1/models/{model}":                           {out: shape[modelCard]()},
		"POST /v1/systemone":                               {in: shape[decideRequest](member{"model", model}, member{"questions.type", word("choice", "noul")}), out: shape[decisions]()},
		"GET /v2":                                          {out: shape[v2Self]()},
		"GET /v2/health/live":                              {out: shape[v2Alive]()},
		"GET /v2/health/ready":                             {out: shape[v2State](), other: map[string]*jsonschema.Schema{"400": shape[v2State]()}},
		"GET /v2/models/{model}":                           about,
		"GET /v2/models/{model}/versions/{version}":        about,
		"GET /v2/models/{model}/ready":                     modelReady,
		"GET /v2/models/{model}/versions/{version}/ready":  modelReady,
		"POST /v2/models/{model}/infer":                    infer,
		"POST /v2/models/{model}/versions/{version}/infer": infer,
		"POST /model/parse": {in: shape[rasaRequest](), out: either(shape[rasaAnswer](), shape[witAnswer](), shape[luisAnswer](), shape[dialogflowAnswer]()),
			query: []parameter{{"emulation_mode", "answer in the form of another service", word("WIT", "LUIS", "DIALOGFLOW")}, {"token", "a key, where one is needed", text()}}},
		"GET /version":  {out: shape[rasaRelease]()},
		"GET /status":   {out: shape[rasaState]()},
		"POST /{$}":     {in: shape[generateRequest](member{"inputs", either(text(), listOf(text()))}, member{"parameters", nothing}, member{"stream", word(nil, false)}), out: listOf(shape[generated]())},
		"POST /predict": {in: shape[vertexRequest](member{"parameters", nothing}), out: shape[vertexAnswer]()},
	}
}

// errorForms are those of the contracts.
func errorForms() map[Contract]*jsonschema.Schema {
	return map[Contract]*jsonschema.Schema{Native: shape[failure](), SageMaker: shape[failure](), OpenAI: shape[openAIError](), SystemOne: shape[openAIError](),
		V2: shape[v2Error](), Vertex: shape[v2Error](), Rasa: shape[rasaError](), HuggingFace: shape[faceError]()}
}

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
