//go:build unix

package regular

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func Example() {
	_, err := Read("/dev/zero", 1<<20)
	fmt.Println(err)
	// Output: /dev/zero: not a regular file, but a device, a pipe or a socket (Dc---------)
}

func TestOnlyRegularFiles(t *testing.T) {
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	for _, err := range []error{
		os.WriteFile(path("file"), []byte("text"), 0o666),
		os.Symlink("file", path("link")),
		os.Symlink("/dev/zero", path("zeros")),
		syscall.Mkfifo(path("pipe"), 0o666),
		os.WriteFile(path("sparse"), nil, 0o666),
		os.Truncate(path("sparse"), 1<<40),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]string{"file": "", "link": "", "zeros": "device", "pipe": "pipe", ".": "folder", "none": "no such file", "sparse": "more than"} {
		data, err := Read(path(name), 4)
		if want == "" && (err != nil || string(data) != "text") || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %q, error %v, want one with %q", name, data, err, want)
		}
	}
}
