package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const model = "../../testdata/models/banking"

// slmkitIn runs the program in this process.
func slmkitIn(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errOut bytes.Buffer
	code = run(t.Context(), args, strings.NewReader(""), &out, &errOut)
	return code, out.String(), errOut.String()
}

// TestMalformedModels puts every broken file of the fixtures in the place of a
// good one. Each is one line that names the file, and exit 1.
func TestMalformedModels(t *testing.T) {
	for pattern, names := range map[string][]string{
		"onnx/malformed_derived/*.onnx":       {"encoder.onnx", "decoder.onnx", "head.onnx"},
		"tokenizers/malformed_derived/*.json": {"tokenizer.json"},
	} {
		broken, err := filepath.Glob(filepath.Join("../../../shared/fixtures", pattern))
		if err != nil {
			t.Fatal(err)
		}
		if len(broken) == 0 {
			t.Skip("other tools' files are not beside this checkout")
		}
		for _, path := range broken {
			for _, name := range names {
				t.Run(filepath.Base(path)+" as "+name, func(t *testing.T) { refuses(t, path, name) })
			}
		}
	}
}

func refuses(t *testing.T, broken, name string) {
	dir := t.TempDir()
	files, err := os.ReadDir(model)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		from, _ := filepath.Abs(filepath.Join(model, f.Name()))
		if f.Name() == name {
			from, _ = filepath.Abs(broken)
		}
		if err := os.Symlink(from, filepath.Join(dir, f.Name())); err != nil {
			t.Fatal(err)
		}
	}
	in := filepath.Join(dir, "in.txt")
	if err := os.WriteFile(in, []byte("hello\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	code, _, stderr := slmkitIn(t, "infer", "--model", dir, "--lines", in, "-o", filepath.Join(dir, "out.jsonl"))
	if code != exitFailed || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, name) {
		t.Errorf("exit code %d, stderr %q: want exit 1 and one line that names %s", code, stderr, name)
	}
	if _, err := os.Stat(filepath.Join(dir, "out.jsonl")); err == nil {
		t.Error("an output was written")
	}
}

// TestInterruptedInferIsFinishedByTheNext sends ^C in the middle of a run, and
// then kill -9, and wants the output of an undisturbed run in the end.
func TestInterruptedInferIsFinishedByTheNext(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "in.jsonl")
	var prompts bytes.Buffer
	for i := range 12_000 {
		fmt.Fprintf(&prompts, `{"id":"p%d","text":"send $%d to person number %d of the list please"}`+"\n", i, i%97+1, i)
	}
	if err := os.WriteFile(in, prompts.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	bin := filepath.Join(dir, "slmkit")
	if out, err := exec.Command("go", "build", "-o", bin, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	args := []string{"infer", "--model", model, in, "-o"}
	whole := filepath.Join(dir, "whole.jsonl")
	if out, err := exec.Command(bin, append(args, whole)...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}

	cut := filepath.Join(dir, "cut.jsonl")
	for _, sig := range []os.Signal{os.Interrupt, os.Kill} {
		cmd := exec.Command(bin, append(args, cut)...)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		before := size(cut + ".partial")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for start := time.Now(); size(cut+".partial") <= before && time.Since(start) < 30*time.Second; {
			time.Sleep(5 * time.Millisecond)
		}
		_ = cmd.Process.Signal(sig)
		_ = cmd.Wait()
		if sig == os.Interrupt && (cmd.ProcessState.ExitCode() != exitInterrupted || !strings.Contains(stderr.String(), "answers are kept")) {
			t.Fatalf("after ^C: exit code %d, stderr %q", cmd.ProcessState.ExitCode(), stderr.String())
		}
		if _, err := os.Stat(cut); err == nil {
			t.Fatal("the run was over before it was cut off: give it more prompts")
		}
	}
	out, err := exec.Command(bin, append(args, cut, "--resume")...).CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("kept from an earlier run")) {
		t.Fatalf("resumed: %v\n%s", err, out)
	}
	a, _ := os.ReadFile(whole)
	b, _ := os.ReadFile(cut)
	if !bytes.Equal(a, b) {
		t.Errorf("%d bytes in parts, %d at once: they differ", len(b), len(a))
	}
	if left, _ := filepath.Glob(cut + ".partial*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func size(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}

// TestResumeWantsTheSameRun: answers of two models must not stand in one file.
func TestResumeWantsTheSameRun(t *testing.T) {
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.txt"), filepath.Join(dir, "out.jsonl")
	if err := os.WriteFile(in, []byte("hello\nshow my balance\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	info, err := json.Marshal(map[string]any{"tool": "another"})
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{out + ".partial": []byte("{}\n"), out + ".partial.run.json": info} {
		if err := os.WriteFile(name, data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	code, _, stderr := slmkitIn(t, "infer", "--model", model, "--lines", in, "-o", out, "--resume")
	if code != exitFailed || !strings.Contains(stderr, "left by another run") {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
	if code, _, stderr = slmkitIn(t, "infer", "--model", model, "--lines", in, "-o", out); code != exitOK || !strings.Contains(stderr, "starting over") {
		t.Errorf("without --resume: exit code %d, stderr %q", code, stderr)
	}
	if _, err := os.Stat(out + ".partial"); !os.IsNotExist(err) && err != fs.ErrNotExist {
		t.Error("the partial file is left behind")
	}
}
