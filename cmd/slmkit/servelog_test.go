//go:build unix

package main

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestServeLog: a log is of whole lines, without the values that people said; after it is
// renamed, SIGHUP begins another; all is written when the server ends.
func TestServeLog(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "log.jsonl")
	url, stop := serving(t, "--log", path, "--redact")
	ask := func(text string) {
		res, err := http.Post(url+"/v1/parse", "application/json", strings.NewReader(`{"text":"`+text+`"}`))
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("%v, %v", res, err)
		}
		_ = res.Body.Close()
	}
	until := func(what string, done func() bool) {
		t.Helper()
		for range 500 {
			if done() {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
		t.Fatal("waited in vain: " + what)
	}
	read := func(path string) string {
		b, _ := os.ReadFile(path)
		return string(b)
	}
	ask("send fifty bucks to Barbara")
	until("the first line", func() bool { return strings.HasSuffix(read(path), "\n") })
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read what people said: %v, %v", info, err)
	}
	if err := os.Rename(path, path+".1"); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	until("the new file", func() bool { _, err := os.Stat(path); return err == nil })
	ask("send sixty bucks to Barbara")
	if code := stop(); code != exitOK {
		t.Errorf("exit code %d", code)
	}
	for name, said := range map[string]string{path + ".1": "fifty bucks", path: "sixty bucks"} {
		got := read(name)
		if strings.Count(got, "\n") != 1 || !strings.Contains(got, `"output":"transfer_money(`) || strings.Contains(got, "Barbara") || strings.Contains(got, said) {
			t.Errorf("%s: %s", name, got)
		}
	}
	var out, log bytes.Buffer
	if code := run(t.Context(), []string{"check", path + ".1", path, "--actions", "../../testdata/models/banking"}, nil, &out, &log); code != exitOK {
		t.Errorf("check: exit code %d: %s%s", code, out.String(), log.String())
	}
}
