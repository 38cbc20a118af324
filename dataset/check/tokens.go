package check

import (
	"fmt"
	"strings"
)

// tokens measures a row with the tokenizer.
func tokens(o *Options, r *Row, found func(kind, detail string)) {
	if o.Tokens == nil {
		return
	}
	for _, part := range []struct {
		what, text string
		most       int
	}{{"text", r.Input(), o.MaxInput}, {"target", r.Target, o.MaxTarget}} {
		if part.text == "" {
			continue
		}
		unknown, n := o.Tokens(part.text)
		if len(unknown) > 0 {
			found(Unknown, fmt.Sprintf("the tokenizer does not know %q in the %s", strings.Join(unknown, " "), part.what))
		}
		if part.most > 0 && n > part.most {
			found(Cut, fmt.Sprintf("the %s has %d tokens and is cut off after %d", part.what, n, part.most))
		}
	}
}
