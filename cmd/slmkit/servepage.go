package main

import (
	"os"

	"github.com/spf13/pflag"

	"github.com/slmkit/slmkit/inference/serve"
)

// servePage are the flags of the page to try models on.
type servePage struct {
	page     bool
	feedback string
	file     *os.File
}

func (o *servePage) register(f *pflag.FlagSet) {
	f.BoolVar(&o.page, "ui", true, "serve the page to try models on at /")
	f.StringVar(&o.feedback, "feedback", "", "append prompts that people correct to this file, - for stdout (default: keep none)")
}

func (o *servePage) fill(a *app, to *serve.Options) (err error) {
	to.Page = o.page
	switch o.feedback {
	case "":
	case "-":
		to.Feedback = a.out
	default:
		if o.file, err = os.OpenFile(o.feedback, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600); err != nil {
			return err
		}
		to.Feedback = o.file
	}
	return nil
}

// close ends the file of feedback.
func (o *servePage) close() error {
	if o.file == nil {
		return nil
	}
	return o.file.Close()
}
