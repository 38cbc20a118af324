package ort

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/slmkit/slmkit/inference/ort/onnx"
)

// Version of ONNX Runtime that Install fetches where it can.
const Version = "1.32.0"

// npmVersion is the version of ONNX Runtime that Install fetches through npm, on
// machines without Python: npm has no newer one with a library in it.
const npmVersion = "1.30.0"

// EnvLibrary names the environment variable that points at the shared library.
const EnvLibrary = "SLMKIT_ORT"

// ErrNotFound is returned where no shared library was found.
var ErrNotFound = errors.New("onnx runtime was not found: run slmkit doctor --install")

// Library is a shared library of ONNX Runtime and how it was found.
type Library struct {
	Path   string
	Source string // flag, environment, cache, system, python
}

// libraryName is the file name of the shared library on this system.
func libraryName() string {
	switch runtime.GOOS {
	case "darwin":
		return "libonnxruntime.dylib"
	case "windows":
		return "onnxruntime.dll"
	}
	return "libonnxruntime.so"
}

// cachePath is where Install puts the library of a version, in the user's cache.
func cachePath(version string) (string, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "slmkit", "onnxruntime", version, libraryName()), nil
}

// Find looks for the library: where explicit says, where SLMKIT_ORT says, in
// slmkit's cache, in the system's folders, and in an installed Python
// onnxruntime. What was named must exist; the rest is tried in that order. In a
// build without cgo the error is onnx.ErrUnavailable.
func Find(ctx context.Context, explicit string) (Library, error) {
	if !onnx.Available {
		return Library{}, onnx.ErrUnavailable
	}
	for _, named := range []Library{{explicit, "flag"}, {os.Getenv(EnvLibrary), "environment"}} {
		if named.Path == "" {
			continue
		}
		if _, err := os.Stat(named.Path); err != nil {
			return named, fmt.Errorf("onnx runtime named by the %s: %w", named.Source, err)
		}
		return named, nil
	}
	for _, version := range []string{Version, npmVersion} {
		if path, err := cachePath(version); err == nil && isFile(path) {
			return Library{path, "cache"}, nil
		}
	}
	for _, dir := range systemDirs() {
		if matches, _ := filepath.Glob(filepath.Join(dir, libraryName()+"*")); len(matches) > 0 {
			return Library{matches[0], "system"}, nil
		}
	}
	if path := fromPython(ctx); path != "" {
		return Library{path, "python"}, nil
	}
	return Library{}, ErrNotFound
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

func systemDirs() []string {
	dirs := filepath.SplitList(os.Getenv("LD_LIBRARY_PATH"))
	return append(dirs, "/usr/local/lib", "/usr/lib", "/usr/lib64", "/opt/homebrew/lib",
		"/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu")
}

// fromPython asks the interpreter where its onnxruntime lies, without importing
// it, which would take a second.
func fromPython(ctx context.Context) string {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, "python3", "-c",
		"import importlib.util as u; s = u.find_spec('onnxruntime'); print(s.submodule_search_locations[0] if s else '')").Output()
	dir := strings.TrimSpace(string(out))
	if err != nil || dir == "" {
		return ""
	}
	for _, pattern := range []string{"libonnxruntime.so*", "libonnxruntime*.dylib", "onnxruntime.dll"} {
		if matches, _ := filepath.Glob(filepath.Join(dir, "capi", pattern)); len(matches) > 0 {
			return matches[0]
		}
	}
	return ""
}

var start struct {
	sync.Mutex
	lib     Library
	started bool
}

// Start loads the library and starts its environment, once per process. It
// returns the library that is in use.
func Start(ctx context.Context, explicit string) (Library, error) {
	start.Lock()
	defer start.Unlock()
	if start.started {
		return start.lib, nil
	}
	lib, err := Find(ctx, explicit)
	if err != nil {
		return lib, err
	}
	if err := onnx.Initialize(lib.Path); err != nil {
		return lib, fmt.Errorf("%s: not an onnx runtime that works here (%s): run slmkit doctor --install", lib.Path, OneLine(err))
	}
	start.lib, start.started = lib, true
	return lib, nil
}

// RuntimeVersion is the version of the library in use. It must not be asked
// for before Start has succeeded: the library crashes.
func RuntimeVersion() string {
	start.Lock()
	defer start.Unlock()
	if !start.started {
		return ""
	}
	return onnx.GetVersion()
}

// OneLine is an error's text without line breaks: ONNX Runtime has some.
func OneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }
