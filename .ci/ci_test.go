// Package ci tests what continuous integration of other projects gets of slmkit:
// go install, the GitHub action and the GitLab job. Nothing is fetched: a folder
// stands in for the module proxy.
package ci

import (
	"archive/zip"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
)

const (
	module  = "github.com/slmkit/slmkit"
	release = "v0.9.1"
)

// world is what a job of continuous integration finds on a new machine.
type world struct {
	home string
	env  []string
}

// newWorld makes a home folder and a module proxy that has one release of slmkit,
// made of the files that git knows here, and what the module cache has.
func newWorld(t *testing.T) world {
	t.Helper()
	home, proxy := t.TempDir(), t.TempDir()
	publish(t, filepath.Join(proxy, module, "@v"))
	cache := strings.TrimSpace(output(t, "go", "env", "GOMODCACHE"))
	build := strings.TrimSpace(output(t, "go", "env", "GOCACHE"))
	return world{home: home, env: append(os.Environ(),
		"HOME="+home, "XDG_CACHE_HOME="+filepath.Join(home, ".cache"), "CI=true",
		"GOPROXY=file://"+proxy+",file://"+filepath.Join(cache, "cache/download")+",off",
		"GOMODCACHE="+filepath.Join(home, "modules"), "GOCACHE="+build,
		"GOSUMDB=off", "GOFLAGS=-modcacherw -trimpath", "GOBIN=")}
}

// publish writes a release as a module proxy serves it.
func publish(t *testing.T, dir string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	mod, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	write("list", release+"\n")
	write(release+".info", fmt.Sprintf(`{"Version":%q}`, release))
	write(release+".mod", string(mod))
	f, err := os.Create(filepath.Join(dir, release+".zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z := zip.NewWriter(f)
	for name := range strings.SplitSeq(output(t, "git", "-C", "..", "ls-files", "-co", "--exclude-standard", "-z"), "\x00") {
		data, err := os.ReadFile(filepath.Join("..", name))
		if name == "" || os.IsNotExist(err) { // deleted, and not yet committed
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		to, err := z.Create(module + "@" + release + "/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := to.Write(data); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
}

func output(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		t.Fatalf("%s %s: %v", name, strings.Join(args, " "), err)
	}
	return string(out)
}

// bash runs a step and returns what it prints.
func (w world) bash(t *testing.T, dir, script string, env ...string) string {
	t.Helper()
	cmd := exec.Command("bash", "-euo", "pipefail", "-c", script)
	cmd.Dir, cmd.Env = dir, append(slices.Clone(w.env), env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s\n%v\n%s", script, err, out)
	}
	return string(out)
}

func load(t *testing.T, path string, to any) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(text, to); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

// TestGoInstall builds slmkit from a release as a stranger does: without make and
// without what git does not know.
func TestGoInstall(t *testing.T) {
	w := newWorld(t)
	bin := filepath.Join(w.home, "go/bin")
	w.bash(t, w.home, "go install "+module+"/cmd/slmkit@latest", "GOBIN="+bin)
	slmkit := filepath.Join(bin, "slmkit")
	if got, want := w.bash(t, w.home, slmkit+" --version"), "slmkit version "+release+"\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	w.bash(t, w.home, slmkit+" generate banking -n 100 -o data")
}

// action is a composite action of GitHub.
type action struct {
	Inputs map[string]struct {
		Description string
		Default     *string
	}
	Outputs map[string]struct{ Value string }
	Runs    struct {
		Using string
		Steps []step
	}
}

type step struct {
	Name, ID, Shell, Run string
	Directory            string `yaml:"working-directory"`
	Env, With            map[string]string
}

// TestAction runs the steps of the action twice. The second time slmkit is in the
// cache and is not installed again.
func TestAction(t *testing.T) {
	var a action
	load(t, "action/action.yml", &a)
	if a.Runs.Using != "composite" {
		t.Errorf("using %q, want composite", a.Runs.Using)
	}
	inputs := map[string]string{"version": "latest", "runtime": "false", "working-directory": "sub",
		"run": "slmkit --version > version.txt\nslmkit generate banking -n 100 -o data -q"}
	for name, in := range a.Inputs {
		if _, tested := inputs[name]; !tested || in.Description == "" || in.Default == nil {
			t.Errorf("input %s is not tested, or has no description or no default", name)
		}
	}
	w := newWorld(t)
	work := t.TempDir()
	if err := os.Mkdir(filepath.Join(work, "sub"), 0o777); err != nil {
		t.Fatal(err)
	}
	var installed time.Time
	for range 2 {
		values := map[string]string{"runner.os": "Linux", "runner.arch": "X64"}
		for name, v := range inputs {
			values["inputs."+name] = v
		}
		job := &job{t: t, world: w, work: work, values: values, used: map[string]bool{}, path: os.Getenv("PATH")}
		for _, s := range a.Runs.Steps {
			job.run(s)
		}
		for name := range a.Inputs {
			if !job.used["inputs."+name] {
				t.Errorf("input %s is not used", name)
			}
		}
		if got := job.expand(a.Outputs["version"].Value); got != release {
			t.Errorf("output version is %q, want %q", got, release)
		}
		if got := read(filepath.Join(work, "sub/version.txt")); got != "slmkit version "+release+"\n" {
			t.Errorf("version.txt: %q", got)
		}
		info, err := os.Stat(filepath.Join(w.home, ".cache/slmkit/bin/slmkit"))
		if err != nil {
			t.Fatal(err)
		}
		if !installed.IsZero() && !installed.Equal(info.ModTime()) {
			t.Error("slmkit was installed again")
		}
		installed = info.ModTime()
	}
}

// job runs steps as GitHub's runner does.
type job struct {
	t *testing.T
	world
	work, path string
	values     map[string]string // of expressions
	used       map[string]bool
}

var expression = regexp.MustCompile(`\$\{\{ *([\w.-]+) *\}\}`)

// expand puts values in the place of expressions.
func (j *job) expand(text string) string {
	return expression.ReplaceAllStringFunc(text, func(e string) string {
		name := expression.FindStringSubmatch(e)[1]
		v, ok := j.values[name]
		if !ok {
			j.t.Errorf("%s has no value", e)
		}
		j.used[name] = true
		return v
	})
}

// run runs a step. One that uses another action is not run.
func (j *job) run(s step) {
	for _, v := range s.With {
		j.expand(v)
	}
	if s.Run == "" {
		return
	}
	if s.Shell != "bash" {
		j.t.Errorf("step %q: shell %q, want bash", s.Name, s.Shell)
	}
	if expression.MatchString(s.Run) {
		j.t.Errorf("step %q: an expression in a script is run as code: pass it in env", s.Name)
	}
	tmp := j.t.TempDir()
	outputs, paths := filepath.Join(tmp, "output"), filepath.Join(tmp, "path")
	env := []string{"GITHUB_OUTPUT=" + outputs, "GITHUB_PATH=" + paths, "RUNNER_TEMP=" + tmp, "PATH=" + j.path}
	for name, v := range s.Env {
		env = append(env, name+"="+j.expand(v))
	}
	j.bash(j.t, filepath.Join(j.work, j.expand(s.Directory)), s.Run, env...)
	for line := range strings.Lines(read(outputs)) {
		name, v, _ := strings.Cut(strings.TrimSpace(line), "=")
		j.values["steps."+s.ID+".outputs."+name] = v
	}
	for line := range strings.Lines(read(paths)) {
		j.path = strings.TrimSpace(line) + string(os.PathListSeparator) + j.path
	}
}

// TestGitLab runs the job of the template with a script of its own, twice: the
// second time slmkit is in the cache and is not installed again.
func TestGitLab(t *testing.T) {
	var file map[string]struct {
		Variables map[string]string
		Before    []string `yaml:"before_script"`
		Cache     struct{ Paths []string }
	}
	load(t, "gitlab.yml", &file)
	template, ok := file[".slmkit"]
	if !ok {
		t.Fatal("gitlab.yml has no job .slmkit")
	}
	w := newWorld(t)
	project := t.TempDir()
	env := []string{"CI_PROJECT_DIR=" + project}
	for name, v := range template.Variables {
		env = append(env, name+"="+strings.ReplaceAll(v, "$CI_PROJECT_DIR", project))
	}
	script := strings.Join(append(template.Before, "slmkit --version", "stat -c %y $(command -v slmkit)"), "\n")
	first := w.bash(t, project, script, env...)
	if !strings.Contains(first, "slmkit version "+release+"\n") {
		t.Errorf("%q, want version %s", first, release)
	}
	if again := w.bash(t, project, script, env...); !strings.HasSuffix(first, again) {
		t.Errorf("%q, then %q: slmkit was installed again", first, again)
	}
	if _, err := os.Stat(filepath.Join(project, template.Cache.Paths[0], "bin/slmkit")); err != nil {
		t.Errorf("slmkit is not in the folder that is cached: %v", err)
	}
}

// read returns the text of a file, "" where there is none.
func read(path string) string {
	text, _ := os.ReadFile(path)
	return string(text)
}

// requirements-cpu.txt is requirements.txt without torch and its libraries for GPUs.
func TestRequirementsForProcessors(t *testing.T) {
	gpu := regexp.MustCompile(`^(torch|triton|cuda-[a-z]+|nvidia-[a-z0-9-]+)(\[.*\])?==`)
	var want []string
	left := false
	for line := range strings.Lines(read("../export/pytorch/requirements.txt")) {
		if line[0] >= 'a' && line[0] <= 'z' {
			left = gpu.MatchString(line)
		}
		if !left && !strings.HasPrefix(line, "#") {
			want = append(want, line)
		}
	}
	_, got, _ := strings.Cut(read("../export/pytorch/requirements-cpu.txt"), "\n")
	if len(want) == 0 || got != strings.Join(want, "") {
		t.Error("export/pytorch/requirements-cpu.txt is not requirements.txt without torch, triton, cuda and nvidia packages: make it again")
	}
}
