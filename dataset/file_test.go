package dataset

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func names(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return strings.Join(out, " ")
}

func TestCreate(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "new", "folder", "out.txt")
	f, err := Create(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(strings.Repeat("one\n", 200_000)); err != nil { // more than the buffer holds
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("the file is there before Commit")
	}
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Errorf("Close after Commit: %v", err)
	}
	if got := read(t, path); len(got) != 800_000 {
		t.Errorf("%d bytes, want 800000", len(got))
	}
}

// TestCreateInterrupted drops a file: the old one stays, and nothing beside it.
func TestCreateInterrupted(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out.txt")
	if err := WriteFile(path, []byte("old")); err != nil {
		t.Fatal(err)
	}
	f, err := Create(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString("new"); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if got := read(t, path); got != "old" {
		t.Errorf("%q, want the old file", got)
	}
	if got := names(t, dir); got != "out.txt" {
		t.Errorf("the folder holds %s", got)
	}
}

func TestCreateKeepsModeAndLink(t *testing.T) {
	dir := t.TempDir()
	real, link := filepath.Join(dir, "real.txt"), filepath.Join(dir, "link.txt")
	if err := os.WriteFile(real, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("real.txt", link); err != nil {
		t.Skip("no symbolic links:", err)
	}
	if err := WriteFile(link, []byte("new")); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(real)
	if err != nil {
		t.Fatal(err)
	}
	if read(t, real) != "new" || info.Mode().Perm() != 0o600 {
		t.Errorf("%q with mode %v, want new with 0600", read(t, real), info.Mode())
	}
	if target, err := os.Readlink(link); err != nil || target != "real.txt" {
		t.Errorf("the link is %q, %v", target, err)
	}
}

func TestCreateStdout(t *testing.T) {
	var out bytes.Buffer
	f, err := Create("-", &out)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString("x"); err != nil {
		t.Fatal(err)
	}
	if err := f.Commit(); err != nil || out.String() != "x" {
		t.Errorf("%q, %v", out.String(), err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
}

func TestCreateFails(t *testing.T) {
	dir := t.TempDir()
	if _, err := Create(dir, nil); err == nil || err.Error() != dir+": is a folder: name a file in it" {
		t.Errorf("a folder: %v", err)
	}
	file := filepath.Join(dir, "file")
	if err := WriteFile(file, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := Create(filepath.Join(file, "x"), nil); err == nil {
		t.Error("a file was made inside a file")
	}
}

// TestCommitFails: where the file cannot be put in place, nothing is left beside it.
func TestCommitFails(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out.txt")
	f, err := Create(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(path, "taken"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := f.Commit(); err == nil || !strings.HasPrefix(err.Error(), path) {
		t.Errorf("error %v, want one that names the file", err)
	}
	if err := f.Close(); err != nil {
		t.Errorf("Close after a failed Commit: %v", err)
	}
	if got := names(t, dir); got != "out.txt" {
		t.Errorf("the folder holds %s", got)
	}
}

func TestCreateDevice(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("no /dev/full")
	}
	for _, size := range []int{10, 1 << 20} { // fails on Commit, and before it
		f, err := Create("/dev/full", nil)
		if err != nil {
			t.Fatal(err)
		}
		_, err = f.Write(make([]byte, size))
		if err = errors.Join(err, f.Commit()); !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "/dev/full") {
			t.Errorf("%d bytes: %v, want no space left on /dev/full", size, err)
		}
		f.Close()
	}
	if err := WriteFile(os.DevNull, []byte("x")); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode().IsRegular() {
		t.Fatalf("%s was replaced: %v", os.DevNull, err)
	}
}

func TestWriteJSONAndHash(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.json")
	if err := WriteJSON(path, map[string]int{"b": 1, "a": 2}); err != nil {
		t.Fatal(err)
	}
	if got := read(t, path); got != "{\n  \"a\": 2,\n  \"b\": 1\n}\n" {
		t.Errorf("%q", got)
	}
	if err := WriteJSON(path, func() {}); err == nil || !strings.HasPrefix(err.Error(), path) {
		t.Errorf("%v, want an error that names the file", err)
	}
	if err := WriteFile(path, []byte("abc")); err != nil {
		t.Fatal(err)
	}
	got, err := HashFile(path) // FIPS 180-4's example
	if want := "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"; err != nil || got != want {
		t.Errorf("%s, %v, want %s", got, err, want)
	}
	if _, err := HashFile(path + "x"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v, want not exist", err)
	}
}
