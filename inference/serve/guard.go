package serve

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"
)

// Key lets a client in.
type Key struct {
	Name string // for logs
	sum  [sha256.Size]byte
}

// ReadKeys reads keys, one a line: a key, or NAME KEY. Lines that begin with # are
// comments. It keeps only hashes.
func ReadKeys(data []byte, file string) ([]Key, error) {
	var keys []Key
	for i, line := range bytes.Split(data, []byte("\n")) {
		fields := bytes.Fields(line)
		switch {
		case len(fields) == 0 || fields[0][0] == '#':
			continue
		case len(fields) > 2:
			return nil, fmt.Errorf("%s:%d: a line is a key, or a name and a key", file, i+1)
		}
		secret := fields[len(fields)-1]
		if len(secret) < 16 {
			return nil, fmt.Errorf("%s:%d: a key of %d characters can be guessed: 16 at least", file, i+1, len(secret))
		}
		name := fmt.Sprint("key ", len(keys)+1)
		if len(fields) == 2 {
			name = string(fields[0])
		}
		keys = append(keys, Key{name, sha256.Sum256(secret)})
	}
	if len(keys) == 0 {
		return nil, fmt.Errorf("%s: has no keys", file)
	}
	return keys, nil
}

// holder returns the name of the key that a request has. It takes the same time for all
// wrong keys.
func (o *Options) holder(r *http.Request) (string, bool) {
	if len(o.Keys) == 0 {
		return "", true
	}
	secret, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !bearer {
		secret = r.Header.Get("X-Api-Key")
	}
	if secret == "" && strings.HasPrefix(r.URL.Path, "/model/") { // Rasa's ways
		if secret = r.URL.Query().Get("token"); secret == "" {
			secret = o.bodyToken(r)
		}
	}
	sum, found := sha256.Sum256([]byte(secret)), ""
	for _, k := range o.Keys {
		if subtle.ConstantTimeCompare(k.sum[:], sum[:]) == 1 {
			found = k.Name
		}
	}
	return found, found != ""
}

// bodyToken is the key that an assistant of Rasa puts into the body of its request, which
// can still be read.
func (o *Options) bodyToken(r *http.Request) string {
	data, err := io.ReadAll(io.LimitReader(r.Body, o.MaxBody))
	r.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(data), r.Body), r.Body}
	var q rasaRequest
	if err != nil || json.Unmarshal(data, &q) != nil {
		return ""
	}
	return q.Token
}

// open reports whether a path is for all who reach the server: whether it lives.
func open(path string) bool {
	return slices.Contains([]string{"/livez", "/readyz", "/startupz", "/health", "/healthz", "/ping", "/v2/health/live", "/v2/health/ready"}, path)
}

// allowedHost reports whether a request asks for a name of this server. A page of another
// site can make a browser ask 127.0.0.1 under a name of its own.
func (o *Options) allowedHost(r *http.Request) bool {
	if o.Hosts == nil {
		return true
	}
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.Trim(strings.ToLower(host), "[]")
	return slices.Contains(o.Hosts, host)
}

// allowedOrigin reports whether the page that asks may, and whether it is of another site.
func (o *Options) allowedOrigin(r *http.Request) (may, foreign bool) {
	origin := r.Header.Get("Origin")
	if origin == "" || origin == "http://"+r.Host || origin == "https://"+r.Host {
		return true, false
	}
	return slices.Contains(o.Origins, origin) || slices.Contains(o.Origins, "*"), true
}

// recorder remembers the status of an answer.
type recorder struct {
	http.ResponseWriter
	status int
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	return r.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController flush.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// guarded lets in what may come in, sets a deadline, and counts and logs requests.
func (s *Server) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.open.Add(1)
		defer s.open.Done()
		began := time.Now()
		rec := &recorder{ResponseWriter: w}
		id := newID("")
		h := w.Header()
		h.Set("X-Request-Id", id)
		r = r.WithContext(context.WithValue(r.Context(), requestID{}, id))
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store")
		if s.draining.Load() { // clients that ask again find another server
			h.Set("Connection", "close")
		}
		parent := traceparent(r.Header.Get("Traceparent"))
		h.Set("Traceparent", parent)
		key := ""
		defer func() {
			if p := recover(); p != nil && p != http.ErrAbortHandler { // a fault of ours must not end the others' requests
				s.o.Log.Error("panic", "request", id, "error", p, "stack", string(debug.Stack()))
				if rec.status == 0 {
					http.Error(rec, "internal error", http.StatusInternalServerError)
				}
			}
			took := time.Since(began)
			s.meters.served(r, rec.status, took)
			s.o.Log.LogAttrs(r.Context(), slog.LevelInfo, "request", slog.String("id", id), slog.String("trace", parent[3:35]), slog.String("method", r.Method), slog.String("path", r.URL.Path),
				slog.Int("status", rec.status), slog.Float64("ms", float64(took.Microseconds())/1000), slog.String("key", key), slog.String("model", h.Get("X-Slmkit-Model")))
		}()
		if err := s.admit(rec, r, &key); err != nil {
			s.contractOf(r.URL.Path).fail(s, rec, asFault(err))
			return
		}
		if r.Method == http.MethodOptions {
			rec.WriteHeader(http.StatusNoContent)
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), min(s.o.Deadline, clientDeadline(r.Header, s.o.Deadline)))
		defer cancel()
		r.Body = http.MaxBytesReader(rec, r.Body, s.o.MaxBody)
		next.ServeHTTP(rec, r.WithContext(ctx))
	})
}

// admit checks who asks and from where.
func (s *Server) admit(w http.ResponseWriter, r *http.Request, key *string) error {
	if inside(r.Context()) {
		return nil
	}
	if !s.o.allowedHost(r) {
		return &fault{status: http.StatusForbidden, code: "host", message: fmt.Sprintf("host %q is not one of this server: allow it with --hosts", r.Host)}
	}
	may, foreign := s.o.allowedOrigin(r)
	if !may {
		return &fault{status: http.StatusForbidden, code: "origin", message: fmt.Sprintf("pages of %s may not ask: allow them with --cors", r.Header.Get("Origin"))}
	}
	if foreign {
		h := w.Header()
		h.Set("Access-Control-Allow-Origin", r.Header.Get("Origin"))
		h.Set("Vary", "Origin")
		h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, X-Api-Key")
		h.Set("Access-Control-Allow-Methods", "GET, POST")
	}
	name, ok := s.o.holder(r)
	if !ok && !open(r.URL.Path) && !s.isPage(r) && r.Method != http.MethodOptions {
		w.Header().Set("WWW-Authenticate", "Bearer")
		return &fault{status: http.StatusUnauthorized, code: "invalid_api_key", message: "a key is needed: Authorization: Bearer KEY"}
	}
	*key = name
	return nil
}

// clientDeadline is how long a client waits, if it says so as OpenAI's clients do.
func clientDeadline(h http.Header, most time.Duration) time.Duration {
	if d, err := time.ParseDuration(h.Get("X-Stainless-Read-Timeout") + "s"); err == nil && d > 0 {
		return d
	}
	return most
}

// newID returns a random id with a prefix.
func newID(prefix string) string {
	var b [12]byte
	_, _ = rand.Read(b[:]) // never fails
	return prefix + hex.EncodeToString(b[:])
}

// traceparent continues a trace of the W3C's format, or begins one.
func traceparent(from string) string {
	var b [24]byte
	_, _ = rand.Read(b[:])
	trace, sampled := hex.EncodeToString(b[:16]), "01"
	if p := strings.Split(from, "-"); len(p) == 4 && len(p[1]) == 32 && len(p[2]) == 16 {
		if raw, err := hex.DecodeString(p[1]); err == nil && !bytes.Equal(raw, make([]byte, 16)) {
			trace, sampled = strings.ToLower(p[1]), "00"
			if flags, err := hex.DecodeString(p[3]); err == nil && len(flags) == 1 {
				sampled = p[3]
			}
		}
	}
	return "00-" + trace + "-" + hex.EncodeToString(b[16:]) + "-" + sampled
}
