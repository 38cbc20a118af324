package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/eval/gate"
	"github.com/slmkit/slmkit/export/bundle"
	"github.com/slmkit/slmkit/inference"
	"github.com/slmkit/slmkit/inference/calibration"
)

// packaging is a model that becomes a bundle.
type packaging struct {
	packageOptions
	name     string   // of the model's folder
	hash     string   // of the files that decide what it answers
	weights  []string // files of the model, relative to its folder
	settings []string // what it needs besides
	labels   map[string]string
}

// newPackaging loads the model, since what does not run here runs nowhere, and holds it
// against the verdict that it needs.
func newPackaging(ctx context.Context, o packageOptions) (*packaging, error) {
	abs, err := filepath.Abs(o.dir)
	if err != nil {
		return nil, err
	}
	p := &packaging{packageOptions: o, name: filepath.Base(abs)}
	if p.precision, err = o.chosen(); err != nil {
		return nil, err
	}
	m, err := inference.Open(ctx, o.dir, inference.Options{Precision: p.precision, Threads: 1})
	if err != nil {
		return nil, err
	}
	p.hash, err = m.Hash()
	if err == nil {
		err = p.list(m.Files)
	}
	if err := errors.Join(err, m.Close()); err != nil {
		return nil, err
	}
	p.labels = map[string]string{"org.opencontainers.image.title": p.name,
		"org.opencontainers.image.version": p.hash[:min(12, len(p.hash))], "org.slmkit.version": version(), "org.slmkit.model.hash": p.hash, "org.slmkit.model.precision": p.precision}
	if o.require != "" {
		return p, p.passed()
	}
	return p, nil
}

// list lists the files that the model needs to answer.
func (p *packaging) list(files inference.Files) error {
	paths, err := files.List()
	if err != nil {
		return err
	}
	for _, path := range paths {
		name, err := filepath.Rel(p.dir, path)
		if err != nil {
			return err
		}
		p.weights = append(p.weights, name)
	}
	p.settings, err = p.existing("tokenizer.json", "config.json", "generation_config.json", "actions.json", filepath.Base(calibration.Path(p.dir)))
	return err
}

// existing returns the names under which the model's folder has files.
func (p *packaging) existing(names ...string) (out []string, err error) {
	for _, name := range names {
		if _, err := os.Stat(filepath.Join(p.dir, name)); err == nil {
			out = append(out, name)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	return out, nil
}

// passed holds the model against the verdict that it must have.
func (p *packaging) passed() error {
	data, err := os.ReadFile(p.require)
	if err != nil {
		return err
	}
	v, ok := gate.ReadVerdict(data)
	switch {
	case !ok:
		return usageError("%s is no verdict: write one with slmkit gate --json", p.require)
	case v.Status != gate.Pass:
		return &exitError{exitGateFailed, fmt.Errorf("%s: the verdict is %s: the model may not be packaged", p.require, v.Status)}
	case !slices.Contains(v.Models, p.hash):
		return &exitError{exitIncomparable, fmt.Errorf("%s is about other models than %s of precision %s, whose hash is %.12s: judge a report of this model", p.require, p.dir, p.precision, p.hash)}
	}
	p.labels["org.slmkit.verdict"], p.labels["org.slmkit.verdict.rules"], p.labels["org.slmkit.verdict.gold"] = v.Status, v.Rules, strings.Join(v.Gold, " ")
	return nil
}

// program is a slmkit that images start.
type program struct {
	path     string
	platform bundle.Platform
}

// static returns the programs of images: those that are named, or this one.
func (p *packaging) static() ([]program, error) {
	paths := p.programs
	if len(paths) == 0 {
		self, err := os.Executable()
		if err != nil {
			return nil, err
		}
		paths = []string{self}
	}
	var out []program
	for _, path := range paths {
		platform, err := bundle.Static(path)
		if err != nil && len(p.programs) == 0 {
			err = fmt.Errorf("%w, and name it with --slmkit", err)
		}
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(out, func(o program) bool { return o.platform == platform }) {
			return nil, usageError("--slmkit: %s is the second for %v", path, platform)
		}
		out = append(out, program{path, platform})
	}
	return out, nil
}

// one returns the only program of a format that takes one.
func (p *packaging) one() (program, error) {
	all, err := p.static()
	if err != nil {
		return program{}, err
	}
	if len(all) > 1 {
		return program{}, usageError("--format %s is for one processor: name one --slmkit", p.format)
	}
	return all[0], nil
}

// noProgram refuses --slmkit for a format that has no place for it.
func (p *packaging) noProgram() error {
	if len(p.programs) > 0 {
		return usageError("--slmkit %s: --format %s holds no program: leave it away", p.programs[0], p.format)
	}
	return nil
}

// model returns the model's files under a name.
func (p *packaging) model(under string) []bundle.File {
	return bundle.Folder(p.dir, under, slices.Concat(p.weights, p.settings))
}

// hostLabels are what hosts want to know of an image: that Lambda may start it from a
// snapshot, and that it listens where SageMaker says.
var hostLabels = map[string]string{
	"com.amazonaws.lambda.feature.snapstart":                   "Allow",
	"com.amazonaws.sagemaker.capabilities.accept-bind-to-port": "true",
}

// image returns the image of a program, with the model unless it comes from elsewhere.
func (p *packaging) image(of program, withModel bool) bundle.Image {
	labels := maps.Clone(p.labels)
	maps.Copy(labels, hostLabels)
	labels["org.opencontainers.image.description"] = "slmkit serve with the model " + p.name
	i := bundle.Image{Platform: of.platform, User: "1000:1000", Entrypoint: []string{"/slmkit"}, Cmd: []string{"serve"}, Ports: []string{"8080/tcp"}, Labels: labels,
		// Who reaches the container is decided outside of it; SLMKIT_KEYS asks for keys besides.
		Env:    []string{"SLMKIT_LISTEN=0.0.0.0:8080", "SLMKIT_INSECURE=true"},
		Layers: []bundle.Layer{{Files: []bundle.File{{Name: "slmkit", Path: of.path, Executable: true}}, About: "slmkit " + version()}}}
	if withModel {
		i.Layers = append(i.Layers, bundle.Layer{Files: p.model("models/" + p.name), About: fmt.Sprintf("%s %s %.12s", p.name, p.precision, p.hash)})
	}
	return i
}

// images returns the images of all programs.
func (p *packaging) images() ([]bundle.Image, error) {
	programs, err := p.static()
	if err != nil {
		return nil, err
	}
	var out []bundle.Image
	for _, of := range programs {
		out = append(out, p.image(of, true))
	}
	return out, nil
}

// pushOCI sends the images to a registry.
func pushOCI(ctx context.Context, p *packaging) error {
	images, err := p.images()
	if err != nil {
		return err
	}
	return bundle.Push(ctx, p.push, images)
}

func writeOCI(_ context.Context, p *packaging, out string) error {
	images, err := p.images()
	if err != nil {
		return err
	}
	_, err = bundle.WriteOCI(out, images)
	return err
}

func writeDocker(_ context.Context, p *packaging, out string) error {
	of, err := p.one()
	if err != nil {
		return err
	}
	return writeTo(out, func(w io.Writer) error {
		_, err := bundle.WriteDocker(w, p.image(of, true), bundle.Named(p.name)+":latest")
		return err
	})
}

// writeTo writes a file of a bundle that is being made: its place is taken when it is whole.
func writeTo(path string, write func(io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := write(f); err != nil {
		return err
	}
	return f.Close()
}

// modelPack is the model without a program.
func (p *packaging) modelPack() (*bundle.Model, error) {
	docs, err := p.existing("README.md", "LICENSE")
	return &bundle.Model{Name: p.name, Family: "t5", Version: p.hash[:min(12, len(p.hash))], Description: "a model for slmkit serve",
		Architecture: "transformer", Format: "onnx", Precision: p.precision, CallsTools: slices.Contains(p.settings, "actions.json"),
		Weights: bundle.Folder(p.dir, "", p.weights), Settings: bundle.Folder(p.dir, "", p.settings), Docs: bundle.Folder(p.dir, "", docs), Annotations: p.labels}, err
}

func writeModelPack(_ context.Context, p *packaging, out string) error {
	if err := p.noProgram(); err != nil {
		return err
	}
	m, err := p.modelPack()
	if err != nil {
		return err
	}
	_, err = bundle.WriteModel(out, m)
	return err
}

func pushModelPack(ctx context.Context, p *packaging) error {
	m, err := p.modelPack()
	if err != nil {
		return err
	}
	return bundle.PushModel(ctx, p.push, m)
}
