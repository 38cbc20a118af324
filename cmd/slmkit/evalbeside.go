package main

import (
	"github.com/slmkit/slmkit/eval/gate"
	"github.com/slmkit/slmkit/eval/report"
)

// besideFiles are what --with of eval names.
type besideFiles struct {
	reports []report.Report
	verdict *gate.Verdict // nil where there is none
}

// readBeside reads reports, and up to one verdict of gate.
func readBeside(a *app, paths []string) (besideFiles, error) {
	var out besideFiles
	for _, path := range paths {
		data, err := a.readFile(path)
		if err != nil {
			return out, err
		}
		if v, ok := gate.ReadVerdict(data); ok {
			if out.verdict != nil {
				return out, usageError("%s: --with already has a verdict: a page shows one", path)
			}
			out.verdict = v
			continue
		}
		r, err := report.Decode(data, path)
		if err != nil {
			return out, err
		}
		out.reports = append(out.reports, r)
	}
	return out, nil
}
