package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// staticProgram is the head of a static program for Linux.
func staticProgram(t *testing.T, machine uint16) string {
	t.Helper()
	head := make([]byte, 64)
	copy(head, "\x7fELF\x02\x01\x01")
	for at, n := range map[int]uint16{16: 2, 18: machine, 20: 1, 52: 64, 54: 56, 58: 64} {
		binary.LittleEndian.PutUint16(head[at:], n)
	}
	path := filepath.Join(t.TempDir(), "slmkit")
	if err := os.WriteFile(path, head, 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestPackage: every format with a program of ours, twice, has the same bytes and is whole,
// and a model needs its verdict.
func TestPackage(t *testing.T) {
	const amd64, arm64 = 62, 183
	x86, arm := staticProgram(t, amd64), staticProgram(t, arm64)
	dir := t.TempDir()
	slmkit := func(code int, args ...string) (out string) {
		t.Helper()
		var stdout, stderr bytes.Buffer
		if got := run(t.Context(), args, strings.NewReader(""), &stdout, &stderr); got != code {
			t.Errorf("%v: exit code %d, want %d: %s", args, got, code, stderr.String())
		}
		return stdout.String() + stderr.String()
	}
	pack := func(code int, format, out string, more ...string) string {
		t.Helper()
		return slmkit(code, append([]string{"package", "../../testdata/models/banking", "--format", format, "-o", filepath.Join(dir, out)}, more...)...)
	}
	for format, want := range map[string][]string{
		"oci":          {"oci-layout", "index.json"},
		"docker":       {""},
		"lambda":       {""},
		"sagemaker":    {"image/oci-layout", "model.tar.gz", "main.tf"},
		"modelpack":    {"oci-layout", "index.json", "bundle.json"},
		"space-docker": {"Dockerfile", "README.md", "slmkit", "models/banking/tokenizer.json", "models/banking/calibration.json"},
	} {
		program := []string{"--slmkit", x86}
		if format == "modelpack" {
			program = nil
		}
		said := pack(exitOK, format, format, program...)
		if !strings.Contains(said, "banking int8   "+format+"   ") {
			t.Errorf("%s says %s", format, said)
		}
		pack(exitOK, format, "again", program...)
		for _, name := range want {
			one, err := os.ReadFile(filepath.Join(dir, format, name))
			two, again := os.ReadFile(filepath.Join(dir, "again", name))
			if err != nil || again != nil || !bytes.Equal(one, two) {
				t.Errorf("%s: %s: %v, %v, or other bytes the second time", format, name, err, again)
			}
		}
		if said := slmkit(exitOK, "package", "inspect", filepath.Join(dir, format)); !strings.Contains(said, "keeps ") {
			t.Errorf("%s: %s", format, said)
		}
		if err := os.RemoveAll(filepath.Join(dir, "again")); err != nil {
			t.Fatal(err)
		}
	}
	if said := slmkit(exitOK, "package", "inspect", filepath.Join(dir, "modelpack")); !strings.Contains(said, "tokens_int8.bin\n") || !strings.Contains(said, "label  org.slmkit.model.precision=int8") {
		t.Errorf("modelpack: %s", said)
	}
	both := pack(exitOK, "oci", "both", "--slmkit", x86, "--slmkit", arm)
	if !strings.Contains(both, "sha256:") || !strings.Contains(slmkit(exitOK, "package", "inspect", filepath.Join(dir, "both")), "linux/arm64") {
		t.Errorf("two processors: %s", both)
	}
	pack(exitOK, "lambda", "f.zip", "--slmkit", arm, "--template", filepath.Join(dir, "template.yaml"))
	if text, err := os.ReadFile(filepath.Join(dir, "template.yaml")); err != nil || !bytes.Contains(text, []byte("CodeUri: f.zip")) || !bytes.Contains(text, []byte("[arm64]")) {
		t.Errorf("%s %v", text, err)
	}

	var inspected struct {
		Labels []string `json:"labels"`
	}
	if err := json.Unmarshal([]byte(slmkit(exitOK, "package", "inspect", filepath.Join(dir, "oci"), "--json", "-")), &inspected); err != nil {
		t.Fatal(err)
	}
	hash := ""
	for _, label := range inspected.Labels {
		if value, ok := strings.CutPrefix(label, "org.slmkit.model.hash="); ok {
			hash = value
		}
	}
	verdict := func(status, model string) string {
		path := filepath.Join(t.TempDir(), "verdict.json")
		if err := os.WriteFile(path, []byte(`{"schema_version":1,"status":"`+status+`","rules":"gate.yaml","outcomes":[],"models":["`+model+`"],"gold":["a","b"]}`), 0o666); err != nil {
			t.Fatal(err)
		}
		return path
	}
	pack(exitOK, "oci", "judged", "--slmkit", x86, "--require", verdict("pass", hash))
	if judged := slmkit(exitOK, "package", "inspect", filepath.Join(dir, "judged")); !strings.Contains(judged, "org.slmkit.verdict=pass\n") || !strings.Contains(judged, "org.slmkit.verdict.gold=a b\n") {
		t.Errorf("the labels do not name the verdict and what it is about:\n%s", judged)
	}
	pack(exitGateFailed, "oci", "none", "--slmkit", x86, "--require", verdict("inconclusive", hash))
	pack(exitIncomparable, "oci", "none", "--slmkit", x86, "--require", verdict("pass", "0123"))
	pack(exitUsage, "oci", "none", "--slmkit", x86, "--require", "package.go")
	pack(exitGateFailed, "oci", "none", "--slmkit", x86, "--max-size", "1MB")
	pack(exitGateFailed, "oci", "none", "--slmkit", x86, "--max-size", "1MB", "--push", "127.0.0.1:1/never")
	pack(exitGateFailed, "lambda", "none.zip", "--slmkit", x86, "--max-size", "1MB", "--template", filepath.Join(dir, "none"))
	pack(exitFailed, "oci", "none", "--slmkit", x86, "--push", "127.0.0.1:1/never")
	pack(exitGateFailed, "modelpack", "none", "--max-size", "1MB", "--push", "127.0.0.1:1/never")
	pack(exitFailed, "modelpack", "none", "--push", "127.0.0.1:1/never")
	pack(exitUsage, "web", "none", "--slmkit", x86)
	pack(exitUsage, "modelpack", "none", "--slmkit", x86)
	pack(exitUsage, "oci", "none", "--slmkit", x86, "--max-size", "much")
	pack(exitUsage, "oci", "none", "--slmkit", x86, "--slmkit", x86)
	pack(exitUsage, "docker", "none", "--slmkit", x86, "--slmkit", arm)
	pack(exitUsage, "docker", "none", "--push", "registry.example/x")
	pack(exitUsage, "oci", "none", "--template", "x.yaml")
	pack(exitFailed, "oci", "none", "--slmkit", "package.go")
	pack(exitFailed, "docker", "oci", "--slmkit", x86)
	if _, err := os.Stat(filepath.Join(dir, "none")); err == nil {
		t.Error("a bundle that was refused is there")
	}
	slmkit(exitFailed, "package", "inspect", "nowhere")
	slmkit(exitFailed, "package", "inspect", "package.go")
}
