package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/slmkit/slmkit/eval/gate"
	"github.com/slmkit/slmkit/eval/render"
	"github.com/slmkit/slmkit/eval/report"
)

// blessOptions are the flags with which gate makes a report the baseline.
type blessOptions struct {
	to     string // a file or a folder of baselines
	reason string
	really bool
}

// check checks the flags before anything is read.
func (o *blessOptions) check() error {
	switch {
	case o.to == "" && (o.reason != "" || o.really):
		return usageError("--reason and --really go with --bless")
	case o.to == "" || o.reason != "":
		return nil
	}
	return usageError(`--reason is missing: say why the report becomes the baseline, such as --reason "release 1.4"`)
}

// target is the file that a report is written to.
func (o *blessOptions) target(r report.Report) (string, error) {
	if !o.folder() {
		return o.to, nil
	}
	if file := storeFile(o.to, r); file != "" {
		return file, nil
	}
	return "", usageError("%s has no signature, which names its file in %s: write it again with slmkit eval --json", r.Head().Name, o.to)
}

// folder reports whether reports are blessed into a folder of baselines.
func (o *blessOptions) folder() bool { return isFolder(o.to) || strings.HasSuffix(o.to, "/") }

// present lists what of the baselines to be replaced is there.
func (o *blessOptions) present(reports []report.Report) []string {
	targets, err := o.targets(reports)
	if err != nil {
		return nil // judgeGate says so
	}
	var out []string
	for _, b := range targets {
		if isFile(b.file) {
			out = append(out, b.file)
		}
	}
	return out
}

// withoutBaseline are the rules that can be judged where there is no baseline yet.
func (o *blessOptions) withoutBaseline(a *app, rules *gate.Rules, reports []report.Report) (*gate.Rules, error) {
	left := rules.WithoutBaseline(reports)
	switch n := len(rules.List) - len(left.List); {
	case n == 0:
	case len(left.List) == 0 && !o.really:
		return nil, usageError("%s: all rules need a baseline, and there is none yet: --really makes %s the first one", rules.File, reports[0].Head().Name)
	default:
		a.warn("slmkit gate: there is no baseline yet, so not judged: %s", report.FormatCount(n, "rules"))
	}
	return left, nil
}

// blessing is a report that becomes a baseline, and its file.
type blessing struct {
	report report.Report
	file   string
}

// targets are the reports to bless: for a file the first report, for a folder all that
// have a signature.
func (o *blessOptions) targets(reports []report.Report) ([]blessing, error) {
	var out []blessing
	for i, r := range reports {
		if o.to == "" || i > 0 && (!o.folder() || report.StoreKey(r) == "") {
			continue
		}
		file, err := o.target(r)
		if err != nil {
			return nil, err
		}
		if samePath(file, r.Head().Name) {
			return nil, usageError("%s is the report itself: name another file for the baseline", file)
		}
		out = append(out, blessing{r, file})
	}
	return out, nil
}

// bless makes reports the baselines, where the verdict allows it, and says what changed.
func (o *blessOptions) bless(a *app, table io.Writer, reports []report.Report, v *gate.Verdict) error {
	targets, err := o.targets(reports)
	if err != nil {
		return err
	}
	for _, b := range targets {
		if v.Status != gate.Pass && !o.really {
			a.warn("slmkit gate: %s is not blessed: the verdict is %s: --really makes it the baseline all the same", b.report.Head().Name, v.Status)
			continue
		}
		if err := o.blessOne(a, table, b, v); err != nil {
			return err
		}
	}
	return nil
}

func (o *blessOptions) blessOne(a *app, table io.Writer, b blessing, v *gate.Verdict) error {
	old, err := readOld(b.file)
	if err != nil {
		return err
	}
	h := b.report.Head()
	h.Blessed = &report.Blessing{Reason: o.reason, Rules: v.Rules, Verdict: v.Status, Report: h.Name, SHA256: h.SHA256}
	if old != nil {
		h.Blessed.Replaces = old.Head().SHA256
	}
	outs := outputs{{b.file, func(w io.Writer) error { return writeJSON(w, b.report) }}}
	if err := outs.write(a); err != nil {
		return err
	}
	return render.BlessedText(table, old, b.report, b.file, tableWidth(table))
}

// readOld reads the baseline that is there, nil where there is none.
func readOld(file string) (report.Report, error) {
	data, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	old, err := report.Decode(data, file)
	if err != nil {
		return nil, fmt.Errorf("%w; it is not replaced", err)
	}
	return old, nil
}
