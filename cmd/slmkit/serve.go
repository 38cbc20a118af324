package main

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/inference/serve"
)

// serveOptions are the flags of serve, in groups.
type serveOptions struct {
	models  []string
	stream  bool // answers of a Lambda function
	answers serveAnswers
	limits  serveLimits
	access  serveAccess
	ends    serveEnds
	swaps   serveSwaps
	log     serveLog
	explain serveExplain
	page    servePage
}

// groups are the groups of flags, in the order in which help lists them and in which they
// fill the server's options.
func (o *serveOptions) groups() []serveGroup {
	return []serveGroup{{"Answers", &o.answers}, {"Limits", &o.limits}, {"Who may ask", &o.access}, {"Metrics and end", &o.ends}, {"New models", &o.swaps},
		{"Page", &o.explain}, {"Page", &o.page}, {"Log of answers", &o.log}}
}

func newServe(a *app) *cobra.Command {
	var o serveOptions
	c := &cobra.Command{
		Use:   "serve --model DIR",
		Short: "answer prompts over HTTP",
		Long: `Loads a model, or several, and answers prompts over HTTP until it is stopped.
Prompts join the batch that is under way, so none waits for another. Answers are
those of infer, whatever else the server has to do.

It speaks its own contract (POST /v1/parse), OpenAI's chat completions with
tools, System One, the Open Inference Protocol, and those of SageMaker, Rasa,
Hugging Face endpoints and Vertex AI. GET /openapi.json describes them. A field
that changes what an answer means is obeyed or refused, never dropped.

Outputs are limited to valid calls of the actions in the model's folder, or of
--actions; --free lifts the limit. The confidence is that of calibrate.

Without --model the server takes $SLMKIT_MODEL, /opt/ml/model, /repository,
/mnt/models, the first folder in /models, or model in a Lambda function. Every
flag can also be set by a variable: SLMKIT_QUEUE=100 is --queue 100. Where
SageMaker sets SAGEMAKER_BIND_TO_PORT, it listens at that port.

Where too many prompts wait, the answer is 429 with the time after which it is
worth to try again. /readyz says 503 from SIGTERM on; the server then finishes
what is asked, waits at most --drain, and stops.

Only this machine can reach it unless --listen says otherwise, which then needs
--keys, --client-ca or --insecure. Pages of other sites may not ask unless
--cors names them. The lines about requests on stderr have no content of them.

` + serveLogHelp + `

GET / is a page to try the models on. With --feedback FILE it keeps what people
correct there, as examples of a dataset.

With --pack, the page and answers to "explain": true of /v1/parse say which of
the pack's templates write the prompt, and what call they ask for, or else which
are nearest to it.

In a function of AWS Lambda the command answers the function's invocations: HTTP
events, messages of SQS, and what callers send: {"text": "…"}, a text, or a list
of both. It then listens nowhere. Answers to messages are printed, a line each.
The function cannot see how its URL is set up: with InvokeMode RESPONSE_STREAM
it needs --lambda-stream.

` + serveSwapsHelp + `

GET /metrics has slmkit_drift of actions and of confidence for a model that
calibrate has seen: how far its last 1,000 answers are from those to the dev
set, as a Jensen-Shannon distance from 0 to 1. Chance alone puts it above
slmkit_drift_chance once in a thousand times. Where it is above that and above
0.1, people ask otherwise than the dev set does: log answers, and triage them.`,
		Example: `slmkit serve --model testdata/models/banking --precision int8
curl localhost:8080/v1/parse -d '{"text":"send fifty bucks to my landlord"}'`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			listen := cmd.Flags().Changed("listen")
			if err := fromEnvironment(cmd.Flags()); err != nil {
				return err
			}
			if !listen { // the command line goes before what hosts say
				if err := o.access.atPort(); err != nil {
					return err
				}
			}
			return runServe(cmd.Context(), a, o)
		},
	}
	f := c.Flags()
	f.StringArrayVar(&o.models, "model", nil, "folder of a model, or NAME=DIR, or NAME=DIR,PRECISION; again for several")
	f.BoolVar(&o.stream, "lambda-stream", false, "of a Lambda function: send answers to its URL in pieces")
	for _, group := range o.groups() {
		addSection(f, group.title, group.register)
	}
	return c
}

// sources are the folders of the models with their names.
func (o *serveOptions) sources() ([]serve.Source, error) {
	dirs := o.models
	if len(dirs) == 0 {
		for _, place := range placesOfModels() {
			if dir, ok := modelIn(place); ok {
				dirs = []string{dir}
				break
			}
		}
	}
	if len(dirs) == 0 {
		return nil, usageError("name a model's folder: --model DIR, or SLMKIT_MODEL")
	}
	var out []serve.Source
	for _, d := range dirs {
		name, dir, named := strings.Cut(d, "=")
		if !named {
			name, dir = "", d
		}
		dir, precision, _ := strings.Cut(dir, ",")
		if dir == "" {
			return nil, usageError("--model %s: names no folder: DIR, NAME=DIR or NAME=DIR,PRECISION", d)
		}
		if name == "" {
			name = filepath.Base(filepath.Clean(dir))
		}
		out = append(out, serve.Source{Name: name, Dir: dir, Precision: precision})
	}
	return out, nil
}

// modelIn finds a model's folder in a place: itself, or the first folder in it.
func modelIn(place string) (string, bool) {
	if _, err := os.Stat(filepath.Join(place, "tokenizer.json")); err == nil {
		return place, true
	}
	found, _ := filepath.Glob(filepath.Join(place, "*", "tokenizer.json"))
	if len(found) == 0 {
		return "", false
	}
	return filepath.Dir(found[0]), true
}

// options turns the flags into those of the server.
func (o *serveOptions) options(a *app) (serve.Options, error) {
	out := serve.Options{Version: version(), Log: slog.New(slog.NewJSONHandler(a.err, nil))}
	if a.quiet {
		out.Log = slog.New(slog.DiscardHandler)
	}
	for _, group := range o.groups() {
		if err := group.fill(a, &out); err != nil {
			return out, err
		}
	}
	return out, nil
}

// runServe serves until ctx ends.
func runServe(ctx context.Context, a *app, o serveOptions) (err error) {
	defer func() { err = errors.Join(err, o.log.close(), o.page.close()) }() // after the end of the server, which writes to them
	if api := os.Getenv(runtimeAPI); api != "" {
		return a.serveLambda(ctx, api, o)
	}
	sources, err := o.sources()
	if err != nil {
		return err
	}
	options, err := o.options(a)
	if err != nil {
		return err
	}
	secure, err := o.access.tls()
	if err != nil {
		return err
	}
	network, address, _, err := listenAt(o.access.listen)
	if err != nil {
		return err
	}
	began := time.Now()
	s, err := serve.New(ctx, sources, options)
	if err != nil {
		return err
	}
	defer s.Close()
	listener, err := listenOn("--listen", network, address)
	if err != nil {
		return err
	}
	if secure != nil {
		listener = tls.NewListener(listener, secure)
	}
	servers := []*http.Server{newHTTPServer(s.Handler())}
	listeners := []net.Listener{listener}
	if o.ends.apart() {
		l, err := listenOn("--metrics", "tcp", o.ends.metrics)
		if err != nil {
			_ = listener.Close()
			return err
		}
		servers, listeners = append(servers, newHTTPServer(s.MetricsHandler())), append(listeners, l)
	}
	o.sayServing(a, sources, listener, time.Since(began))
	watching, stop := context.WithCancel(ctx) // ends when a listener fails, too
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		if o.swaps.watch {
			a.watchModels(watching, s, sources, o.log.path)
		}
	}()
	err = o.ends.serveUntil(ctx, s, servers, listeners)
	stop()
	<-watched
	return err
}

// sayServing says where the server answers, on stderr where the log is on stdout.
func (o *serveOptions) sayServing(a *app, sources []serve.Source, l net.Listener, took time.Duration) {
	names := make([]string, len(sources))
	for i, src := range sources {
		names[i] = src.Name
	}
	at, curl := o.access.address(l)
	a.sayTo(o.log.path, "%s at %s   loaded in %s   next: %s -d '{\"text\":\"…\"}'", strings.Join(names, ", "), at, took.Round(time.Millisecond), curl)
}
