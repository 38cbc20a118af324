package dataset

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// cutOff writes lines as a run that dies would leave them.
func cutOff(t *testing.T, path string, info RunInfo, lines string) {
	t.Helper()
	p, err := OpenPartial(path, info, true)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Keep(0); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Write([]byte(lines)); err != nil {
		t.Fatal(err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestPartialGoesOn(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "sub", "out.jsonl")
	seed := uint64(1)
	info := RunInfo{Tool: "slmkit", Seed: &seed, Threads: 1}
	cutOff(t, path, info, "one\n\nthree\nfo")
	if _, err := os.Stat(path); err == nil {
		t.Fatal("the output is there before it is whole")
	}
	other := uint64(1)
	p, err := OpenPartial(path, RunInfo{Tool: "slmkit", Seed: &other, Threads: 8}, false) // threads do not matter
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"one", "", "three"} {
		if got, err := p.Line(i); err != nil || string(got) != want {
			t.Errorf("line %d: %q, %v, want %q", i, got, err, want)
		}
	}
	if p.Lines() != 3 {
		t.Errorf("%d lines, want 3: half a line is none", p.Lines())
	}
	if err := p.Keep(2); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Write([]byte("3\n")); err != nil {
		t.Fatal(err)
	}
	if err := p.Flush(); err != nil || read(t, p.Path()) != "one\n\n3\n" {
		t.Errorf("%q, %v", read(t, p.Path()), err)
	}
	if err := p.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := p.Close(); err != nil {
		t.Errorf("Close after Commit: %v", err)
	}
	if got := read(t, path); got != "one\n\n3\n" {
		t.Errorf("%q", got)
	}
	if got := names(t, filepath.Dir(path)); got != "out.jsonl" {
		t.Errorf("the folder holds %s", got)
	}
}

func TestPartialOfAnotherRun(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.jsonl")
	cutOff(t, path, RunInfo{Model: "a", Inputs: map[string]string{"x": "1"}}, "one\n")
	for _, c := range []struct {
		info RunInfo
		want string
	}{
		{RunInfo{Model: "b", Inputs: map[string]string{"x": "1"}}, "was left by another run (model a, now b)"},
		{RunInfo{Model: "a", Inputs: map[string]string{"x": "2"}}, "(inputs map[x:1], now map[x:2])"},
	} {
		_, err := OpenPartial(path, c.info, false)
		if !errors.Is(err, ErrOtherRun) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
	p, err := OpenPartial(path, RunInfo{Model: "b"}, true)
	if err != nil || p.Lines() != 0 {
		t.Fatalf("fresh: %v with %d lines", err, p.Lines())
	}
	p.Close()
	if got := names(t, filepath.Dir(path)); got != "" {
		t.Errorf("of a run that wrote nothing the folder holds %s", got)
	}
	cutOff(t, path, RunInfo{Model: "b"}, "one\n")
	if err := os.WriteFile(p.infoPath(), []byte("{"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenPartial(path, RunInfo{Model: "b"}, false); !errors.Is(err, ErrOtherRun) {
		t.Errorf("a broken %s: %v", p.infoPath(), err)
	}
	if _, err := OpenPartial(t.TempDir(), RunInfo{}, false); err == nil || !strings.Contains(err.Error(), "is a folder") {
		t.Errorf("a folder: %v", err)
	}
}

// TestPartialLongLines: a line longer than the buffer is one line.
func TestPartialLongLines(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.jsonl")
	long := strings.Repeat("x", 1<<20)
	cutOff(t, path, RunInfo{}, long+"\n"+"short\n")
	p, err := OpenPartial(path, RunInfo{}, false)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if p.Lines() != 2 {
		t.Fatalf("%d lines, want 2", p.Lines())
	}
	if got, err := p.Line(0); err != nil || string(got) != long {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

func TestPartialWithDifferentSeedPointers(t *testing.T) {
	a, b := uint64(1), uint64(2)
	if got := (RunInfo{Seed: &a}).differs(RunInfo{Seed: &b}); got != "seed 1, now 2" {
		t.Errorf("%q, want the seeds themselves", got)
	}
	if got := (RunInfo{}).differs(RunInfo{Seed: &b}); got != "seed none, now 2" {
		t.Errorf("%q, want none for no seed", got)
	}
}

// TestPartialIsOnes: while a run writes, another does not.
func TestPartialIsOnes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.jsonl")
	p, err := OpenPartial(path, RunInfo{Model: "a"}, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, other := range []string{"a", "b"} {
		for _, fresh := range []bool{false, true} {
			if _, err := OpenPartial(path, RunInfo{Model: other}, fresh); err == nil || !strings.Contains(err.Error(), "another run is writing it") {
				t.Errorf("model %s, fresh %t: error %v", other, fresh, err)
			}
		}
	}
	if err := errors.Join(p.Keep(0), p.Commit()); err != nil {
		t.Fatal(err)
	}
	again, err := OpenPartial(path, RunInfo{Model: "b"}, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
}
