package main

import (
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"github.com/spf13/pflag"

	"github.com/slmkit/slmkit/inference/serve"
	"github.com/slmkit/slmkit/prompts/redact"
)

// serveLog are the flags that say which prompts and answers are logged, and where.
type serveLog struct {
	path   string
	sample float64
	below  float64
	redact bool
	secret string

	file *reopened // nil for stdout and for no log
}

func (o *serveLog) register(f *pflag.FlagSet) {
	f.StringVar(&o.path, "log", "", "file to append prompts and answers to as JSON Lines, for triage; - for stdout")
	f.Float64Var(&o.sample, "log-sample", 1, "share of the answers to log, from 0 to 1")
	f.Float64Var(&o.below, "log-below", 0, "log all answers of a lower confidence, too, from 0 to 1")
	f.BoolVar(&o.redact, "redact", false, "keep invented values of the same types in place of those that prompts have")
	f.StringVar(&o.secret, "redact-secret", "", "file that decides which value comes in place of which (default: another for each start)")
}

// serveLogHelp is what help says of the log.
const serveLogHelp = `--log appends each prompt with its answer to a file, as records that triage,
eval and check read: a share of them by --log-sample, and all that are unsure by
--log-below. Answers never wait for the file; what it cannot take in time is
dropped and counted in slmkit_log_lines_total. SIGHUP opens the file anew, so
that it can be renamed before. --redact replaces the values that the model
found, in the text, the turns before it and the answer, by others of their type
and shape, moves the slots, and keeps the call true. Outside of slots it
replaces figures, codes, links, cards, accounts, phones, addresses, and the
names of people and places that it knows. A line that cannot be redacted fully
is not written. Values of enumerations stay, and rare names that no slot has.
What people correct (--feedback) is redacted as well; triage --feedback joins it
to the log by the ids of the answers.`

// fill opens the log, which runServe closes after the server has ended.
func (o *serveLog) fill(a *app, to *serve.Options) error {
	if err := o.check(to.Feedback != nil); err != nil {
		return err
	}
	log := &serve.AnswerLog{Sample: o.sample, Below: o.below}
	if o.redact {
		secret, err := o.readSecret()
		if err != nil {
			return err
		}
		// One for each, as each belongs to a goroutine. Of one secret, they agree.
		log.Redact, to.RedactFeedback = redact.New(secret).Line, redact.New(secret).Line
	}
	if o.path == "" {
		return nil
	}
	if log.To = a.out; o.path != "-" {
		var err error
		if o.file, err = openLog(o.path); err != nil {
			return err
		}
		log.To = o.file
	}
	to.Answers = log
	return nil
}

// check refuses a flag that has no use: for a log that is none, or that nothing redacts.
func (o *serveLog) check(feedback bool) error {
	switch {
	case o.path == "" && o.sample != 1:
		return usageError("--log-sample is for --log FILE")
	case o.path == "" && o.below != 0:
		return usageError("--log-below is for --log FILE")
	case o.path == "" && o.redact && !feedback:
		return usageError("--redact is for --log FILE and --feedback FILE")
	case o.secret != "" && !o.redact:
		return usageError("--redact-secret is for --redact")
	}
	return cmp.Or(probability("--log-sample", o.sample), probability("--log-below", o.below))
}

// readSecret returns the secret of --redact-secret, or a new one.
func (o *serveLog) readSecret() ([]byte, error) {
	if o.secret == "" {
		secret := make([]byte, sha256.Size)
		_, _ = rand.Read(secret) // it never fails
		return secret, nil
	}
	secret, err := os.ReadFile(o.secret)
	if err == nil && len(secret) < 16 {
		err = fmt.Errorf("%s: %d bytes are too few for a secret: write 16 or more", o.secret, len(secret))
	}
	return secret, err
}

// close closes the file.
func (o *serveLog) close() error {
	if o.file == nil {
		return nil
	}
	return o.file.Close()
}

// reopened is a file that lines are appended to. It is opened anew at SIGHUP.
type reopened struct {
	path   string
	mu     sync.Mutex // of file
	file   *os.File
	hangup chan os.Signal
	done   chan struct{}
}

// openLog opens a log, which the caller closes.
func openLog(path string) (*reopened, error) {
	f := &reopened{path: path, hangup: make(chan os.Signal, 1), done: make(chan struct{})}
	if err := f.open(); err != nil {
		return nil, err
	}
	signal.Notify(f.hangup, syscall.SIGHUP)
	go func() {
		defer close(f.done)
		for range f.hangup {
			_ = f.open() // the file that is open stays where there is no other
		}
	}()
	return f, nil
}

// open lets the file of the path take the place of the one that is open. Only its owner
// may read it.
func (f *reopened) open() error {
	file, err := os.OpenFile(f.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	f.mu.Lock()
	old := f.file
	f.file = file
	f.mu.Unlock()
	if old != nil {
		return old.Close()
	}
	return nil
}

func (f *reopened) Write(b []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.file.Write(b)
}

// Close ends the wait for signals and closes the file.
func (f *reopened) Close() error {
	signal.Stop(f.hangup)
	close(f.hangup)
	<-f.done
	return f.file.Close()
}
