package bundle

import (
	"archive/tar"
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// Image is what a container starts from, without anything below it. Layers that are the
// same in two images are stored and sent once, so what changes seldom has a layer of its own.
type Image struct {
	Platform   Platform
	Layers     []Layer
	User       string // "" for root
	Entrypoint []string
	Cmd        []string
	Env        []string // NAME=VALUE
	Ports      []string // such as 8080/tcp
	Labels     map[string]string
}

// Layer is a part of an image's files.
type Layer struct {
	Files []File
	About string // in the image's history
}

// created is the time that images say they were made at.
func created() (time.Time, error) {
	epoch := os.Getenv("SOURCE_DATE_EPOCH")
	if epoch == "" {
		return time.Unix(0, 0).UTC(), nil
	}
	seconds, err := strconv.ParseInt(epoch, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("SOURCE_DATE_EPOCH=%s is not a number of seconds", epoch)
	}
	return time.Unix(seconds, 0).UTC(), nil
}

// build makes an image in the form of the library.
func (i *Image) build(media types.MediaType) (v1.Image, error) {
	at, err := created()
	if err != nil {
		return nil, err
	}
	img := mutate.MediaType(empty.Image, media)
	layerType := types.OCILayer
	if media == types.OCIManifestSchema1 {
		img = mutate.ConfigMediaType(img, types.OCIConfigJSON)
	} else {
		layerType = types.DockerLayer
	}
	for _, l := range i.Layers {
		data, err := tarOf(l.Files, at)
		if err != nil {
			return nil, err
		}
		layer, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil },
			tarball.WithMediaType(layerType), tarball.WithCompressionLevel(9), tarball.WithCompressedCaching)
		if err != nil {
			return nil, err
		}
		if img, err = mutate.Append(img, mutate.Addendum{Layer: layer, History: v1.History{Author: "slmkit", Created: v1.Time{Time: at}, CreatedBy: l.About}}); err != nil {
			return nil, err
		}
	}
	config, err := img.ConfigFile()
	if err != nil {
		return nil, err
	}
	config = config.DeepCopy()
	config.OS, config.Architecture, config.Created = i.Platform.OS, i.Platform.Arch, v1.Time{Time: at}
	config.Config = v1.Config{User: i.User, Entrypoint: i.Entrypoint, Cmd: i.Cmd, Env: i.Env, Labels: i.Labels, WorkingDir: "/"}
	for _, port := range i.Ports {
		if config.Config.ExposedPorts == nil {
			config.Config.ExposedPorts = map[string]struct{}{}
		}
		config.Config.ExposedPorts[port] = struct{}{}
	}
	return mutate.ConfigFile(img, config)
}

// tarOf makes an archive of files and the folders that they are in.
func tarOf(files []File, at time.Time) ([]byte, error) {
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	folders := map[string]bool{}
	for _, f := range files {
		for dir := path.Dir(f.Name); dir != "." && dir != "/"; dir = path.Dir(dir) {
			folders[dir] = true
		}
	}
	for _, dir := range slices.Sorted(maps.Keys(folders)) {
		if err := w.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: dir + "/", Mode: 0o755, ModTime: at, Format: tar.FormatUSTAR}); err != nil {
			return nil, err
		}
	}
	for _, f := range sorted(files) {
		r, size, err := f.open()
		if err != nil {
			return nil, err
		}
		err = w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: f.Name, Mode: f.mode(), Size: size, ModTime: at, Format: tar.FormatUSTAR})
		if err == nil {
			_, err = io.Copy(w, r)
		}
		_ = r.Close() // it was only read
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	if err := w.Close(); err != nil { // writes the end of the archive
		return nil, err
	}
	return out.Bytes(), nil
}

// Archive writes files as a tar archive that is compressed with gzip.
func Archive(w io.Writer, files []File) error {
	at, err := created()
	if err != nil {
		return err
	}
	data, err := tarOf(files, at)
	if err != nil {
		return err
	}
	return compress(w, data)
}

// index joins the images of several platforms.
func index(images []Image) (v1.ImageIndex, error) {
	out := mutate.IndexMediaType(empty.Index, types.OCIImageIndex)
	for _, i := range images {
		img, err := i.build(types.OCIManifestSchema1)
		if err != nil {
			return nil, err
		}
		out = mutate.AppendManifests(out, mutate.IndexAddendum{Add: img, Descriptor: v1.Descriptor{Platform: &v1.Platform{OS: i.Platform.OS, Architecture: i.Platform.Arch}}})
	}
	return out, nil
}

// WriteOCI writes images into a folder in the layout of the Open Container Initiative, and
// returns the digest of what a registry would call by one name: the image, or the index
// where there are several.
func WriteOCI(dir string, images []Image) (digest string, err error) {
	if len(images) == 1 {
		img, err := images[0].build(types.OCIManifestSchema1)
		if err != nil {
			return "", err
		}
		return writeLayout(dir, img, layout.WithPlatform(v1.Platform{OS: images[0].Platform.OS, Architecture: images[0].Platform.Arch}))
	}
	all, err := index(images)
	if err != nil {
		return "", err
	}
	return writeLayout(dir, all)
}

// digested is an image, an artifact or an index.
type digested interface{ Digest() (v1.Hash, error) }

// writeLayout writes the only thing of a layout, and returns its digest.
func writeLayout(dir string, what digested, options ...layout.Option) (digest string, err error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return "", err
	}
	l, err := layout.Write(dir, empty.Index)
	if err != nil {
		return "", err
	}
	options = append(options, layout.WithAnnotations(map[string]string{"org.opencontainers.image.ref.name": "latest"}))
	switch what := what.(type) {
	case v1.Image:
		err = l.AppendImage(what, options...)
	case v1.ImageIndex:
		err = l.AppendIndex(what, options...)
	}
	if err != nil {
		return "", err
	}
	hash, err := what.Digest()
	return hash.String(), err
}

// WriteDocker writes one image as an archive that docker load and podman load read, under
// a name such as banking:latest.
func WriteDocker(w io.Writer, i Image, as string) (digest string, err error) {
	img, err := i.build(types.DockerManifestSchema2)
	if err != nil {
		return "", err
	}
	tag, err := name.NewTag(as)
	if err != nil {
		return "", fmt.Errorf("%q is no name of an image: %w", as, err)
	}
	if err := tarball.Write(tag, img, w); err != nil {
		return "", err
	}
	hash, err := img.Digest()
	return hash.String(), err
}

// Push sends images to a registry under a name.
func Push(ctx context.Context, ref string, images []Image, options ...remote.Option) error {
	if len(images) == 1 {
		img, err := images[0].build(types.OCIManifestSchema1)
		if err != nil {
			return err
		}
		return push(ctx, ref, img, options)
	}
	all, err := index(images)
	if err != nil {
		return err
	}
	return push(ctx, ref, all, options)
}

// push sends what registries call by one name.
func push(ctx context.Context, ref string, what digested, options []remote.Option) error {
	to, err := name.ParseReference(ref)
	if err != nil {
		return fmt.Errorf("%q is no name of an image: %w", ref, err)
	}
	options = append(options, remote.WithContext(ctx))
	if img, ok := what.(v1.Image); ok {
		return remote.Write(to, img, options...)
	}
	return remote.WriteIndex(to, what.(v1.ImageIndex), options...)
}

// Named turns a text into a name that images may have.
func Named(text string) string {
	clean := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return '-'
	}, strings.ToLower(text))
	if clean = strings.Trim(clean, "-"); clean == "" {
		return "model"
	}
	return clean
}
