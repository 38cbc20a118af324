package main

import (
	"cmp"
	"os"
	"strings"

	"github.com/spf13/pflag"

	"github.com/slmkit/slmkit/inference/serve"
)

// serveFlags is a group of flags of serve: a type in a file of its own, and a field of
// serveOptions.
type serveFlags interface {
	// register adds the flags of the group.
	register(f *pflag.FlagSet)
	// fill checks what the flags say and puts it into the server's options.
	fill(a *app, to *serve.Options) error
}

// serveGroup is a group with the title that help gives it.
type serveGroup struct {
	title string
	serveFlags
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
