package inference

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Hash returns a hash of all that decides what the model of a folder answers
// at a precision: graphs, weights, tokenizer, configuration.
func Hash(dir, precision string) (string, error) {
	files, err := FindFiles(dir, precision)
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	for _, path := range append(files.List(), filepath.Join(dir, "tokenizer.json"), filepath.Join(dir, "config.json"),
		filepath.Join(dir, "generation_config.json")) {
		f, err := os.Open(path)
		if errors.Is(err, os.ErrNotExist) {
			continue // only generation_config.json may be missing, else Open has refused the folder
		}
		if err != nil {
			return "", err
		}
		fmt.Fprintf(sum, "%s\x00", filepath.Base(path))
		_, err = io.Copy(sum, f)
		f.Close()
		if err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(sum.Sum(nil))[:32], nil
}
