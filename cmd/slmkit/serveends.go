package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/spf13/pflag"

	"github.com/slmkit/slmkit/inference/serve"
)

// serveEnds are the flags of the metrics' address and of the server's end.
type serveEnds struct {
	metrics    string
	drain      time.Duration
	drainDelay time.Duration
}

func (o *serveEnds) register(f *pflag.FlagSet) {
	f.StringVar(&o.metrics, "metrics", "", "address for GET /metrics that needs no key, or off (default: beside the rest)")
	f.DurationVar(&o.drain, "drain", 25*time.Second, "longest time to finish requests after SIGTERM")
	f.DurationVar(&o.drainDelay, "drain-delay", 0, "time to go on answering after SIGTERM, while load balancers notice")
}

func (o *serveEnds) fill(_ *app, to *serve.Options) error {
	if _, _, err := net.SplitHostPort(o.metrics); err != nil && o.apart() {
		return usageError("--metrics %s: an address such as 127.0.0.1:9090, or off", o.metrics)
	}
	if o.drain < 0 || o.drainDelay < 0 {
		return usageError("--drain %v, --drain-delay %v: a time of 0 or more", o.drain, o.drainDelay)
	}
	to.Metrics = o.metrics == ""
	return nil
}

// apart reports whether the metrics have an address of their own.
func (o *serveEnds) apart() bool { return o.metrics != "" && o.metrics != "off" }

// newHTTPServer bounds what slow clients can hold.
func newHTTPServer(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10,
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)}
}

// serveUntil serves until ctx ends or a listener fails, and then finishes what is asked.
func (o *serveEnds) serveUntil(ctx context.Context, s *serve.Server, servers []*http.Server, listeners []net.Listener) error {
	failed := make(chan error, len(servers))
	for i, server := range servers {
		go func() { failed <- server.Serve(listeners[i]) }()
	}
	var err error
	running := len(servers)
	select {
	case <-ctx.Done():
		s.Drain()
		select {
		case <-time.After(o.drainDelay):
		case err = <-failed:
			running--
		}
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
