package inference

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/slmkit/slmkit/inference/regular"
)

// decisive is the files that decide what a model answers. generation_config.json
// need not be there.
func decisive(dir string, files Files) ([]string, error) {
	paths, err := files.List()
	return append(paths, filepath.Join(dir, "tokenizer.json"), filepath.Join(dir, "config.json"), filepath.Join(dir, "generation_config.json")), err
}

// Sources lists the files of all precisions of a folder's model that decide what it
// answers, without the weights that a graph keeps elsewhere. Of what it lists, some need
// not be there. It is empty where there is no model.
func Sources(dir string) []string {
	var paths []string
	for precision := range suffixes {
		if f, err := lookFor(dir, precision); err == nil {
			paths = append(paths, f.Encoder, f.Decoder, f.Head, f.Tokens, f.Merged, f.First, f.Past)
		}
	}
	if paths = slices.DeleteFunc(paths, func(path string) bool { return path == "" }); len(paths) == 0 {
		return nil
	}
	return append(paths, filepath.Join(dir, "tokenizer.json"), filepath.Join(dir, "config.json"), filepath.Join(dir, "generation_config.json"))
}

// stamp tells a file from another of its name.
type stamp struct {
	size     int64
	modified time.Time
}

func stamps(paths []string) (map[string]stamp, error) {
	all := map[string]stamp{}
	for _, path := range paths {
		info, err := regular.Stat(path)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		all[path] = stamp{info.Size(), info.ModTime()}
	}
	return all, nil
}

// unchanged fails if a file is no longer what it was when its stamp was taken.
func unchanged(stamps map[string]stamp) error {
	for path, was := range stamps {
		info, err := os.Stat(path)
		if err != nil || (stamp{info.Size(), info.ModTime()}) != was {
			return fmt.Errorf("%s: has changed since the model was loaded: run again with the model as it is now", path)
		}
	}
	return nil
}

// Hash returns a hash of all files that determine the answers of a folder's model
// at a precision: graphs, weights, tokenizer, configuration.
func Hash(dir, precision string) (string, error) {
	files, err := FindFiles(dir, precision)
	if err != nil {
		return "", err
	}
	paths, err := decisive(dir, files)
	if err != nil {
		return "", err
	}
	return hashFiles(context.Background(), paths)
}

// hashFiles stops when ctx ends.
func hashFiles(ctx context.Context, paths []string) (string, error) {
	sum := sha256.New()
	for _, path := range paths {
		f, _, err := regular.Open(path)
		if errors.Is(err, os.ErrNotExist) {
			continue // Open refuses a folder where another is missing
		}
		if err != nil {
			return "", err
		}
		fmt.Fprintf(sum, "%s\x00", filepath.Base(path))
		_, err = io.Copy(sum, reader{ctx, f})
		f.Close()
		if err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(sum.Sum(nil))[:32], nil
}

// reader reads until ctx ends.
type reader struct {
	ctx context.Context
	io.Reader
}

func (r reader) Read(b []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(b)
}
