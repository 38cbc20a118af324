package serve

import (
	"maps"
	"slices"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/slmkit/slmkit/dataset"
)

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

// named are what a request may name.
type named struct {
	models, versions, actions []any
	explain                   []any // true only where the server can
}

// named are those of the models that answer now, and of what they call.
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
	parse, infer := n.parsing(), inferring()
	about, modelReady := exchange{out: shape[v2About]()}, exchange{out: shape[v2ModelState]()}
	live := exchange{out: shape[readiness]()}
	ready := exchange{out: shape[readiness](), other: map[string]*jsonschema.Schema{"503": shape[readiness]()}, query: []parameter{{"verbose", "also list the models", text()}}}
	return map[string]exchange{
		"POST /v1/parse":            parse,
		"POST /invocations":         parse,
		"POST /v1/feedback":         {in: shape[feedbackRequest](member{"history.role", turnRole()}, member{"model", n.model()}, member{"reference_date", calendarDay()}), out: shape[dataset.Example]()},
		"GET /v1/actions":           {out: shape[toolList](), query: []parameter{{"model", "the model; the first one if it is missing or empty", word(append(slices.Clone(n.models), "")...)}}},
		"GET /openapi.json":         {out: &jsonschema.Schema{Type: "object"}},
		"GET /livez":                live,
		"GET /startupz":             live,
		"GET /readyz":               ready,
		"GET /healthz":              ready,
		"GET /health":               ready,
		"GET /ping":                 ready,
		"GET /execution-parameters": {out: shape[transformParameters]()},

		"POST /v1/chat/completions": n.chatting(),
		"GET /v1/models":            {out: shape[modelList]()},
		"GET /v1/models/{model}":    {out: shape[modelCard]()},
		"POST /v1/systemone":        {in: shape[decideRequest](member{"model", n.model()}, member{"questions.type", word("choice", "noul")}), out: shape[decisions]()},

		"GET /v2":                                          {out: shape[v2Self]()},
		"GET /v2/health/live":                              {out: shape[v2Alive]()},
		"GET /v2/health/ready":                             {out: shape[v2State](), other: map[string]*jsonschema.Schema{"400": shape[v2State]()}},
		"GET /v2/models/{model}":                           about,
		"GET /v2/models/{model}/versions/{version}":        about,
		"GET /v2/models/{model}/ready":                     modelReady,
		"GET /v2/models/{model}/versions/{version}/ready":  modelReady,
		"POST /v2/models/{model}/infer":                    infer,
		"POST /v2/models/{model}/versions/{version}/infer": infer,

		"POST /model/parse": understanding(),
		"GET /version":      {out: shape[rasaRelease]()},
		"GET /status":       {out: shape[rasaState]()},

		"POST /{$}":     {in: shape[generateRequest](member{"inputs", either(text(), listOf(text()))}, member{"parameters", wishes()}, member{"stream", word(nil, false)}), out: listOf(shape[generated]())},
		"POST /predict": {in: shape[vertexRequest](member{"parameters", wishes()}), out: shape[vertexAnswer]()},
	}
}

// model is the name of a model, or null for the first one.
func (n *named) model() *jsonschema.Schema { return word(append(slices.Clone(n.models), nil)...) }

func (n *named) parsing() exchange {
	const lines = "application/jsonl"
	in := shape[parseRequest](
		member{"text", text()}, member{"texts", listOf(text())},
		member{"history.role", turnRole()},
		member{"model", n.model()},
		member{"actions", either(word(nil), listOf(word(n.actions...)))},
		member{"alternatives", &jsonschema.Schema{Types: []string{"null", "integer"}, Minimum: new(0.), Maximum: new(float64(mostAlternatives))}},
		member{"explain", word(n.explain...)},
		member{"reference_date", calendarDay()},
	)
	in.OneOf = []*jsonschema.Schema{{Required: []string{"text"}}, {Required: []string{"texts"}}}
	return exchange{in: in, out: either(shape[parsed](), shape[several]()), inKind: lines, outKind: lines}
}

func (n *named) chatting() exchange {
	positive := &jsonschema.Schema{Types: []string{"null", "integer"}, Minimum: new(1.)}
	in := shape[chatRequest](
		member{"messages.role", word("system", "developer", "user", "assistant", "tool", "function")},
		member{"messages.content", either(word(nil), text(), listOf(shape[contentPart](member{"type", word("text")})))},
		member{"tools.type", word("function")}, member{"tools.function.name", word(n.actions...)},
		member{"tool_choice", either(word(nil, "auto", "none", "required"), &jsonschema.Schema{Type: "object"})},
		member{"max_completion_tokens", positive}, member{"max_tokens", positive},
		member{"response_format.type", word("text")},
		member{"modalities", either(word(nil), listOf(word("text")))},
		// The rest is refused where it says something.
		member{"n", word(nil, 1)}, member{"top_logprobs", word(nil, 0)}, member{"stop", word(nil)}, member{"functions", word(nil)}, member{"function_call", word(nil)},
		member{"logit_bias", &jsonschema.Schema{Types: []string{"null", "object"}, MaxProperties: new(0)}},
	)
	return exchange{in: in, out: shape[chatAnswer](), outKind: "text/event-stream"}
}

func inferring() exchange {
	in := shape[v2Request](
		member{"inputs.name", word("text")}, member{"inputs.datatype", word("BYTES")}, member{"inputs.data", listOf(text())},
		member{"outputs.name", word("call", "name", "output", "confidence")},
		member{"parameters", wishes(v2Harmless...)}, member{"inputs.parameters", wishes(v2Harmless...)}, member{"outputs.parameters", wishes(v2Harmless...)},
	)
	return exchange{in: in, out: shape[v2Answer]()}
}

func understanding() exchange {
	return exchange{in: shape[rasaRequest](), out: either(shape[rasaAnswer](), shape[witAnswer](), shape[luisAnswer](), shape[dialogflowAnswer]()),
		query: []parameter{{"emulation_mode", "answer in the form of another service", word("WIT", "LUIS", "DIALOGFLOW")}, {"token", "a key, where one is needed", text()}}}
}

// wishes are parameters that refuseParameters lets through.
func wishes(harmless ...string) *jsonschema.Schema {
	s := &jsonschema.Schema{Types: []string{"null", "object"}, AdditionalProperties: word(nil, false), Properties: map[string]*jsonschema.Schema{}}
	for _, name := range harmless {
		s.Properties[name] = &jsonschema.Schema{}
	}
	return s
}

func turnRole() *jsonschema.Schema { return word("user", "assistant") }

func calendarDay() *jsonschema.Schema {
	return &jsonschema.Schema{Types: []string{"null", "string"}, Format: "date", Description: "day that relative dates count from; today if it is missing"}
}

// errorForms are those of the contracts.
func errorForms() map[Contract]*jsonschema.Schema {
	return map[Contract]*jsonschema.Schema{
		Native: shape[failure](), SageMaker: shape[failure](), OpenAI: shape[openAIError](), SystemOne: shape[openAIError](),
		V2: shape[v2Error](), Vertex: shape[v2Error](), Rasa: shape[rasaError](), HuggingFace: shape[faceError](),
	}
}
