package bundle

import (
	"context"
	"encoding/json"
	"fmt"
	"path"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/partial"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/static"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// Names of CNCF's ModelPack specification, version 1.
const (
	modelArtifact  = "application/vnd.cncf.model.manifest.v1+json"
	modelConfig    = "application/vnd.cncf.model.config.v1+json"
	modelWeight    = "application/vnd.cncf.model.weight.v1.raw"
	modelSetting   = "application/vnd.cncf.model.weight.config.v1.raw"
	modelDoc       = "application/vnd.cncf.model.doc.v1.raw"
	modelFilePath  = "org.cncf.model.filepath"
	modelFileAbout = "org.cncf.model.file.metadata+json"
)

// Model is a model without a program, as an artifact that registries keep and hosts mount.
// Each file is a layer as it is, neither archived nor compressed, so hosts need not unpack it.
type Model struct {
	Name, Family, Version, Description string
	Architecture, Format, Precision    string
	CallsTools                         bool
	Weights, Settings, Docs            []File
	Annotations                        map[string]string
}

// modelAbout is what the artifact's config says.
type modelAbout struct {
	Descriptor struct {
		Created     *time.Time `json:"createdAt,omitempty"`
		Family      string     `json:"family,omitempty"`
		Name        string     `json:"name"`
		Version     string     `json:"version,omitempty"`
		Description string     `json:"description,omitempty"`
	} `json:"descriptor"`
	Files struct {
		Type  string    `json:"type"`
		Diffs []v1.Hash `json:"diffIds"`
	} `json:"modelfs"`
	Config struct {
		Architecture string `json:"architecture,omitempty"`
		Format       string `json:"format,omitempty"`
		Precision    string `json:"precision,omitempty"`
		Capabilities struct {
			Input  []string `json:"inputTypes"`
			Output []string `json:"outputTypes"`
			Tools  bool     `json:"toolUsage"`
		} `json:"capabilities"`
	} `json:"config"`
}

// fileAbout is what a layer says of its file.
type fileAbout struct {
	Name string    `json:"name"`
	Mode int64     `json:"mode"`
	UID  int       `json:"uid"`
	GID  int       `json:"gid"`
	Size int64     `json:"size"`
	Time time.Time `json:"mtime"`
	Type byte      `json:"typeflag"` // 0 for a file
}

// artifact is a manifest with what it names. The library makes the rest of an image of it.
type artifact struct {
	manifest, config []byte
	layers           map[v1.Hash]v1.Layer
}

func (a *artifact) RawManifest() ([]byte, error)        { return a.manifest, nil }
func (a *artifact) RawConfigFile() ([]byte, error)      { return a.config, nil }
func (a *artifact) MediaType() (types.MediaType, error) { return types.OCIManifestSchema1, nil }
func (a *artifact) LayerByDigest(h v1.Hash) (partial.CompressedLayer, error) {
	if l, ok := a.layers[h]; ok {
		return l, nil
	}
	return nil, fmt.Errorf("no layer has the digest %v", h)
}

// build makes the artifact.
func (m *Model) build() (v1.Image, error) {
	at, err := created()
	if err != nil {
		return nil, err
	}
	a := &artifact{layers: map[v1.Hash]v1.Layer{}}
	manifest := v1.Manifest{SchemaVersion: 2, MediaType: types.OCIManifestSchema1, ArtifactType: modelArtifact, Annotations: m.Annotations}
	for _, part := range []struct {
		media types.MediaType
		files []File
	}{{modelWeight, m.Weights}, {modelSetting, m.Settings}, {modelDoc, m.Docs}} {
		for _, f := range sorted(part.files) {
			d, err := a.add(&f, part.media, at)
			if err != nil {
				return nil, err
			}
			manifest.Layers = append(manifest.Layers, *d)
		}
	}
	if a.config, err = m.config(manifest.Layers, at); err != nil {
		return nil, err
	}
	config, err := partial.Descriptor(static.NewLayer(a.config, modelConfig))
	if err != nil {
		return nil, err
	}
	manifest.Config = *config
	if a.manifest, err = json.Marshal(manifest); err != nil {
		return nil, err
	}
	return partial.CompressedToImage(a)
}

// add adds a file as a layer.
func (a *artifact) add(f *File, media types.MediaType, at time.Time) (*v1.Descriptor, error) {
	data, err := f.read()
	if err != nil {
		return nil, err
	}
	about, err := json.Marshal(fileAbout{Name: path.Base(f.Name), Mode: f.mode(), Size: int64(len(data)), Time: at})
	if err != nil {
		return nil, err
	}
	layer := static.NewLayer(data, media)
	d, err := partial.Descriptor(layer)
	if err != nil {
		return nil, err
	}
	d.Annotations = map[string]string{modelFilePath: f.Name, modelFileAbout: string(about)}
	a.layers[d.Digest] = layer
	return d, nil
}

// config is the artifact's config.
func (m *Model) config(layers []v1.Descriptor, at time.Time) ([]byte, error) {
	var about modelAbout
	d := &about.Descriptor
	d.Name, d.Family, d.Version, d.Description = m.Name, m.Family, m.Version, m.Description
	if at.Unix() != 0 {
		d.Created = &at
	}
	about.Files.Type = "layers"
	for _, l := range layers {
		about.Files.Diffs = append(about.Files.Diffs, l.Digest) // layers are not compressed
	}
	c := &about.Config
	c.Architecture, c.Format, c.Precision = m.Architecture, m.Format, m.Precision
	c.Capabilities.Input, c.Capabilities.Output, c.Capabilities.Tools = []string{"text"}, []string{"text"}, m.CallsTools
	return json.Marshal(about)
}

// WriteModel writes a model into a folder in the layout of the Open Container Initiative,
// and returns its digest.
func WriteModel(dir string, m *Model) (digest string, err error) {
	img, err := m.build()
	if err != nil {
		return "", err
	}
	return writeLayout(dir, img)
}

// PushModel sends a model to a registry under a name.
func PushModel(ctx context.Context, ref string, m *Model, options ...remote.Option) error {
	img, err := m.build()
	if err != nil {
		return err
	}
	return push(ctx, ref, img, options)
}
