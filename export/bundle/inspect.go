package bundle

import (
	"archive/zip"
	"cmp"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/validate"
)

// Content says what a bundle holds.
type Content struct {
	Kind   string   `json:"kind"` // oci, modelpack, docker, zip or folder
	Digest string   `json:"digest,omitempty"`
	Parts  []Part   `json:"parts"`
	Limits []Limit  `json:"limits"`
	Labels []string `json:"labels,omitempty"` // of the first image or of the model, NAME=VALUE
}

// Part is a layer of an image, or a file of an archive or of a folder.
type Part struct {
	Platform string `json:"platform,omitempty"`
	Name     string `json:"name"`
	Packed   int64  `json:"packed_bytes"`
	Unpacked int64  `json:"unpacked_bytes"`
}

// Limit is a bound that a host sets.
type Limit struct {
	Name  string `json:"name"`
	Bytes int64  `json:"bytes"`
	Has   int64  `json:"has_bytes"`
	Kept  bool   `json:"kept"`
}

// limit is a bound on packed or unpacked bytes, of all files or of the largest.
type limit struct {
	name     string
	bytes    int64
	unpacked bool
	each     bool
}

const mb = 1 << 20

// limits are those of the hosts, by the kind of bundle. AWS's are of its page "Lambda quotas",
// the last of static hosts.
var limits = map[string][]limit{
	"zip":       {{"a zip archive that is uploaded directly", 50 * mb, false, false}, {"a Lambda function with its layers, unpacked", 250 * mb, true, false}, {"/tmp of a Lambda function", 512 * mb, true, false}},
	"oci":       {{"an image of a Lambda function", 10 << 30, true, false}, {"512 MB in all", 512 * mb, true, false}},
	"modelpack": {{"512 MB in all", 512 * mb, true, false}},
	"docker":    {{"an image of a Lambda function", 10 << 30, true, false}, {"512 MB in all", 512 * mb, true, false}},
	"folder":    {{"a file of a static host", 25 * mb, true, true}, {"512 MB in all", 512 * mb, true, false}},
}

// Inspect reads a bundle, checks that it is whole, and holds it against the limits of hosts.
func Inspect(path string) (*Content, error) {
	c, err := inspect(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	packed, unpacked := c.Sizes()
	for _, l := range limits[c.Kind] {
		has := packed
		if l.unpacked {
			has = unpacked
		}
		if l.each {
			has = slices.MaxFunc(c.Parts, func(a, b Part) int { return cmp.Compare(a.Unpacked, b.Unpacked) }).Unpacked
		}
		c.Limits = append(c.Limits, Limit{l.name, l.bytes, has, has <= l.bytes})
	}
	return c, nil
}

func inspect(path string) (*Content, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, errors.Unwrap(err)
	}
	if !info.IsDir() {
		if z, err := zip.OpenReader(path); err == nil {
			defer z.Close()
			return inspectZip(z)
		}
		img, err := tarball.ImageFromPath(path, nil)
		if err != nil {
			return nil, errors.New("neither a zip archive nor an archive of an image")
		}
		c := &Content{Kind: "docker"}
		return c, c.add(img)
	}
	if _, err := os.Stat(filepath.Join(path, "oci-layout")); err == nil {
		return inspectLayout(path)
	}
	return inspectFolder(path)
}

// inspectFolder lists the files of a folder, and holds them against its seal if it has one.
func inspectFolder(path string) (*Content, error) {
	files, err := filesOf(path)
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, errors.New("has no files")
	}
	c := &Content{Kind: "folder"}
	for _, f := range files {
		c.Parts = append(c.Parts, Part{Name: f.Name, Packed: f.Bytes, Unpacked: f.Bytes})
	}
	s, err := readSeal(path)
	if err != nil || s == nil {
		return c, err
	}
	c.label(s.Labels)
	return c, s.hold(files)
}

func inspectZip(z *zip.ReadCloser) (*Content, error) {
	c := &Content{Kind: "zip"}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		_, err = io.Copy(io.Discard, r) // checks the sum
		_ = r.Close()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		c.Parts = append(c.Parts, Part{Name: f.Name, Packed: int64(f.CompressedSize64), Unpacked: int64(f.UncompressedSize64)})
	}
	return c, nil
}

func inspectLayout(path string) (*Content, error) {
	root, err := layout.ImageIndexFromPath(path)
	if err != nil {
		return nil, err
	}
	if err := validate.Index(root); err != nil {
		return nil, err
	}
	c := &Content{Kind: "oci"}
	manifest, err := root.IndexManifest()
	if err != nil {
		return nil, err
	}
	if len(manifest.Manifests) == 0 {
		return nil, errors.New("has no image")
	}
	c.Digest = manifest.Manifests[0].Digest.String()
	return c, c.walk(root)
}

// walk adds the images of an index and of the indexes in it.
func (c *Content) walk(index v1.ImageIndex) error {
	manifest, err := index.IndexManifest()
	if err != nil {
		return err
	}
	for _, d := range manifest.Manifests {
		if d.MediaType.IsIndex() {
			inner, err := index.ImageIndex(d.Digest)
			if err != nil {
				return err
			}
			if err := c.walk(inner); err != nil {
				return err
			}
			continue
		}
		img, err := index.Image(d.Digest)
		if err != nil {
			return err
		}
		if err := c.add(img); err != nil {
			return err
		}
	}
	return nil
}

// label keeps the labels of what comes first.
func (c *Content) label(labels map[string]string) {
	if c.Labels != nil {
		return
	}
	for name, value := range labels {
		c.Labels = append(c.Labels, name+"="+value)
	}
	slices.Sort(c.Labels)
}

// addModel adds the files of a model.
func (c *Content) addModel(m *v1.Manifest) {
	c.Kind = "modelpack"
	c.label(m.Annotations)
	for _, l := range m.Layers {
		c.Parts = append(c.Parts, Part{Name: l.Annotations[modelFilePath], Packed: l.Size, Unpacked: l.Size})
	}
}

// add adds the layers of an image, or the files of a model.
func (c *Content) add(img v1.Image) error {
	manifest, err := img.Manifest()
	if err != nil {
		return err
	}
	if manifest.ArtifactType == modelArtifact {
		c.addModel(manifest)
		return nil
	}
	config, err := img.ConfigFile()
	if err != nil {
		return err
	}
	c.label(config.Config.Labels)
	layers, err := img.Layers()
	if err != nil {
		return err
	}
	for i, l := range layers {
		size, err := l.Size()
		if err != nil {
			return err
		}
		r, err := l.Uncompressed()
		if err != nil {
			return err
		}
		unpacked, err := io.Copy(io.Discard, r)
		_ = r.Close()
		if err != nil {
			return err
		}
		p := Part{Platform: config.OS + "/" + config.Architecture, Packed: size, Unpacked: unpacked}
		if i < len(config.History) {
			p.Name = config.History[i].CreatedBy
		}
		c.Parts = append(c.Parts, p)
	}
	return nil
}

// compress writes data with gzip, without a time.
func compress(w io.Writer, data []byte) error {
	z, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := z.Write(data); err != nil {
		return err
	}
	return z.Close()
}

// Sizes are the bytes that a host stores and those that it unpacks: of the first platform,
// where there are several.
func (c *Content) Sizes() (packed, unpacked int64) {
	for _, p := range c.Parts {
		if p.Platform == c.Parts[0].Platform {
			packed, unpacked = packed+p.Packed, unpacked+p.Unpacked
		}
	}
	return packed, unpacked
}
