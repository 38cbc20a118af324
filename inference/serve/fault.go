package serve

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"
)

// statusGone is nginx's status for a client that went away before its answer.
const statusGone = 499

// fault is why a request, or a prompt of it, has no answer.
type fault struct {
	status  int
	code    string // one word that programs can tell apart
	message string
	param   string // the field at fault
	retry   time.Duration
}

func (f *fault) Error() string { return f.message }

// Code is the word that tells the fault from others.
func (f *fault) Code() string { return f.code }

// refused is a fault of a field.
func refused(param, format string, args ...any) *fault {
	return &fault{status: http.StatusBadRequest, code: "invalid_request", param: param, message: fmt.Sprintf(format, args...)}
}

// tooMany is a fault of a request with more prompts than one may have.
func tooMany(param, what string, n, most int) *fault {
	return refused(param, "%d %s, at most %d: send fewer, or start the server with --max-prompts", n, what, most)
}

// asFault is an error as a fault; one that is none is the server's own.
func asFault(err error) *fault {
	var f *fault
	if errors.As(err, &f) {
		return f
	}
	return &fault{status: http.StatusInternalServerError, code: "internal", message: err.Error()}
}

// announce sets the headers of a fault: when to come again, in whole seconds as HTTP has
// it and in milliseconds as OpenAI's clients read it.
func (f *fault) announce(h http.Header) {
	if f.retry <= 0 {
		return
	}
	h.Set("Retry-After", strconv.Itoa(int(math.Ceil(f.retry.Seconds()))))
	h.Set("Retry-After-Ms", strconv.FormatInt(max(1, f.retry.Milliseconds()), 10))
}
