package text

import (
	"regexp"
	"sync"
)

// Expression returns a regular expression that is compiled when it is first asked for, for
// packages that every command loads and few use. It panics then where expr is none.
func Expression(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
