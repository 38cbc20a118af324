//go:build linux && amd64

package ort

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestInstallNamesWhatNPMHas: where there is no Python, npm's version is fetched, and
// the cache does not name it as the other.
func TestInstallNamesWhatNPMHas(t *testing.T) {
	lib := []byte("a library")
	sum, was := sha256.Sum256(lib), npmMembers["linux/amd64"]
	npmMembers["linux/amd64"] = wheel{member: was.member, sha256: hex.EncodeToString(sum[:])}
	defer func() { npmMembers["linux/amd64"] = was }()

	bin := t.TempDir()
	archive := filepath.Join(bin, "package.tgz")
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	err := w.WriteHeader(&tar.Header{Name: was.member, Mode: 0o644, Size: int64(len(lib))})
	_, writing := w.Write(lib)
	// In place of npm: what npm pack leaves in the folder.
	npm := "#!/bin/sh\n/bin/cp " + archive + " onnxruntime-node.tgz\n"
	if err := errors.Join(err, writing, w.Close(), z.Close(), os.WriteFile(archive, b.Bytes(), 0o666),
		os.WriteFile(filepath.Join(bin, "npm"), []byte(npm), 0o777)); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin)
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	path, err := Install(t.Context())
	want, _ := cachePath(npmVersion)
	if err != nil || path != want {
		t.Fatalf("%s, %v; want %s", path, err, want)
	}
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, lib) {
		t.Errorf("%q, %v", got, err)
	}
}
