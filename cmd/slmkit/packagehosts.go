package main

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"io"
	"path/filepath"
	"text/template"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/export/bundle"
)

// What hosts are told, in their own languages.
var (
	//go:embed hosts/template.yaml
	samTemplate string
	//go:embed hosts/main.tf
	sageMakerTerraform string
	//go:embed hosts/space.md
	spaceCard string
	//go:embed hosts/Dockerfile
	spaceDockerfile string
)

// host is what the texts of hosts are filled with.
type host struct {
	Name    string // of the model, as names of resources have it
	Title   string
	Archive string // name of the bundle
	Arch    string // x86_64 or arm64
	Hash    string
}

func (p *packaging) host(of program) host {
	return host{bundle.Named(p.name), p.name, filepath.Base(p.out), map[string]string{"amd64": "x86_64", "arm64": "arm64"}[of.platform.Arch], p.hash}
}

// filled fills in a text.
func (h host) filled(text string) ([]byte, error) {
	t, err := template.New("").Delims("<<", ">>").Parse(text)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = t.Execute(&b, h)
	return b.Bytes(), err
}

func writeLambda(_ context.Context, p *packaging, out string) error {
	of, err := p.one()
	if err != nil {
		return err
	}
	files := append(p.model("model"), bundle.File{Name: bootstrap, Path: of.path, Executable: true})
	return writeTo(out, func(w io.Writer) error { return bundle.WriteZip(w, files) })
}

// writeTemplate writes a SAM template for the function.
func (p *packaging) writeTemplate() error {
	of, err := p.one()
	if err != nil {
		return err
	}
	text, err := p.host(of).filled(samTemplate)
	if err != nil {
		return err
	}
	return dataset.WriteFile(p.template, text)
}

// writeSageMaker writes an image without the model, which SageMaker brings from model.tar.gz.
func writeSageMaker(_ context.Context, p *packaging, out string) error {
	of, err := p.one()
	if err != nil {
		return err
	}
	image := p.image(of, false)
	image.User = "" // SageMaker's files belong to root
	if _, err := bundle.WriteOCI(filepath.Join(out, "image"), []bundle.Image{image}); err != nil {
		return err
	}
	archive := func(w io.Writer) error { return bundle.Archive(w, p.model("")) }
	if err := writeTo(filepath.Join(out, "model.tar.gz"), archive); err != nil {
		return err
	}
	text, err := p.host(of).filled(sageMakerTerraform)
	if err != nil {
		return err
	}
	return dataset.WriteFile(filepath.Join(out, "main.tf"), text)
}

// writeSpace writes a folder that a Hugging Face Space builds an image from.
func writeSpace(_ context.Context, p *packaging, out string) error {
	of, err := p.one()
	if err != nil {
		return err
	}
	for name, text := range map[string]string{"README.md": spaceCard, "Dockerfile": spaceDockerfile, ".gitattributes": "slmkit filter=lfs diff=lfs merge=lfs -text\n"} {
		filled, err := p.host(of).filled(text)
		if err != nil {
			return err
		}
		if err := dataset.WriteFile(filepath.Join(out, name), filled); err != nil {
			return err
		}
	}
	files := append(p.model("models/"+p.name), bundle.File{Name: "slmkit", Path: of.path, Executable: true})
	if err := bundle.WriteFolder(out, files); err != nil {
		return fmt.Errorf("%s: %w", out, err)
	}
	return nil
}
