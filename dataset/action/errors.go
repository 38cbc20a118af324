package action

import (
	"errors"
	"fmt"
)

// Errors that Resolve, Check and Normalize wrap, so that a report can tell them
// apart with errors.Is.
var (
	ErrUnknownAction = errors.New("unknown action")
	ErrUnknownParam  = errors.New("unknown parameter")
	ErrMissingParam  = errors.New("required parameter is missing")
	ErrDuplicate     = errors.New("parameter is given twice")
	ErrValue         = errors.New("value does not fit")
	// ErrNoReference is returned for a relative date without a reference date.
	ErrNoReference = errors.New("a relative date needs a reference date")
)

// unfit is the error of words that are no value of a kind. Its message is built
// only when somebody reads it: a grammar tries all the words of a prompt.
type unfit struct{ text, kind string }

func (e unfit) Error() string { return fmt.Sprintf("%q is %s: %v", e.text, e.kind, ErrValue) }

func (e unfit) Unwrap() error { return ErrValue }
