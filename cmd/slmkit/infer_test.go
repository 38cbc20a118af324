package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slmkit/slmkit/dataset"
)

const model = "../../testdata/models/banking"

// slmkitIn runs the program in this process.
func slmkitIn(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errOut bytes.Buffer
	code = run(t.Context(), args, strings.NewReader(""), &out, &errOut)
	return code, out.String(), errOut.String()
}

// TestMalformedModels puts broken files in the place of a model's good ones. Each
// is one line that names the file, and exit 1.
func TestMalformedModels(t *testing.T) {
	graphs := []string{"encoder.onnx", "decoder.onnx", "head.onnx"}
	for _, name := range graphs {
		for what, data := range brokenGraphs(t, name) {
			t.Run(what+" as "+name, func(t *testing.T) { refuses(t, data, name) })
		}
	}
	for what, data := range brokenTokenizers(t) {
		t.Run(what+" as tokenizer.json", func(t *testing.T) { refuses(t, data, "tokenizer.json") })
	}
}

// brokenGraphs are what people have in place of an ONNX file: the page of an
// error, a pointer of Git LFS, half a download.
func brokenGraphs(t *testing.T, name string) map[string][]byte {
	whole, err := os.ReadFile(filepath.Join(model, name))
	if err != nil {
		t.Fatal(err)
	}
	garbage := make([]byte, 512)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range garbage {
		garbage[i] = byte(random.Uint32())
	}
	return map[string][]byte{
		"nothing":      nil,
		"a page":       []byte("<!DOCTYPE html><html>404</html>"),
		"a pointer":    []byte("version https://git-lfs.github.com/spec/v1\noid sha256:" + strings.Repeat("0", 64) + "\nsize 123\n"),
		"text":         []byte("not an onnx model\n"),
		"a table":      slices.Concat([]byte("PAR1"), make([]byte, 64), []byte("PAR1")),
		"garbage":      garbage,
		"a long graph": append([]byte("\x3a\xff\xff\xff\xff\x0f\x08\x03\x12\x07pytorch"), make([]byte, 40)...), // that says it has 4 GB
		"a half":       whole[:len(whole)/2],
		"all but one":  whole[:len(whole)-1],
	}
}

func brokenTokenizers(t *testing.T) map[string][]byte {
	whole, err := os.ReadFile(filepath.Join(model, "tokenizer.json"))
	if err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{
		"nothing":      nil,
		"a page":       []byte("<html>"),
		"no model":     []byte(`{"version":"1.0","added_tokens":[]}`),
		"a score of x": []byte(`{"version":"1.0","added_tokens":[],"model":{"type":"Unigram","unk_id":99,"vocab":[["<pad>","x"]]}}`),
		"one token":    []byte("\ufeff" + `{"version":"1.0","model":{"type":"Unigram","unk_id":0,"vocab":[["<unk>",0.0]]}}`),
		"a half":       whole[:len(whole)/2],
	}
}

func refuses(t *testing.T, broken []byte, name string) {
	dir := t.TempDir()
	files, err := os.ReadDir(model)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if f.Name() == name {
			continue
		}
		from, _ := filepath.Abs(filepath.Join(model, f.Name()))
		if err := os.Symlink(from, filepath.Join(dir, f.Name())); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, name), broken, 0o666); err != nil {
		t.Fatal(err)
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
	for i := range 6_000 {
		fmt.Fprintf(&prompts, `{"id":"p%d","text":"send $%d to person number %d of the list please"}`+"\n", i, i%97+1, i)
	}
	if err := os.WriteFile(in, prompts.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	const bin = "slmkit" // this test's binary: see TestMain
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

// TestPromptsThatAreNotUTF8 are records with their error, in their place, of JSON
// and of lines; a run that was cut off behind one goes on.
func TestPromptsThatAreNotUTF8(t *testing.T) {
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in"), filepath.Join(dir, "out.jsonl")
	for _, c := range []struct {
		flag, in string
		ids      []string
	}{
		{"--lines=false", "{\"id\":\"a\",\"text\":\"hello\"}\n{\"id\":\"b\",\"text\":\"caf\xe9 \xff\xfe\"}\n{\"text\":\"\xff\"}\n{\"id\":\"d\",\"text\":\"hello\"}\n", []string{"a", "b", "3", "d"}},
		{"--lines", "hello\ncaf\xe9 \xff\xfe\n\xff\nhello\n", []string{"1", "2", "3", "4"}},
	} {
		const times = 150 // more than a window of prompts, which is what is kept of a run
		if err := os.WriteFile(in, []byte(strings.Repeat(c.in, times)), 0o666); err != nil {
			t.Fatal(err)
		}
		args := []string{"infer", "--model", model, c.flag, in, "-o", out}
		code, _, stderr := slmkitIn(t, args...)
		if code != exitOK || !strings.Contains(stderr, "300 prompts could not be answered") {
			t.Fatalf("%s: exit code %d, stderr %q", c.flag, code, stderr)
		}
		whole := contents(t, out)
		texts := []string{"hello", "caf\ufffd \ufffd\ufffd", "\ufffd", "hello"}
		lines := slices.Collect(strings.Lines(whole))
		for i, line := range lines[:4] {
			var got dataset.Prediction
			if err := json.Unmarshal([]byte(line), &got); err != nil {
				t.Fatal(err)
			}
			want := ""
			if i == 1 || i == 2 {
				want = "prompt is not UTF-8"
			}
			if got.ID != c.ids[i] || got.Text != texts[i] || got.Error != want || (got.Output == "") != (want != "") {
				t.Errorf("%s, record %d: %+v", c.flag, i, got)
			}
		}
		var info dataset.RunInfo
		if err := json.Unmarshal([]byte(contents(t, out+".run.json")), &info); err != nil {
			t.Fatal(err)
		}
		delete(info.Inputs, in) // whose hash is noted at the end
		if err := errors.Join(dataset.WriteJSON(out+".partial.run.json", info), os.WriteFile(out+".partial", []byte(strings.Join(lines[:550], "")), 0o666)); err != nil {
			t.Fatal(err)
		}
		code, stdout, stderr := slmkitIn(t, append(args, "--resume")...)
		if code != exitOK || !strings.Contains(stdout, "512 of them kept") || contents(t, out) != whole {
			t.Errorf("%s: resumed: exit code %d, %q, %q", c.flag, code, stdout, stderr)
		}
	}
}

// TestBadRecordsStayBad: what is no JSON, or has an id that is not UTF-8, stops infer;
// so does for tokenize a text that is not, of which there are no ids.
func TestBadRecordsStayBad(t *testing.T) {
	in := filepath.Join(t.TempDir(), "in.jsonl")
	for _, c := range []struct{ command, line, want string }{
		{"infer", "{\"text\":\"\xff", ":2: not UTF-8 at byte 10"},
		{"infer", "{\"id\":\"\xff\",\"text\":\"hello\"}", ":2: not UTF-8 at byte 8"},
		{"tokenize", "{\"text\":\"\xff\"}", ":2: not UTF-8 at byte 10"},
	} {
		if err := os.WriteFile(in, []byte("{\"text\":\"hello\"}\n"+c.line+"\n"), 0o666); err != nil {
			t.Fatal(err)
		}
		code, _, stderr := slmkitIn(t, c.command, "--model", model, in, "-o", in+".out")
		if code != exitFailed || !strings.Contains(stderr, in+c.want) {
			t.Errorf("%s %q: exit code %d, stderr %q", c.command, c.line, code, stderr)
		}
		if code, _, stderr = slmkitIn(t, c.command, "--model", model, in, "-o", in+".out", "--max-bad-records", "1"); code != exitOK {
			t.Errorf("%s %q, 1 bad record skipped: exit code %d, stderr %q", c.command, c.line, code, stderr)
		}
	}
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
