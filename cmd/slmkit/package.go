package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/export/bundle"
	"github.com/slmkit/slmkit/inference"
	"github.com/slmkit/slmkit/inference/web"
)

// A packageFormat turns a model into a bundle. An error that is errors.ErrUnsupported says
// what the model lacks for the format.
type packageFormat struct {
	name  string
	file  bool                                          // the bundle is one file; else a folder
	push  func(ctx context.Context, p *packaging) error // sends it to a registry; nil: registries do not take it
	write func(ctx context.Context, p *packaging, out string) error
	next  string // with %s for the bundle
}

var packageFormats = []packageFormat{
	{"oci", false, pushOCI, writeOCI, "skopeo copy oci:%s docker://…, or --push"},
	{"docker", true, nil, writeDocker, "docker load -i %s"},
	{"lambda", true, nil, writeLambda, "slmkit package inspect %s"},
	{"sagemaker", false, nil, writeSageMaker, "terraform -chdir=%s init"},
	{"space-docker", false, nil, writeSpace, "push %s to a Space of the kind docker"},
	{"space-static", false, nil, inBrowser(web.Space), "push %s to a Space of the kind static"},
	{"modelpack", false, pushModelPack, writeModelPack, "skopeo copy oci:%s docker://…, or --push"},
	{"web", false, nil, inBrowser(web.Bundle), "serve %s as static files over HTTPS"},
	{"transformersjs", false, nil, inBrowser(web.TransformersJS), "load %s with transformers.js: see its README.md"},
}

// inBrowser is a format without a program of ours.
func inBrowser(files func(ctx context.Context, dir, precision string) ([]web.File, error)) func(context.Context, *packaging, string) error {
	return func(ctx context.Context, p *packaging, out string) error {
		if err := p.noProgram(); err != nil {
			return err
		}
		all, err := files(ctx, p.dir, p.precision)
		if err != nil {
			return err
		}
		named := make([]bundle.File, len(all))
		for i, f := range all {
			named[i] = bundle.File{Name: f.Name, Data: f.Data}
		}
		return bundle.WriteFolder(out, named)
	}
}

type packageOptions struct {
	dir, format, out, precision string
	programs                    []string
	require                     string
	maxSize                     string
	push                        string
	template                    string
}

func formatNames() (names []string) {
	for _, f := range packageFormats {
		names = append(names, f.name)
	}
	return names
}

func newPackage(a *app) *cobra.Command {
	var o packageOptions
	c := &cobra.Command{
		Use:   "package DIR --format F -o OUT",
		Short: "turn a model into files that run elsewhere",
		Long: `Writes all that a model needs to answer in another place:

  oci             an image of slmkit and the model, as a folder; the same bytes
                  every time, for one processor or several
  docker          the same as an archive for docker load
  lambda          a zip archive for a function of AWS Lambda
  sagemaker       an image, model.tar.gz and a Terraform file for SageMaker
  space-docker    a Hugging Face Space that runs slmkit serve
  space-static    a Space without a server: the model answers in the browser
  modelpack       the model alone, as the artifact of CNCF's ModelPack for registries
                  and KServe
  web             the same page for any static host; once it was opened, it needs
                  no network
  transformersjs  the model in the layout that transformers.js reads; it must
                  have been exported with optimum's graphs

Images have nothing but slmkit and the model, in two layers. They need a static
slmkit for Linux: --slmkit names it, once for each processor, and make static
builds it. No container engine takes part.

A folder has a list of its files, bundle.json. Only an empty folder, or one
whose files are as the list says, is replaced by another bundle.

The page writes what slmkit infer --constrain writes on the same kernels, token
for token: valid calls of the model's actions.json. It answers freely where
there is none, or where that has patterns, times, durations, links, addresses
of machines, or amounts and dates in another language than English.
It shows arguments as the prompt has them, and does not read dates or amounts.

With --require the model is packaged only if the verdict of slmkit gate --json
passed and is about this model: exit 3 if it did not pass, 5 if it is about
another. With --max-size a bundle that is larger unpacked is refused: exit 3.`,
		Example: `slmkit package models/banking --format web -o build/web
slmkit package models/banking --format oci --slmkit build/slmkit-linux-amd64 -o image
slmkit package inspect image`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.dir = args[0]
			return runPackage(cmd.Context(), a, o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.format, "format", "", "what to make: "+strings.Join(formatNames(), ", "))
	f.StringVarP(&o.out, "output", "o", "", "folder or archive to write")
	f.StringVar(&o.precision, "precision", "", "precision of the model (default: int8 where the folder has it, else fp32)")
	f.StringArrayVar(&o.programs, "slmkit", nil, "static slmkit for Linux; again for another processor (default: this program)")
	f.StringVar(&o.require, "require", "", "verdict of slmkit gate --json that the model must have passed")
	f.StringVar(&o.maxSize, "max-size", "", "largest size, unpacked, such as 512MB")
	f.StringVar(&o.push, "push", "", "of oci and modelpack: send it to a registry, too, such as registry.example/banking:1")
	f.StringVar(&o.template, "template", "", "of lambda: write a SAM template for the function to this file")
	_ = c.MarkFlagRequired("format")
	_ = c.MarkFlagRequired("output")
	c.AddCommand(newPackageInspect(a))
	return c
}

func runPackage(ctx context.Context, a *app, o packageOptions) error {
	at := slices.IndexFunc(packageFormats, func(f packageFormat) bool { return f.name == o.format })
	if at < 0 {
		return usageError("--format %q is none of %s", o.format, strings.Join(formatNames(), ", "))
	}
	format := packageFormats[at]
	if o.push != "" && format.push == nil {
		return usageError("--push sends what --format oci or modelpack makes")
	}
	if o.template != "" && format.name != "lambda" {
		return usageError("--template is written with --format lambda")
	}
	most, err := parseBytes(o.maxSize)
	if err != nil {
		return err
	}
	if err := keepApart([]string{o.out, o.template}, o.dir, o.require); err != nil {
		return err
	}
	if err := emptyOrBundle(o.out, format.file); err != nil {
		return err
	}
	p, err := newPackaging(ctx, o)
	if err != nil {
		return err
	}
	content, err := p.make(ctx, format, most)
	if err != nil {
		return err
	}
	packed, unpacked := content.Sizes()
	size := fmt.Sprintf("%.1f MB", float64(packed)/1e6)
	if unpacked != packed {
		size += fmt.Sprintf(", %.1f MB unpacked", float64(unpacked)/1e6)
	}
	a.say("%s %s   %s   %s   %s   next: "+format.next, p.name, p.precision, format.name, size, o.out, o.out)
	if content.Digest != "" {
		a.say("%s", content.Digest)
	}
	return nil
}

// make writes the bundle beside its place, looks at its size, and puts it there.
func (p *packaging) make(ctx context.Context, format packageFormat, most int64) (*bundle.Content, error) {
	place, err := filepath.Abs(p.out)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(place), 0o777); err != nil {
		return nil, err
	}
	work, err := os.MkdirTemp(filepath.Dir(place), ".package-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(work)
	fresh := filepath.Join(work, "bundle")
	if err := format.write(ctx, p, fresh); err != nil {
		return nil, err
	}
	if !format.file {
		if err := bundle.Seal(fresh, format.name, p.labels); err != nil {
			return nil, err
		}
	}
	content, err := bundle.Inspect(fresh)
	if err != nil {
		return nil, err
	}
	if _, unpacked := content.Sizes(); most > 0 && unpacked > most {
		return nil, &exitError{exitGateFailed, fmt.Errorf("the bundle has %d bytes unpacked, more than --max-size %s", unpacked, p.maxSize)}
	}
	if format.push != nil && p.push != "" {
		if err := format.push(ctx, p); err != nil {
			return nil, err
		}
	}
	if p.template != "" {
		if err := p.writeTemplate(); err != nil {
			return nil, err
		}
	}
	return content, replace(place, fresh, filepath.Join(work, "old"))
}

// replace puts a fresh bundle in its place. What was there moves away first, and comes back
// if the bundle cannot take the place.
func replace(out, fresh, old string) error {
	err := os.Rename(out, old)
	there := err == nil
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	err = os.Rename(fresh, out)
	if err != nil && there {
		err = errors.Join(err, os.Rename(old, out))
	}
	return err
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

// emptyOrBundle refuses to replace a folder in which somebody else has put or changed anything.
func emptyOrBundle(out string, file bool) error {
	info, err := os.Stat(out)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if info.IsDir() == file {
		return fmt.Errorf("%s: is %s: name another place for the bundle", out, map[bool]string{true: "a folder", false: "a file"}[info.IsDir()])
	}
	if file {
		return nil
	}
	entries, err := os.ReadDir(out)
	if err != nil || len(entries) == 0 {
		return err
	}
	if err := bundle.Unchanged(out); err != nil {
		return fmt.Errorf("%s: %w: name a new folder", out, err)
	}
	return nil
}

// parseBytes reads a size such as 512MB, 0 for "".
func parseBytes(text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	for _, unit := range []struct {
		name  string
		bytes int64
	}{{"GB", 1e9}, {"MB", 1e6}, {"kB", 1e3}, {"", 1}} {
		number, found := strings.CutSuffix(text, unit.name)
		var n float64
		if _, err := fmt.Sscanf(number+";", "%g;", &n); found && err == nil && n > 0 && n*float64(unit.bytes) < 1<<62 {
			return int64(n * float64(unit.bytes)), nil
		}
	}
	return 0, usageError("--max-size %s is not a size such as 512MB", text)
}

func newPackageInspect(a *app) *cobra.Command {
	var json string
	c := &cobra.Command{
		Use:   "inspect BUNDLE",
		Short: "say what a bundle holds, and which limits of hosts it keeps",
		Long: `Reads an image, an archive or a folder that slmkit package wrote, or another
one, checks that it is whole, and prints its parts with their sizes and the
limits of hosts. Exits with 3 if it keeps none of the limits.`,
		Example: "slmkit package inspect image --json -",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return runPackageInspect(a, args[0], json)
		},
	}
	c.Flags().StringVar(&json, "json", "", "write what the table says as JSON, - for stdout")
	return c
}

func runPackageInspect(a *app, path, json string) error {
	c, err := bundle.Inspect(path)
	if err != nil {
		return err
	}
	if json != "-" {
		a.sayContent(c)
	}
	if json != "" {
		if err := (outputs{{json, func(w io.Writer) error { return writeJSON(w, c) }}}).write(a); err != nil {
			return err
		}
	}
	if !slices.ContainsFunc(c.Limits, func(l bundle.Limit) bool { return l.Kept }) {
		return &exitError{exitGateFailed, fmt.Errorf("%s: keeps none of the limits", path)}
	}
	return nil
}

// sayContent prints what a bundle holds.
func (a *app) sayContent(c *bundle.Content) {
	a.say("%-14s %12s %12s", c.Kind, "packed", "unpacked")
	for _, p := range c.Parts {
		a.say("%-14s %12s %12s   %s", cmp.Or(p.Platform, "file"), megabytes(p.Packed), megabytes(p.Unpacked), p.Name)
	}
	packed, unpacked := c.Sizes()
	a.say("%-14s %12s %12s", "in all", megabytes(packed), megabytes(unpacked))
	for _, l := range c.Limits {
		verdict := "keeps"
		if !l.Kept {
			verdict = "breaks"
		}
		a.say("%-6s %s: %s of %s", verdict, l.Name, megabytes(l.Has), megabytes(l.Bytes))
	}
	for _, label := range c.Labels {
		a.say("label  %s", label)
	}
	if c.Digest != "" {
		a.say("%s", c.Digest)
	}
}

func megabytes(n int64) string { return fmt.Sprintf("%.2f MB", float64(n)/1e6) }
