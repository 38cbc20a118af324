// Package serve answers prompts over HTTP with the models of package calls. New loads
// models, Handler speaks the contracts, Reload puts another model in place of one that
// answers, and Drain and Close end it without losing a request.
//
// One prompt goes from a contract (native.go, openai.go, systemone.go, v2.go,
// sagemaker.go, rasa.go, huggingface.go: each decodes its requests and encodes its answers
// and errors) through Server.answer, which is the same for all, to the calls.Service of a
// model. Answers are those of slmkit infer, whatever else the server has to do.
//
// A field of a request that changes what an answer means is obeyed or refused by name.
// Other unknown fields are named in the header X-Slmkit-Ignored.
//
// The package imports dataset, its packages action and drift, and the packages of
// inference. Faults of requests are answers with a status and a reason; no request makes
// it panic, and no prompt is in a log.
package serve
