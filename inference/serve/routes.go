package serve

import (
	"errors"
	"net/http"
	"slices"
	"strings"
)

// speech is how a contract answers, besides what it is asked.
type speech struct {
	contract Contract
	fail     func(s *Server, w http.ResponseWriter, f *fault)
}

var (
	plain      = speech{Native, (*Server).failNative}
	openAI     = speech{OpenAI, (*Server).failOpenAI}
	systemOne  = speech{SystemOne, (*Server).failOpenAI}
	inferenceV = speech{V2, (*Server).failV2}
	sageMaker  = speech{SageMaker, (*Server).failNative}
	rasa       = speech{Rasa, (*Server).failRasa}
	face       = speech{HuggingFace, (*Server).failHuggingFace}
	vertex     = speech{Vertex, (*Server).failVertex}
)

// route is one request of a contract.
type route struct {
	pattern string // of http.ServeMux
	speech  speech
	answer  func(s *Server, w http.ResponseWriter, r *http.Request) error
	about   string
}

// allRoutes are the requests of all contracts, in the order in which the documentation
// lists them.
var allRoutes []route

// fixedPaths are the paths of routes that have no part to fill in.
var fixedPaths = map[string]bool{}

func init() { // not in the declaration, as describe reads the list
	allRoutes = []route{
		{"POST /v1/parse", plain, (*Server).parse, "answer prompts with typed calls, spans and calibrated confidence"},
		{"POST /v1/feedback", plain, (*Server).correct, "keep the right call for a prompt, where the server is told to"},
		{"GET /v1/actions", plain, (*Server).actions, "the actions of a model, as OpenAI tools"},
		{"GET /openapi.json", plain, (*Server).describe, "this description"},
		{"GET /livez", plain, (*Server).live, "whether the process lives"},
		{"GET /startupz", plain, (*Server).live, "whether the models are loaded"},
		{"GET /readyz", plain, (*Server).ready, "whether requests are welcome"},
		{"GET /healthz", plain, (*Server).ready, "as /readyz"},
		{"GET /health", plain, (*Server).ready, "as /readyz"},
		{"POST /v1/chat/completions", openAI, (*Server).chat, "OpenAI's chat completions: the last message of the user is the prompt, and the answer a tool call"},
		{"GET /v1/models", openAI, (*Server).listModels, "the models"},
		{"GET /v1/models/{model}", openAI, (*Server).showModel, "one model"},
		{"POST /v1/systemone", systemOne, (*Server).decide, "System One: choices with probabilities"},
		{"GET /v2", inferenceV, (*Server).v2Server, "Open Inference Protocol: the server"},
		{"GET /v2/health/live", inferenceV, (*Server).v2Live, "whether the server lives"},
		{"GET /v2/health/ready", inferenceV, (*Server).v2Ready, "whether the server is ready"},
		{"GET /v2/models/{model}", inferenceV, (*Server).v2Model, "the inputs and outputs of a model"},
		{"GET /v2/models/{model}/versions/{version}", inferenceV, (*Server).v2Model, "the same of a version"},
		{"GET /v2/models/{model}/ready", inferenceV, (*Server).v2ModelReady, "whether a model is ready"},
		{"GET /v2/models/{model}/versions/{version}/ready", inferenceV, (*Server).v2ModelReady, "the same of a version"},
		{"POST /v2/models/{model}/infer", inferenceV, (*Server).v2Infer, "answer prompts"},
		{"POST /v2/models/{model}/versions/{version}/infer", inferenceV, (*Server).v2Infer, "answer prompts with a version"},
		{"GET /ping", sageMaker, (*Server).ping, "SageMaker: whether the container is ready"},
		{"GET /execution-parameters", sageMaker, (*Server).executionParameters, "SageMaker: how batch transform may ask"},
		{"POST /invocations", sageMaker, (*Server).parse, "SageMaker: as /v1/parse, one prompt, several, or JSON Lines"},
		{"POST /model/parse", rasa, (*Server).rasaParse, "Rasa: intent, entities and intent ranking of a text"},
		{"GET /version", rasa, (*Server).rasaVersion, "Rasa: the version"},
		{"GET /status", rasa, (*Server).rasaStatus, "Rasa: the model that is loaded"},
		{"POST /{$}", face, (*Server).generateText, "Hugging Face endpoints: generated_text for inputs"},
		{"POST /predict", vertex, (*Server).vertexPredict, "Vertex AI: predictions for instances"},
	}
	for _, r := range allRoutes {
		if _, path, _ := strings.Cut(r.pattern, " "); !strings.Contains(path, "{") {
			fixedPaths[path] = true
		}
	}
}

// routes returns the handler of the contracts that are spoken.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	for _, r := range allRoutes {
		if s.speaks(r.speech.contract) {
			mux.Handle(r.pattern, s.handle(r))
		}
	}
	if s.o.Metrics {
		s.handleMetrics(mux)
	}
	if s.o.Page {
		for _, name := range pageNames {
			if name == "/" {
				name = "/{$}"
			}
			mux.Handle("GET "+name, s.handle(route{speech: plain, answer: (*Server).page}))
		}
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		f := &fault{status: http.StatusNotFound, code: "not_found", message: "no such route: GET /openapi.json lists them"}
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			probe := r.Clone(r.Context())
			probe.Method = method
			if _, pattern := mux.Handler(probe); strings.HasPrefix(pattern, method) {
				f = &fault{status: http.StatusMethodNotAllowed, code: "method", message: "this route takes " + method}
				w.Header().Set("Allow", method)
			}
		}
		s.contractOf(r.URL.Path).fail(s, w, f)
	})
	return mux
}

// speaks reports whether the server speaks a contract. It always speaks its own.
func (s *Server) speaks(c Contract) bool { return c == Native || slices.Contains(s.o.Contracts, c) }

// handle is a route as net/http has it.
func (s *Server) handle(r route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		err := r.answer(s, w, req)
		if err == nil || errors.Is(err, errWritten) {
			return
		}
		r.speech.fail(s, w, asFault(err))
	})
}

// errWritten says that the answer is under way, so that no other can be given.
var errWritten = errors.New("the answer is begun")

// contractOf tells by a path which contract a client speaks, for errors before its route.
func (s *Server) contractOf(path string) speech {
	for _, r := range allRoutes {
		if _, pattern, _ := strings.Cut(r.pattern, " "); pattern == path {
			return r.speech
		}
	}
	switch {
	case strings.HasPrefix(path, "/v1/chat/"), strings.HasPrefix(path, "/v1/models"):
		return openAI
	case strings.HasPrefix(path, "/v2"):
		return inferenceV
	case strings.HasPrefix(path, "/model/"):
		return rasa
	case path == "/":
		return face
	}
	return plain
}
