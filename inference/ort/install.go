package ort

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// A wheel is the Python package that holds the library for one platform. Its
// code is never run: one member is taken out and checked by its hash.
type wheel struct {
	platform string // as pip names it
	member   string
	sha256   string
}

var wheels = map[string]wheel{
	"linux/amd64": {"manylinux_2_28_x86_64", "onnxruntime/capi/libonnxruntime.so." + Version,
		"6c1585d1bbf45b0712ea4a21b705c5fcb4ba04ff2e30f1fbf81a49faf658638f"},
	"linux/arm64": {"manylinux_2_28_aarch64", "onnxruntime/capi/libonnxruntime.so." + Version,
		"49852228a93995158b2a813d4df487d47a1b76b0eaa894507ef49e91b6d7954a"},
	"darwin/arm64": {"macosx_14_0_arm64", "onnxruntime/capi/libonnxruntime." + Version + ".dylib",
		"fa585fabbea65b823b9a8f7e27d46aee3989d1be7e36b528203d3a1fd613aae7"},
}

const npmPackage = "onnxruntime-node@" + npmVersion

var npmMembers = map[string]wheel{
	"linux/amd64": {"", "package/bin/napi-v6/linux/x64/libonnxruntime.so.1",
		"ffb75a925ba05e47b235bb66e3e3911714a80b328a9c9425539feb204aa32a23"},
}

// Install fetches the library through pip or, where there is no Python, through
// npm, checks its hash and puts it into the cache under its version. It returns
// the path.
func Install(ctx context.Context) (string, error) {
	tmp, err := os.MkdirTemp("", "slmkit-ort-*")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(tmp)
	version, lib, err := fetch(ctx, tmp)
	if err != nil {
		return "", err
	}
	path, err := cachePath(version)
	if err != nil {
		return "", err
	}
	return path, place(path, lib)
}

// place puts a library at a path whole: another process may be loading the one
// that is there.
func place(path string, lib []byte) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(lib)
	if err := errors.Join(err, f.Chmod(0o755), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// fetch returns the version of the library that it found, and the library.
func fetch(ctx context.Context, tmp string) (version string, lib []byte, err error) {
	system := runtime.GOOS + "/" + runtime.GOARCH
	var errs []error
	if w, ok := wheels[system]; ok {
		for _, python := range []string{"python3", "python"} {
			if _, err := exec.LookPath(python); err != nil {
				continue
			}
			lib, err := fromWheel(ctx, python, w, tmp)
			if err == nil {
				return Version, lib, nil
			}
			errs = append(errs, err)
			break
		}
	}
	if m, ok := npmMembers[system]; ok {
		if _, err := exec.LookPath("npm"); err == nil {
			lib, err := fromNPM(ctx, m, tmp)
			if err == nil {
				return npmVersion, lib, nil
			}
			errs = append(errs, err)
		}
	}
	if len(errs) == 0 {
		return "", nil, fmt.Errorf("onnx runtime for %s: neither pip nor npm is here to fetch it: install python3 with pip, or set %s", system, EnvLibrary)
	}
	return "", nil, errors.Join(errs...)
}

func fromWheel(ctx context.Context, python string, w wheel, tmp string) ([]byte, error) {
	if err := client(ctx, tmp, python, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", "--platform", w.platform,
		"--python-version", "3.12", "--implementation", "cp", "--abi", "cp312", "--dest", tmp, "onnxruntime=="+Version); err != nil {
		return nil, err
	}
	path, err := only(tmp, "*.whl")
	if err != nil {
		return nil, err
	}
	z, err := zip.OpenReader(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	defer z.Close()
	f, err := z.Open(w.member)
	if err != nil {
		return nil, fmt.Errorf("%s: no %s in it", filepath.Base(path), w.member)
	}
	defer f.Close()
	return checked(f, w)
}

func fromNPM(ctx context.Context, m wheel, tmp string) ([]byte, error) {
	if err := client(ctx, tmp, "npm", "pack", "--silent", npmPackage); err != nil {
		return nil, err
	}
	path, err := only(tmp, "*.tgz")
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	gz, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	for tr := tar.NewReader(gz); ; {
		h, err := tr.Next()
		if err != nil {
			return nil, fmt.Errorf("%s: no %s in it: %w", filepath.Base(path), m.member, err)
		}
		if h.Name == m.member {
			return checked(tr, m)
		}
	}
}

// client runs a package client in dir; its last line of output is the reason
// when it fails.
func client(ctx context.Context, dir, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return fmt.Errorf("fetching onnx runtime with %s: %w: %s", strings.Join(append([]string{name}, args[:min(3, len(args))]...), " "), err, lines[len(lines)-1])
}

func only(dir, pattern string) (string, error) {
	found, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil || len(found) != 1 {
		return "", fmt.Errorf("fetching onnx runtime left %d files %s, not one", len(found), pattern)
	}
	return found[0], nil
}

func checked(r io.Reader, w wheel) ([]byte, error) {
	var b bytes.Buffer
	h := sha256.New()
	if _, err := io.Copy(io.MultiWriter(&b, h), r); err != nil {
		return nil, fmt.Errorf("%s: %w", w.member, err)
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != w.sha256 {
		return nil, fmt.Errorf("%s has sha256 %s, not %s: not used", w.member, got, w.sha256)
	}
	return b.Bytes(), nil
}
