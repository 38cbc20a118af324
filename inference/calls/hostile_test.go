//go:build unix

package calls

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/inference/calibration"
)

// TestEndlessFiles: a downloaded folder may hold links to devices, which are not read.
func TestEndlessFiles(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"actions.json", "calibration.json"} {
		if err := os.Symlink("/dev/zero", filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	_, _, err := FindSchema(dir)
	_, read := calibration.Read(calibration.Path(dir))
	for name, err := range map[string]error{"actions.json": err, "calibration.json": read} {
		if err == nil || !strings.Contains(err.Error(), name+": not a regular file") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
