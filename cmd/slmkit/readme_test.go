package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// readmeStep is one command of the README with the exit code it is shown with.
type readmeStep struct {
	line    int
	command string
	exit    string
}

// readmeSteps returns the "$ slmkit …" lines of the console blocks. A line
// "$ echo $?" and the number under it give the exit code of the command before.
func readmeSteps(md string) []readmeStep {
	var steps []readmeStep
	inside := false
	lines := strings.Split(md, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "```") {
			inside = line == "```console"
			continue
		}
		command, ok := strings.CutPrefix(line, "$ ")
		switch {
		case !inside || !ok:
		case command == "echo $?" && len(steps) > 0 && i+1 < len(lines):
			steps[len(steps)-1].exit = strings.TrimSpace(lines[i+1])
		default:
			steps = append(steps, readmeStep{i + 1, command, "0"})
		}
	}
	return steps
}

// TestReadme runs every command that the README shows, in order and in one
// folder, and wants the exit code that it shows. The make targets it names must
// exist; CI runs those.
func TestReadme(t *testing.T) {
	repo, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	md, err := os.ReadFile(filepath.Join(repo, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	steps := readmeSteps(string(md))
	if len(steps) < 5 {
		t.Fatalf("README.md shows %d commands: too few to be the whole loop", len(steps))
	}
	makefile, err := os.ReadFile(filepath.Join(repo, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, name := range []string{"testdata", "prompts"} { // the README speaks from the root
		if err := os.Symlink(filepath.Join(repo, name), filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	bin := t.TempDir()
	build := exec.Command("go", "build", "-o", filepath.Join(bin, "slmkit"), ".")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, s := range steps {
		if target, ok := strings.CutPrefix(s.command, "make "); ok {
			if !regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(strings.Fields(target)[0]) + `:`).Match(makefile) {
				t.Errorf("README.md:%d: the Makefile has no target %s", s.line, target)
			}
			continue
		}
		cmd := exec.Command("sh", "-c", s.command)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
		out, err := cmd.CombinedOutput()
		if cmd.ProcessState == nil {
			t.Fatalf("README.md:%d: %v", s.line, err)
		}
		if got := fmt.Sprint(cmd.ProcessState.ExitCode()); got != s.exit {
			t.Fatalf("README.md:%d: %s\nexit code %s, want %s\n%s", s.line, s.command, got, s.exit, out)
		}
	}
}
