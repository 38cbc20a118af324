package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/inference/ort/onnx"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"slmkit": main})
}

// TestScripts runs testdata/script/*.txtar but those that run a model: what each
// subcommand prints, writes and exits with. In a script $REPO is the root of the
// repository and $MODEL the bundled model. A build without cgo runs
// testdata/pure/*.txtar, too.
func TestScripts(t *testing.T) {
	files := scripts(t, false)
	if !onnx.Available {
		pure, err := filepath.Glob("testdata/pure/*.txtar")
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, pure...)
	}
	runScripts(t, files)
}

// TestModelScripts runs the scripts that run a model.
func TestModelScripts(t *testing.T) { runScripts(t, scripts(t, true)) }

// runModels are the scripts that run a model.
var runModels = []string{"actions", "bench", "bench_sweep", "calibrate", "dialogue", "doctor", "infer", "inputs", "model", "package", "package_onnx", "settings", "tests_model", "triage_model", "verify", "wordpiece"}

// runRuntime are those of them that need ONNX Runtime, which a build without cgo lacks.
var runRuntime = []string{"bench", "doctor", "infer", "package_onnx", "settings", "wordpiece"}

// scripts returns the scripts of this build that run a model, or the others.
func scripts(t *testing.T, models bool) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(files, func(path string) bool {
		name := strings.TrimSuffix(filepath.Base(path), ".txtar")
		return slices.Contains(runModels, name) != models || !onnx.Available && slices.Contains(runRuntime, name)
	})
}

func runScripts(t *testing.T, files []string) {
	t.Helper()
	repo, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Files:               files,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       *update,
		Setup: func(env *testscript.Env) error {
			env.Setenv("REPO", repo)
			env.Setenv("MODEL", filepath.Join(repo, "testdata/models/banking"))
			// The runtime lives in the user's cache, which a script does not see.
			if cache, err := os.UserCacheDir(); err == nil {
				env.Setenv("XDG_CACHE_HOME", cache)
			}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
	})
}

// exits N cmd args… runs a command and wants exit code N: testscript's own "!"
// cannot tell a failed gate from a crash.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits code command [args...]")
	}
	want, err := strconv.Atoi(args[0])
	if err != nil {
		ts.Fatalf("exits: %q is not an exit code", args[0])
	}
	got := 0
	var exit *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("exits: %v", err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// TestEveryCommandHasAScript keeps a new subcommand from going untested.
func TestEveryCommandHasAScript(t *testing.T) {
	for _, c := range newRoot(&app{}).Commands() {
		if c.Name() == "help" {
			continue
		}
		if _, err := os.Stat(filepath.Join("testdata/script", c.Name()+".txtar")); err != nil {
			t.Errorf("slmkit %s has no script test: %v", c.Name(), err)
		}
	}
}

// TestHelpFits keeps the prose of help within a narrow terminal.
func TestHelpFits(t *testing.T) {
	var check func(c *cobra.Command)
	check = func(c *cobra.Command) {
		for line := range strings.Lines(c.Long) {
			if n := utf8.RuneCountInString(strings.TrimSpace(line)); n > helpWidth && !strings.HasPrefix(line, "  ") {
				t.Errorf("slmkit %s: %d characters: %s", c.Name(), n, line)
			}
		}
		for _, sub := range c.Commands() {
			check(sub)
		}
	}
	for _, c := range newRoot(&app{}).Commands() {
		if c.Name() != "completion" { // whose help is cobra's
			check(c)
		}
	}
}

func TestInterruptedIs130(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if got := exitCode(ctx.Err()); got != exitInterrupted {
		t.Errorf("exit code %d, want %d", got, exitInterrupted)
	}
}
