package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/slmkit/slmkit/eval/report"
)

// readBaselines reads the baselines of reports: a file, git:REF:PATH, or a folder of
// baselines, which has one for each signature.
func readBaselines(a *app, paths []string, reports []report.Report) ([]report.Report, error) {
	var out []report.Report
	for _, path := range paths {
		var found []report.Report
		var err error
		switch {
		case strings.HasPrefix(path, gitPrefix):
			found, err = readGit(path)
		case isFolder(path):
			found, err = readStore(path, reports)
		default:
			found, err = readReports(a, []string{path})
		}
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// storeFile is the file of a report's baseline in a folder of baselines, "" for a report
// that has no signature.
func storeFile(dir string, r report.Report) string {
	key := report.StoreKey(r)
	if key == "" {
		return ""
	}
	return filepath.Join(dir, key+".json")
}

// readStore reads the baselines of reports from a folder.
func readStore(dir string, reports []report.Report) ([]report.Report, error) {
	var out []report.Report
	for _, r := range reports {
		file := storeFile(dir, r)
		if file == "" {
			continue
		}
		data, err := os.ReadFile(file)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		base, err := report.Decode(data, file)
		if err != nil {
			return nil, err
		}
		out = append(out, base)
	}
	if len(out) == 0 {
		return nil, noStored(dir, reports)
	}
	return out, nil
}

// noStored says that a folder has no baseline for reports, and in what those that it has
// differ.
func noStored(dir string, reports []report.Report) error {
	first := reports[0]
	file := storeFile(dir, first)
	if file == "" {
		return usageError("%s has no signature, by which its baseline in %s would be found: write it again with slmkit eval --json", first.Head().Name, dir)
	}
	hint := "write it with slmkit gate --bless " + dir
	names, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil || len(names) == 0 {
		return usageError("%s has no baselines: %s", dir, hint)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			continue
		}
		other, err := report.Decode(data, name)
		if err != nil {
			continue
		}
		if why := first.Basis().ScoredUnlike(other.Basis()); why != "" && other.Head().Kind == first.Head().Kind {
			return &exitError{exitIncomparable, fmt.Errorf("%s has no baseline for %s, which would be %s; %s is another: %s: %s", dir, first.Head().Name, filepath.Base(file), filepath.Base(name), why, hint)}
		}
	}
	return &exitError{exitIncomparable, fmt.Errorf("%s has no baseline for %s, which would be %s: %s", dir, first.Head().Name, filepath.Base(file), hint)}
}

// gitPrefix begins the name of a baseline in a commit: git:main:eval/report.json.
const gitPrefix = "git:"

// readGit reads a report as a commit has it.
func readGit(name string) ([]report.Report, error) {
	ref, path, ok := strings.Cut(strings.TrimPrefix(name, gitPrefix), ":")
	if !ok || ref == "" || path == "" || strings.HasPrefix(ref, "-") {
		return nil, usageError("%s: write git:REF:PATH, such as git:origin/main:eval/report.json", name)
	}
	data, err := git("cat-file", "blob", ref+":"+path)
	if err != nil {
		return nil, gitError(name, ref, path, err)
	}
	r, err := report.Decode(data, name)
	if err != nil {
		return nil, err
	}
	return []report.Report{r}, nil
}

// git runs a command of git and returns what it prints.
func git(args ...string) ([]byte, error) {
	var out, errs bytes.Buffer
	c := exec.Command("git", args...)
	c.Stdout, c.Stderr = &out, &errs
	if err := c.Run(); err != nil {
		if first, _, _ := strings.Cut(strings.TrimSpace(errs.String()), "\n"); first != "" {
			return nil, errors.New(first)
		}
		return nil, err
	}
	return out.Bytes(), nil
}

// gitError says why a commit does not have a file, and what to do.
func gitError(name, ref, path string, err error) error {
	if errors.Is(err, exec.ErrNotFound) {
		return fmt.Errorf("%s: git is not installed", name)
	}
	if _, outside := git("rev-parse", "--git-dir"); outside != nil {
		return fmt.Errorf("%s: not in a git repository", name)
	}
	if _, unknown := git("rev-parse", "--verify", "--quiet", ref+"^{commit}"); unknown == nil {
		return fmt.Errorf("%s: the commit has no file %s: name it from the top of the repository, or with ./ from here", name, path)
	}
	branch := strings.TrimPrefix(ref, "origin/")
	fetch := fmt.Sprintf("git fetch --depth=1 origin %s:refs/remotes/origin/%s, and name git:origin/%s:%s", branch, branch, branch, path)
	if shallow, _ := git("rev-parse", "--is-shallow-repository"); strings.TrimSpace(string(shallow)) == "true" {
		return fmt.Errorf("%s: this clone is shallow and has no commit %s: fetch it: %s", name, ref, fetch)
	}
	return fmt.Errorf("%s: there is no commit %s (%w): fetch it: %s", name, ref, err, fetch)
}
