package serve

import (
	"context"
	"io"
	"log/slog"
	"time"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/inference/calls"
)

// Options say what a server allows. The zero value takes the defaults.
type Options struct {
	Calls      calls.Options // how models are loaded and answer
	Queue      int           // prompts that may wait for each model; 0: 512
	Deadline   time.Duration // longest time for a request; 0: 10 s
	MaxBody    int64         // bytes of a request; 0: 1 MiB
	MaxPrompts int           // prompts of a request; 0: 8192
	Contracts  []Contract    // those that are spoken; nil: all
	Keys       []Key         // a request needs one of them; nil: none
	Hosts      []string      // names that requests may ask for; nil: any
	Origins    []string      // of pages that may ask, as browsers send them; nil: none but our own
	History    bool          // the model reads the messages before a prompt: it was trained on dialogues
	Feedback   io.Writer     // gets corrected prompts, one record a line; nil: they are refused
	Page       bool          // serve the page to try models on
	Metrics    bool          // serve GET /metrics beside the rest, to those who may ask
	Version    string        // of slmkit, for Server and /version
	Log        *slog.Logger  // requests, without their content; nil: none
	Answers    *AnswerLog    // what is logged of prompts and answers; nil: nothing

	// Explain says what templates make of a prompt with a day. nil: nothing does.
	Explain func(calls.Prompt) *Explanation

	// Accept looks at a model of a name before it answers. Its error keeps the model out.
	Accept func(ctx context.Context, name string, m *calls.Model) error

	// RedactFeedback changes a corrected prompt before Feedback gets it, as AnswerLog.Redact
	// changes answers; its error keeps the prompt out. nil changes nothing. It is called by
	// one request at a time.
	RedactFeedback func(schema *action.Schema, l *dataset.Logged) error
}

func (o *Options) defaults() {
	if o.Queue == 0 {
		o.Queue = 512
	}
	if o.Deadline == 0 {
		o.Deadline = 10 * time.Second
	}
	if o.MaxBody == 0 {
		o.MaxBody = 1 << 20
	}
	if o.MaxPrompts == 0 {
		o.MaxPrompts = 8192
	}
	if o.Contracts == nil {
		o.Contracts = Contracts
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.Calls.Confidence = true
}

// Contract is a protocol that clients speak.
type Contract string

// The contracts.
const (
	Native      Contract = "native"
	OpenAI      Contract = "openai"
	SystemOne   Contract = "systemone"
	V2          Contract = "v2"
	SageMaker   Contract = "sagemaker"
	Rasa        Contract = "rasa"
	HuggingFace Contract = "hf"
	Vertex      Contract = "vertex"
)

// Contracts are all contracts.
var Contracts = []Contract{Native, OpenAI, SystemOne, V2, SageMaker, Rasa, HuggingFace, Vertex}
