package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/inference"
	"github.com/slmkit/slmkit/inference/web"
)

// A packageFormat turns a model into files. An error that is errors.ErrUnsupported says
// what the model lacks for the format.
type packageFormat struct {
	name  string
	files func(ctx context.Context, dir, precision string) ([]web.File, error)
	next  string // with %s for the folder
}

var packageFormats = []packageFormat{
	{"web", web.Bundle, "serve %s as static files over HTTPS"},
	{"space-static", web.Space, "push %s to a Space of the kind static"},
	{"transformersjs", web.TransformersJS, "load %s with transformers.js: see its README.md"},
}

type packageOptions struct {
	dir, format, out, precision string
}

func newPackage(a *app) *cobra.Command {
	var o packageOptions
	var names []string
	for _, f := range packageFormats {
		names = append(names, f.name)
	}
	c := &cobra.Command{
		Use:   "package DIR --format F -o OUT",
		Short: "turn a model into files that run elsewhere",
		Long: `Writes a folder with all that a model needs to answer in another place:

  web             a page that answers in the browser, without a server and, once
                  it was opened, without a network
  space-static    the same as a Hugging Face Space of the kind static
  transformersjs  the model in the layout that transformers.js reads; it must
                  have been exported with optimum's graphs

The page writes what slmkit infer writes, token for token. It shows arguments
as the prompt has them, and does not read dates or amounts of money.`,
		Example: "slmkit package models/banking --format web -o build/web",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.dir = args[0]
			return runPackage(cmd.Context(), a, o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.format, "format", "", "what to make: "+strings.Join(names, ", "))
	f.StringVarP(&o.out, "output", "o", "", "folder to write")
	f.StringVar(&o.precision, "precision", "", "precision of the model (default: int8 where the folder has it, else fp32)")
	_ = c.MarkFlagRequired("format")
	_ = c.MarkFlagRequired("output")
	return c
}

func runPackage(ctx context.Context, a *app, o packageOptions) error {
	at := slices.IndexFunc(packageFormats, func(f packageFormat) bool { return f.name == o.format })
	if at < 0 {
		return usageError("--format %s is not known: see slmkit package --help", o.format)
	}
	if err := keepApart([]string{o.out}, o.dir); err != nil {
		return err
	}
	if err := emptyOrBundle(o.out); err != nil {
		return err
	}
	format := packageFormats[at]
	precision, err := o.chosen()
	if err != nil {
		return err
	}
	files, err := format.files(ctx, o.dir, precision)
	if err != nil {
		return err
	}
	size := 0
	for _, f := range files {
		if err := dataset.WriteFile(filepath.Join(o.out, filepath.FromSlash(f.Name)), f.Data); err != nil {
			return err
		}
		size += len(f.Data)
	}
	a.say("%s %s   %d files   %s bytes   %s   next: "+format.next, o.dir, precision, len(files), text.Thousands(size), o.out, o.out)
	return nil
}

// chosen is the precision to package.
func (o *packageOptions) chosen() (string, error) {
	if o.precision != "" {
		return o.precision, nil
	}
	has, err := inference.Precisions(o.dir)
	if err != nil {
		return "", err
	}
	if slices.Contains(has, "int8") {
		return "int8", nil
	}
	return has[0], nil
}

// emptyOrBundle refuses a folder that holds files of something else.
func emptyOrBundle(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	for _, name := range []string{"model.json", "onnx"} {
		if slices.ContainsFunc(entries, func(e os.DirEntry) bool { return e.Name() == name }) {
			return nil
		}
	}
	return fmt.Errorf("%s: has files that slmkit package did not write: name a new folder", dir)
}
