package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/diff"
)

// update is set by
//
//	go test ./cmd/slmkit -run 'TestReadme|Scripts' -update
var update = flag.Bool("update", false, "rewrite the output in README.md and in testdata/script with what the commands print")

// A readmeStep is a command in a console block of README.md.
type readmeStep struct {
	line    int // of the command, from 1
	command string
	shown   []string // the lines under the command: its output
	exit    string   // its exit code: shown by "$ echo $?", or 0
}

// readmeSteps returns the lines "$ COMMAND" of the console blocks. A command
// "echo $?" is no step: it shows the exit code of the step before it.
func readmeSteps(md []string) []readmeStep {
	var steps []readmeStep
	for i := 0; i < len(md); i++ {
		if md[i] != "```console" {
			continue
		}
		for i++; i < len(md) && md[i] != "```"; i++ {
			command, ok := strings.CutPrefix(md[i], "$ ")
			switch {
			case !ok && len(steps) > 0:
				steps[len(steps)-1].shown = append(steps[len(steps)-1].shown, md[i])
			case command == "echo $?" && len(steps) > 0 && i+1 < len(md):
				i++
				steps[len(steps)-1].exit = strings.TrimSpace(md[i])
			case ok:
				steps = append(steps, readmeStep{line: i + 1, command: command, exit: "0"})
			}
		}
	}
	return steps
}

// readmeFiles returns the blocks of YAML and Python whose first line is a comment that names a
// file, by that name.
func readmeFiles(md []string) map[string]string {
	files := map[string]string{}
	for i := 0; i+1 < len(md); i++ {
		name, ok := strings.CutPrefix(md[i+1], "# ")
		if md[i] != "```yaml" && md[i] != "```python" || !ok {
			continue
		}
		for i += 2; i < len(md) && md[i] != "```"; i++ {
			files[name] += md[i] + "\n"
		}
	}
	return files
}

// TestReadme runs every command of the console blocks of each README, in order and in
// one folder, and compares exit codes and output with what the README shows. The
// folder holds the files that the README shows. Measured numbers are masked: see mask.
// A line "…" in the README is any number of lines. A command "make TARGET" is not run,
// but the target must exist.
func TestReadme(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"README.md", "prompts/README.md"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			runReadme(t, name)
		})
	}
}

func runReadme(t *testing.T, name string) {
	repo, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(repo, name)
	md := strings.Split(contents(t, path), "\n")
	steps := readmeSteps(md)
	if len(steps) == 0 {
		t.Fatalf("%s shows no commands: is the first line of its blocks no longer ```console?", name)
	}
	makefile := contents(t, filepath.Join(repo, "Makefile"))
	dir := t.TempDir()
	for file, text := range readmeFiles(md) {
		to := filepath.Join(dir, file)
		if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, folder := range []string{"testdata", "prompts"} { // a README speaks from the root
		if err := os.Symlink(filepath.Join(repo, folder), filepath.Join(dir, folder)); err != nil {
			t.Fatal(err)
		}
	}
	shift := 0 // lines added by -update
	for _, s := range steps {
		if target, ok := strings.CutPrefix(s.command, "make "); ok {
			if !regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(strings.Fields(target)[0]) + `:`).MatchString(makefile) {
				t.Errorf("%s:%d: the Makefile has no target %s", name, s.line, target)
			}
			continue
		}
		got, exit := shell(t, dir, s.command)
		if exit != s.exit {
			t.Fatalf("%s:%d: %s\nexit code %s, want %s\n%s", name, s.line, s.command, exit, s.exit, strings.Join(got, "\n"))
		}
		got = elide(got, s.shown)
		if slices.Equal(masked(got), masked(s.shown)) {
			continue
		}
		if *update {
			at := s.line + shift
			md = slices.Replace(md, at, at+len(s.shown), keep(got, s.shown)...)
			shift += len(got) - len(s.shown)
			continue
		}
		t.Errorf("%s:%d: %s\nprints something else; -update rewrites the README\n%s", name, s.line, s.command,
			diff.Diff(name, joined(masked(s.shown)), "output", joined(masked(got))))
	}
	if *update {
		if err := os.WriteFile(path, []byte(strings.Join(md, "\n")), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// shell runs a command as a user does, with this test's binary as slmkit, and
// returns the lines of its output and its exit code.
func shell(t *testing.T, dir, command string) (lines []string, exit string) {
	t.Helper()
	cmd := exec.Command("sh", "-c", command)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatalf("%s: %v", command, err)
	}
	for line := range strings.Lines(string(out)) {
		if !strings.HasPrefix(line, unsteady) {
			lines = append(lines, strings.TrimSuffix(line, "\n"))
		}
	}
	return lines, fmt.Sprint(cmd.ProcessState.ExitCode())
}

// unsteady begins a warning that depends on what else the machine does.
const unsteady = "slmkit bench: "

const ellipsis = "…"

// elide replaces the lines of got that shown leaves out with an ellipsis.
func elide(got, shown []string) []string {
	head := slices.Index(shown, ellipsis)
	tail := len(shown) - head - 1
	if head < 0 || head+tail > len(got) {
		return got
	}
	return slices.Concat(got[:head], []string{ellipsis}, got[len(got)-tail:])
}

// keep returns got, with the numbers of shown in lines where only measured numbers
// differ.
func keep(got, shown []string) []string {
	old := masked(shown)
	out := slices.Clone(got)
	for i, line := range got {
		if at := slices.Index(old, mask(line)); at >= 0 {
			out[i] = shown[at]
		}
	}
	return out
}

const number = `[0-9][0-9.,]*`

var (
	measured = regexp.MustCompile(`\b` + number + `( ?(?:ms|s|/s|MB)\b| ×)`)
	interval = regexp.MustCompile(number + ` – ` + number)
	aMetric  = regexp.MustCompile(`\b(?:\w+_(?:ms|mb|per_s))\b`)
	bound    = regexp.MustCompile(`  +((?:at (?:most|least) )?)` + number)
	machine  = regexp.MustCompile(`^.*(, [0-9]+) threads?, slmkit [^;]*;`)
	noise    = regexp.MustCompile(`^noise of this machine: about ` + number)
	gap      = regexp.MustCompile(`  +`)
)

// mask replaces what differs from run to run or machine to machine with #:
//
//   - a number with the unit s, ms, /s, MB or ×, and intervals in the same line;
//   - in the verdict on a metric whose name ends in _ms, _mb or _per_s, the numbers
//     that are columns: what was measured, not the limit;
//   - in the lines under a bench, the processor, its instructions and the threads, and
//     the noise of the machine.
//
// Columns are as wide as their numbers, so any gap is two spaces.
func mask(line string) string {
	if measured.MatchString(line) {
		line = interval.ReplaceAllString(measured.ReplaceAllString(line, "#$1"), "# – #")
	}
	if aMetric.MatchString(line) {
		line = bound.ReplaceAllString(line, "  $1#")
	}
	line = noise.ReplaceAllString(machine.ReplaceAllString(line, "#;"), "noise of this machine: about #")
	return strings.TrimRight(gap.ReplaceAllString(line, "  "), " ")
}

func masked(lines []string) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = mask(line)
	}
	return out
}

func joined(lines []string) []byte { return []byte(strings.Join(lines, "\n") + "\n") }

func TestMask(t *testing.T) {
	for line, want := range map[string]string{
		"591 prompts   5,131/s   p50 5.9 ms   fp32.jsonl":                            "591 prompts  #/s  p50 # ms  fp32.jsonl",
		"data/{train,dev,test}.jsonl   0.23 s    next: slmkit check data":            "data/{train,dev,test}.jsonl  # s  next: slmkit check data",
		"latency p50    0.5463 ms    0.503 – 0.5876    0.2219 ms    0.2004 – 0.2346": "latency p50  # ms  # – #  # ms  # – #",
		"exact match      87.5 %    83.7 – 90.5      591 prompts, 243 templates":     "exact match  87.5 %  83.7 – 90.5  591 prompts, 243 templates",
		"pass    latency_p95_ms[precision=int8] <= 100    0.4545    at most 0.5512":  "pass  latency_p95_ms[precision=int8] <= 100  #  at most #",
		"pass    exact_match >= 0.85                      0.8748    at least 0.8367": "pass  exact_match >= 0.85  0.8748  at least 0.8367",
		"Intel(R) Xeon(R) Processor, 2 threads, slmkit AMX; latency of 200 runs":     "#; latency of 200 runs",
		"speed-up    n/a    2.66 ×    2.58 – 2.77":                                   "speed-up  n/a  # ×  # – #",
		"noise of this machine: about 5.8 %, from splits":                            "noise of this machine: about # %, from splits",
		"train 4,798   dev 611": "train 4,798  dev 611",
	} {
		if got := mask(line); got != want {
			t.Errorf("mask(%q)\n%q, want\n%q", line, got, want)
		}
	}
}

func TestReadmeSteps(t *testing.T) {
	md := "text\n```console\n$ a b\none\n…\n$ c\n$ echo $?\n3\n```\n$ no\n```\n$ no\n```\n```console\n$ d\n```"
	want := []readmeStep{{3, "a b", []string{"one", "…"}, "0"}, {6, "c", nil, "3"}, {15, "d", nil, "0"}}
	if got := readmeSteps(strings.Split(md, "\n")); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", got, want)
	}
}
