package main

import (
	"path/filepath"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/prompts/triage"
)

// writeStubs writes the stubs of a triage into a folder and returns how many files there are.
func writeStubs(dir string, t *report.Triage) (int, error) {
	stubs := triage.Stubs(t)
	for _, s := range stubs {
		if err := dataset.WriteFile(filepath.Join(dir, filepath.FromSlash(s.Name)), s.Data); err != nil {
			return 0, err
		}
	}
	return len(stubs), nil
}
