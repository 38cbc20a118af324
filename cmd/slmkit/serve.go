package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/export"
	"github.com/slmkit/slmkit/inference/calls"
	"github.com/slmkit/slmkit/inference/serve"
)

type serveOptions struct {
	model      modelOptions
	models     []string
	listen     string
	apis       []string
	queue      int
	deadline   time.Duration
	maxBody    int64
	maxPrompts int
	actions    string
	free       bool
	history    bool
	logProbs   bool
	abstain    float64
	refuse     float64
	reference  string
	keys       string
	cert, key  string
	clientCA   string
	hosts      []string
	origins    []string
	insecure   bool
	metrics    string
	drain      time.Duration
	drainDelay time.Duration
	watch      bool
	golden     string
	log        serveLog
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
/mnt/models, or the first folder in /models. Every flag can also be set by a
variable: SLMKIT_QUEUE=100 is --queue 100.

Where too many prompts wait, the answer is 429 with the time after which it is
worth to try again. /readyz says 503 from SIGTERM on; the server then finishes
what is asked, waits at most --drain, and stops.

Only this machine can reach it unless --listen says otherwise, which then needs
--keys, --tls-cert or --insecure. Pages of other sites may not ask unless --cors
names them. The lines about requests on stderr have no content of requests.

` + serveLogHelp + `

--watch loads a model's files again when they change. The new model takes over
without a gap if it loads and answers --golden as the file has it.`,
		Example: `slmkit serve --model testdata/models/banking --precision int8
curl localhost:8080/v1/parse -d '{"text":"send fifty bucks to my landlord"}'`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := fromEnvironment(cmd.Flags()); err != nil {
				return err
			}
			return runServe(cmd.Context(), a, o)
		},
	}
	f := c.Flags()
	f.StringArrayVar(&o.models, "model", nil, "folder of a model, or NAME=DIR; again for several")
	o.model.answering(f)
	f.StringVar(&o.listen, "listen", "127.0.0.1:8080", "address to listen at, or unix:PATH")
	f.StringSliceVar(&o.apis, "api", nil, "contracts to speak beside native: openai, systemone, v2, sagemaker, rasa, hf, vertex (default: all)")
	f.StringVar(&o.actions, "actions", "", "action schema, a tool list or pack (default: actions.json beside the model)")
	f.BoolVar(&o.free, "free", false, "do not limit outputs to valid calls")
	f.BoolVar(&o.history, "history", false, "the model was trained on dialogues: it reads the messages before a prompt")
	f.BoolVar(&o.logProbs, "logprobs", false, "answer logprobs of OpenAI's contract")
	f.Float64Var(&o.abstain, "abstain-below", 0, "answer none() if the confidence is below this, from 0 to 1")
	f.Float64Var(&o.refuse, "refuse-below", 0, "answer none() if it is less likely than this that a prompt asks for an action, from 0 to 1")
	f.StringVar(&o.reference, "reference-date", "", "day that relative dates count from, YYYY-MM-DD (default: today)")
	f.IntVar(&o.queue, "queue", 512, "prompts that may wait for each model")
	f.DurationVar(&o.deadline, "deadline", 10*time.Second, "longest time for a request")
	f.Int64Var(&o.maxBody, "max-body", 1<<20, "bytes of the largest request")
	f.IntVar(&o.maxPrompts, "max-prompts", 256, "most prompts in a request")
	f.StringVar(&o.keys, "keys", "", "file of the keys that let clients in, one a line")
	f.StringVar(&o.cert, "tls-cert", "", "certificate of the server, PEM")
	f.StringVar(&o.key, "tls-key", "", "key of the certificate, PEM")
	f.StringVar(&o.clientCA, "client-ca", "", "let in only clients with a certificate that these sign, PEM")
	f.StringSliceVar(&o.hosts, "hosts", nil, "host names that clients may ask for (default: those of --listen)")
	f.StringSliceVar(&o.origins, "cors", nil, "origins of pages that may ask, such as https://example.com")
	f.BoolVar(&o.insecure, "insecure", false, "listen beyond this machine without keys and TLS")
	f.StringVar(&o.metrics, "metrics", "", "address for GET /metrics, or off (default: beside the rest)")
	f.DurationVar(&o.drain, "drain", 25*time.Second, "longest time to finish requests after SIGTERM")
	f.DurationVar(&o.drainDelay, "drain-delay", 0, "time to go on answering after SIGTERM, while load balancers notice")
	f.BoolVar(&o.watch, "watch", false, "load a model again when its files change")
	f.StringVar(&o.golden, "golden", "", "JSON Lines of prompts with the calls that any model must answer, or it is refused")
	o.log.flags(f)
	return c
}

// fromEnvironment sets the flags that are not given by variables: SLMKIT_MAX_BODY for
// --max-body.
func fromEnvironment(f *pflag.FlagSet) error {
	var err error
	f.VisitAll(func(flag *pflag.Flag) {
		name := "SLMKIT_" + strings.ToUpper(strings.ReplaceAll(flag.Name, "-", "_"))
		value, ok := os.LookupEnv(name)
		if !ok || value == "" || flag.Changed || name == "SLMKIT_ORT" {
			return
		}
		if bad := f.Set(flag.Name, value); bad != nil {
			err = cmp.Or(err, usageError("%s=%s: %v", name, value, bad))
		}
	})
	return err
}

// placesOfModels are where hosts put a model.
var placesOfModels = []string{"/opt/ml/model", "/repository", "/mnt/models", "/models"}

// sources are the folders of the models with their names.
func (o *serveOptions) sources() ([]serve.Source, error) {
	dirs := o.models
	if len(dirs) == 0 {
		for _, place := range placesOfModels {
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
		if name == "" {
			name = filepath.Base(filepath.Clean(dir))
		}
		out = append(out, serve.Source{Name: name, Dir: dir})
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
	var out serve.Options
	model, err := o.model.options()
	if err != nil {
		return out, err
	}
	if err := cmp.Or(atLeast(1, "--queue", o.queue), atLeast(1, "--max-prompts", o.maxPrompts)); err != nil {
		return out, err
	}
	if o.maxBody < 1 {
		return out, usageError("--max-body %d: at least 1", o.maxBody)
	}
	if _, _, err := net.SplitHostPort(o.metrics); err != nil && o.metrics != "" && o.metrics != "off" {
		return out, usageError("--metrics %s: an address such as 127.0.0.1:9090, or off", o.metrics)
	}
	if o.deadline <= 0 || o.drain < 0 || o.drainDelay < 0 {
		return out, usageError("--deadline %v, --drain %v, --drain-delay %v: a time above 0", o.deadline, o.drain, o.drainDelay)
	}
	for name, p := range map[string]float64{"--abstain-below": o.abstain, "--refuse-below": o.refuse} {
		if !(p >= 0 && p <= 1) {
			return out, usageError("%s %g is no probability from 0 to 1", name, p)
		}
	}
	var day time.Time
	if o.reference != "" {
		if day, err = time.Parse(time.DateOnly, o.reference); err != nil {
			return out, usageError("--reference-date %q is not YYYY-MM-DD", o.reference)
		}
	}
	out = serve.Options{Queue: o.queue, Deadline: o.deadline, MaxBody: o.maxBody, MaxPrompts: o.maxPrompts, Origins: o.origins, History: o.history, Version: version(),
		Log: slog.New(slog.NewJSONHandler(a.err, nil))}
	if a.quiet {
		out.Log = slog.New(slog.DiscardHandler)
	}
	out.Calls = calls.Options{Model: model, Generation: o.model.generation(), Constrain: !o.free, LogProbs: o.logProbs, AbstainBelow: o.abstain, RefuseBelow: o.refuse, Reference: day}
	if o.actions != "" {
		if out.Calls.Schema, err = loadSchema(o.actions); err != nil {
			return out, err
		}
		a.noteSchema(out.Calls.Schema, o.actions)
	}
	if o.apis != nil {
		out.Contracts = []serve.Contract{}
	}
	for _, name := range o.apis {
		if !slices.Contains(serve.Contracts, serve.Contract(name)) {
			return out, usageError("--api: %q is none of native, openai, systemone, v2, sagemaker, rasa, hf, vertex", name)
		}
		out.Contracts = append(out.Contracts, serve.Contract(name))
	}
	if o.keys != "" {
		data, err := os.ReadFile(o.keys)
		if err != nil {
			return out, err
		}
		if out.Keys, err = serve.ReadKeys(data, o.keys); err != nil {
			return out, usageError("%v", err)
		}
	}
	if o.golden != "" {
		if out.Accept, err = a.goldenCheck(o.golden); err != nil {
			return out, err
		}
	}
	err = o.log.options(a, &out)
	return out, err
}

// goldenCheck returns a function that refuses a model which answers a prompt of a file
// otherwise than the file says.
func (a *app) goldenCheck(path string) (func(*calls.Model) error, error) {
	var golden []dataset.Example
	for e, err := range export.Open(path, a.in) {
		if err != nil {
			return nil, err
		}
		golden = append(golden, e)
	}
	if len(golden) == 0 {
		return nil, usageError("--golden %s: has no prompts", path)
	}
	return func(m *calls.Model) error {
		asked := func(yield func(calls.Prompt, error) bool) {
			for i := range golden {
				e := &golden[i]
				if !yield(calls.Prompt{ID: e.ID, Text: e.Text, History: e.History, Day: e.Reference()}, nil) {
					return
				}
			}
		}
		i := 0
		for p, err := range m.Predict(context.Background(), asked) {
			if err != nil {
				return err
			}
			e := &golden[i]
			i++
			if !action.SameCalls(p.Answered(), e.Want()) {
				return fmt.Errorf("%s: example %s: answers %s, not %s", path, e.ID, p.Output, e.Target)
			}
		}
		return nil
	}, nil
}

// runServe serves until ctx ends.
func runServe(ctx context.Context, a *app, o serveOptions) (err error) {
	defer func() { // after the end of the server, which writes to it
		if failed := o.log.close(); err == nil {
			err = failed
		}
	}()
	sources, err := o.sources()
	if err != nil {
		return err
	}
	options, err := o.options(a)
	if err != nil {
		return err
	}
	secure, err := o.tls()
	if err != nil {
		return err
	}
	network, address, local, err := listenAt(o.listen)
	if err != nil {
		return err
	}
	if !local && len(options.Keys) == 0 && o.clientCA == "" && !o.insecure {
		return usageError("--listen %s lets other machines in: name keys with --keys, or client certificates with --client-ca, or say --insecure", o.listen)
	}
	if options.Hosts = o.hosts; local && network == "tcp" {
		options.Hosts = append([]string{"127.0.0.1", "localhost", "::1"}, o.hosts...)
	}
	began := time.Now()
	s, err := serve.New(ctx, sources, options)
	if err != nil {
		return err
	}
	defer s.Close()
	listener, err := net.Listen(network, address)
	if err != nil {
		return err
	}
	if secure != nil {
		listener = tls.NewListener(listener, secure)
	}
	handler, second := o.handlers(s)
	servers := []*http.Server{newHTTPServer(handler)}
	listeners := []net.Listener{listener}
	if second != nil {
		l, err := net.Listen("tcp", o.metrics)
		if err != nil {
			_ = listener.Close()
			return err
		}
		servers, listeners = append(servers, newHTTPServer(second)), append(listeners, l)
	}
	a.sayServing(s, sources, listener, secure != nil, time.Since(began), o.log.path)
	watching, stop := context.WithCancel(ctx) // ends when a listener fails, too
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		if o.watch {
			a.watchModels(watching, s, sources, o.log.path)
		}
	}()
	err = serveUntil(ctx, s, servers, listeners, o)
	stop()
	<-watched
	return err
}

// handlers returns those of the main and of the metrics' address, which may be the same.
func (o *serveOptions) handlers(s *serve.Server) (main, metrics http.Handler) {
	text := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4")
		s.WriteMetrics(w)
	})
	switch o.metrics {
	case "off":
		return s.Handler(), nil
	case "":
		mux := http.NewServeMux()
		mux.Handle("/", s.Handler())
		mux.Handle("GET /metrics", text)
		return mux, nil
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", text)
	return s.Handler(), mux
}

// newHTTPServer bounds what slow clients can hold.
func newHTTPServer(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10,
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)}
}

// serveUntil serves until ctx ends, and then finishes what is asked.
func serveUntil(ctx context.Context, s *serve.Server, servers []*http.Server, listeners []net.Listener, o serveOptions) error {
	failed := make(chan error, len(servers))
	for i, server := range servers {
		go func() { failed <- server.Serve(listeners[i]) }()
	}
	var err error
	running := len(servers)
	select {
	case <-ctx.Done():
		s.Drain()
		time.Sleep(o.drainDelay)
	case err = <-failed:
		running--
	}
	finish, cancel := context.WithTimeout(context.Background(), o.drain)
	defer cancel()
	for _, server := range servers {
		if late := server.Shutdown(finish); late != nil {
			err = errors.Join(err, fmt.Errorf("requests were cut off after --drain %v", o.drain), server.Close())
		}
	}
	for range running {
		<-failed
	}
	return err
}

// tls returns how connections are encrypted, nil for not at all.
func (o *serveOptions) tls() (*tls.Config, error) {
	if (o.cert == "") != (o.key == "") {
		return nil, usageError("--tls-cert and --tls-key belong together")
	}
	if o.cert == "" {
		if o.clientCA != "" {
			return nil, usageError("--client-ca: client certificates need --tls-cert and --tls-key")
		}
		return nil, nil
	}
	cert, err := tls.LoadX509KeyPair(o.cert, o.key)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", o.cert, err)
	}
	c := &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}}
	if o.clientCA != "" {
		pem, err := os.ReadFile(o.clientCA)
		if err != nil {
			return nil, err
		}
		c.ClientCAs, c.ClientAuth = x509.NewCertPool(), tls.RequireAndVerifyClientCert
		if !c.ClientCAs.AppendCertsFromPEM(pem) {
			return nil, usageError("%s: has no certificates", o.clientCA)
		}
	}
	return c, nil
}

// listenAt reads --listen. local says that only this machine can reach the address.
func listenAt(address string) (network, at string, local bool, err error) {
	if path, ok := strings.CutPrefix(address, "unix:"); ok {
		return "unix", path, true, nil
	}
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return "", "", false, usageError("--listen %s: an address such as 127.0.0.1:8080, or unix:PATH", address)
	}
	ip := net.ParseIP(host)
	return "tcp", address, host == "localhost" || ip != nil && ip.IsLoopback(), nil
}

// sayServing says where the server answers. The log of answers may take stdout.
func (a *app) sayServing(s *serve.Server, sources []serve.Source, l net.Listener, secure bool, took time.Duration, log string) {
	names := make([]string, len(sources))
	for i, src := range sources {
		names[i] = src.Name
	}
	at := l.Addr().String()
	if l.Addr().Network() == "tcp" {
		scheme := "http"
		if secure {
			scheme = "https"
		}
		at = scheme + "://" + at
	}
	a.sayTo(log, "%s at %s   loaded in %s   next: curl %s/v1/parse -d '{\"text\":\"…\"}'", strings.Join(names, ", "), at, took.Round(time.Millisecond), at)
}

// watchModels loads models again when their files change, until ctx ends.
func (a *app) watchModels(ctx context.Context, s *serve.Server, sources []serve.Source, log string) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		for _, src := range sources {
			if !s.Changed(src.Name) {
				continue
			}
			if err := s.Reload(ctx, src.Name); err != nil {
				a.warn("slmkit serve: the new model is refused, the old one stays: %v", err)
				continue
			}
			a.sayTo(log, "%s: loaded again", src.Name)
		}
	}
}
