package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval/gate"
	"github.com/slmkit/slmkit/eval/render"
	"github.com/slmkit/slmkit/eval/report"
)

// summaryVariable names the file that GitHub shows as the summary of a step.
const summaryVariable = "GITHUB_STEP_SUMMARY"

// annotate tells GitHub what a gate decided: annotations on w, and the verdict in the
// summary of the step.
func annotate(w io.Writer, v *gate.Verdict, reports []report.Report) error {
	failures, where := failuresOf(reports)
	if err := render.Annotations(w, v, failures, where); err != nil {
		return err
	}
	path := os.Getenv(summaryVariable)
	if path == "" {
		return nil
	}
	return addSummary(path, v)
}

// addSummary adds a verdict to a summary, as far as there is room.
func addSummary(path string, v *gate.Verdict) error {
	var page bytes.Buffer
	if err := render.VerdictMarkdown(&page, v); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	room := render.MaxSummary - int(min(info.Size(), render.MaxSummary))
	if _, err := io.WriteString(f, render.Limit(page.String(), room)); err != nil {
		return err
	}
	return f.Close()
}

// failuresOf are the failures that the first evaluation lists, and the places of
// examples in its gold file.
func failuresOf(reports []report.Report) ([]report.Failure, func(id string) (render.Place, bool)) {
	for _, r := range reports {
		if e, ok := r.(*report.Evaluation); ok && e.Gold != nil {
			lines := goldLines(&e.Gold.FileInfo, e.Failures)
			return e.Failures, func(id string) (render.Place, bool) {
				line, ok := lines[id]
				return render.Place{File: e.Gold.Path, Line: line}, ok
			}
		}
	}
	return nil, func(string) (render.Place, bool) { return render.Place{}, false }
}

// goldLines finds the lines of examples in a file of JSON Lines. There are none where the
// file is not there, is another one by now, or has no lines of JSON.
func goldLines(gold *report.FileInfo, failures []report.Failure) map[string]int {
	if hash, err := dataset.HashFile(gold.Path); err != nil || hash != gold.SHA256 {
		return nil
	}
	f, err := os.Open(gold.Path)
	if err != nil {
		return nil
	}
	defer f.Close()
	wanted := map[string]bool{}
	for i := range failures[:min(len(failures), render.MaxAnnotations)] {
		wanted[failures[i].ID] = true
	}
	out, record := map[string]int{}, 0
	r := bufio.NewReader(f)
	for line := 1; len(out) < len(wanted); line++ {
		text, err := r.ReadBytes('\n')
		if text = bytes.TrimSpace(text); len(text) > 0 {
			record++
			var row struct{ ID string }
			if json.Unmarshal(text, &row) != nil {
				return nil
			}
			if row.ID == "" {
				row.ID = strconv.Itoa(record)
			}
			if wanted[row.ID] {
				out[strings.Clone(row.ID)] = line
			}
		}
		if err != nil {
			break
		}
	}
	return out
}
