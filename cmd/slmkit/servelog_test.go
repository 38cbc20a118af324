//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
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
	read := func(path string) string {
		b, _ := os.ReadFile(path)
		return string(b)
	}
	ask("send fifty bucks to Barbara")
	until(t, "the first line", func() bool { return strings.HasSuffix(read(path), "\n") })
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read what people said: %v, %v", info, err)
	}
	if err := os.Rename(path, path+".1"); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	until(t, "the new file", func() bool { _, err := os.Stat(path); return err == nil })
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

// TestFeedbackLoop: what people correct joins the log by the ids of the answers, in triage and
// so in what a person reviews, whether prompts have ids or not, and redacted or not.
func TestFeedbackLoop(t *testing.T) {
	for _, redacted := range []bool{false, true} {
		dir := t.TempDir()
		log, told := filepath.Join(dir, "log.jsonl"), filepath.Join(dir, "feedback.jsonl")
		flags := []string{"--log", log, "--feedback", told}
		if redacted {
			flags = append(flags, "--redact")
		}
		url, stop := serving(t, flags...)
		post := func(path, body string, answer any) {
			t.Helper()
			res, err := http.Post(url+path, "application/json", strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			if err := json.NewDecoder(res.Body).Decode(answer); err != nil || res.StatusCode != http.StatusOK {
				t.Fatalf("%s: %s: %v", path, res.Status, err)
			}
		}
		type answer struct{ ID, Text string }
		var one answer
		var several struct{ Answers []answer }
		post("/v1/parse", `{"text":"send fifty bucks to Barbara"}`, &one)
		post("/v1/parse", `{"texts":["freeze my card","send sixty bucks to Barbara"]}`, &several)
		if len(several.Answers) != 2 || one.ID == "" || several.Answers[0].ID == several.Answers[1].ID {
			t.Fatalf("ids of answers: %+v %+v", one, several)
		}
		var kept struct{ Text string }
		post("/v1/feedback", `{"id":"`+several.Answers[1].ID+`","text":"send sixty bucks to Barbara","target":"request_payment(payer=\"Barbara\", amount=\"sixty bucks\")"}`, &kept)
		if redacted == strings.Contains(kept.Text, "Barbara") {
			t.Errorf("redacted %v: %q is kept", redacted, kept.Text)
		}
		if code := stop(); code != exitOK {
			t.Fatalf("exit code %d", code)
		}
		review := filepath.Join(dir, "review.csv")
		var out, errs bytes.Buffer
		if code := run(t.Context(), []string{"triage", log, "banking", "--feedback", told, "--look", "1", "--json", "-", "--review", review}, nil, &out, &errs); code != exitOK {
			t.Fatalf("triage: exit code %d: %s", code, errs.String())
		}
		var report struct {
			N        int
			Labelled int
			Doubts   []struct{ Doubt string }
		}
		if err := json.Unmarshal(out.Bytes(), &report); err != nil {
			t.Fatal(err)
		}
		if report.N != 3 || report.Labelled != 1 || len(report.Doubts) == 0 || report.Doubts[0].Doubt != "corrected" {
			t.Errorf("redacted %v: %+v", redacted, report)
		}
		for _, path := range []string{log, told} {
			b, err := os.ReadFile(path)
			if err != nil || redacted == strings.Contains(string(b), "Barbara") {
				t.Errorf("%s: %s, %v", path, b, err)
			}
		}
	}
}
