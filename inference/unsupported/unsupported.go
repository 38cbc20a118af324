// Package unsupported makes errors that are [errors.ErrUnsupported] and say so in their own
// words: wrapping it would end each message with "unsupported operation".
package unsupported

import (
	"errors"
	"fmt"
)

// Errorf is as [fmt.Errorf], and the error is an [errors.ErrUnsupported].
func Errorf(format string, args ...any) error { return fault{fmt.Errorf(format, args...)} }

type fault struct{ error }

// Is implements the interface of [errors.Is].
func (fault) Is(target error) bool { return target == errors.ErrUnsupported }

// Unwrap returns the error that has the words, and with it those that it wraps.
func (f fault) Unwrap() error { return f.error }
