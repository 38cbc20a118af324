package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/prompts/scaffold"
)

// place writes files into a folder: all of them, or none. It writes over none that is
// there unless it is told to.
func place(dir string, files []scaffold.File, force bool) (err error) {
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return fmt.Errorf("%s: is a file: name a folder for the pack", dir)
	}
	var there []string
	for _, f := range files {
		if _, err := os.Lstat(filepath.Join(dir, f.Name)); err == nil {
			there = append(there, f.Name)
		}
	}
	if len(there) > 0 && !force {
		return usageError("%s: has %s already%s: name another folder, or write over them with --force", dir, there[0], more(len(there)-1))
	}
	parent := filepath.Dir(filepath.Clean(dir))
	if err := os.MkdirAll(parent, 0o777); err != nil {
		return err
	}
	tmp, err := os.MkdirTemp(parent, ".init-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	fresh := filepath.Join(tmp, "new")
	for _, f := range files {
		if err := dataset.WriteFile(filepath.Join(fresh, f.Name), f.Data); err != nil {
			return err
		}
	}
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return os.Rename(fresh, dir)
	}
	return moveInto(fresh, dir, filepath.Join(tmp, "old"), files)
}

func more(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(" and %s more", count(n, "file", "files"))
}

// moveInto moves files into a folder that is there. Where one cannot be moved, what was
// there before is put back.
func moveInto(from, dir, old string, files []scaffold.File) (err error) {
	var done []string
	defer func() {
		if err == nil {
			return
		}
		for _, name := range done {
			_ = os.Remove(filepath.Join(dir, name))
			_ = os.Rename(filepath.Join(old, name), filepath.Join(dir, name))
		}
	}()
	for _, f := range files {
		at, kept := filepath.Join(dir, f.Name), filepath.Join(old, f.Name)
		err := cmp.Or(os.MkdirAll(filepath.Dir(at), 0o777), os.MkdirAll(filepath.Dir(kept), 0o777))
		if err != nil {
			return err
		}
		if err := os.Rename(at, kept); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		done = append(done, f.Name)
		if err := os.Rename(filepath.Join(from, f.Name), at); err != nil {
			return err
		}
	}
	return nil
}
