package source_test

import (
	"testing"
	"testing/fstest"

	"github.com/slmkit/slmkit/prompts/source"
)

func TestFiles(t *testing.T) {
	files := source.Files{"pack.yaml": []byte("name: a"), "templates/a.yaml": []byte("action: a"), "templates/deep/b.yaml": nil}
	if err := fstest.TestFS(files, "pack.yaml", "templates/a.yaml", "templates/deep/b.yaml"); err != nil {
		t.Error(err)
	}
}
