package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// goldens writes examples of prompts with the calls of actions without parameters.
func goldens(t *testing.T, path string, prompts map[string]string) {
	t.Helper()
	var b bytes.Buffer
	for text, action := range prompts {
		fmt.Fprintf(&b, `{"id":%q,"text":%q,"target":"%s()","call":{"name":%q,"arguments":{}},"slots":[]}`+"\n", text, text, action, action)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
}

// refusedAtStart returns what serve says when it does not serve.
func refusedAtStart(t *testing.T, want int, flags ...string) string {
	t.Helper()
	var out, log bytes.Buffer
	args := append([]string{"serve", "--model", "../../testdata/models/banking", "--precision", "int8", "--listen", "127.0.0.1:0"}, flags...)
	if code := run(t.Context(), args, nil, &out, &log); code != want {
		t.Errorf("%v: exit code %d, want %d: %s", flags, code, want, log.String())
	}
	return log.String()
}

// TestServeGolden: a model that answers a golden prompt otherwise is not served, and with
// rules only one that does not pass them.
func TestServeGolden(t *testing.T) {
	dir := t.TempDir()
	path, rules := filepath.Join(dir, "golden.jsonl"), filepath.Join(dir, "gate.yaml")
	goldens(t, path, map[string]string{"freeze my card": "freeze_account"})
	_, stop := serving(t, "--golden", path)
	if code := stop(); code != exitOK {
		t.Errorf("exit code %d", code)
	}
	goldens(t, path, map[string]string{"freeze my card": "check_balance", "change my pin": "change_pin"})
	if log := refusedAtStart(t, exitFailed, "--golden", path); !strings.Contains(log, "answers freeze_account(), not check_balance()") {
		t.Error(log)
	}
	for _, c := range []struct {
		rules, want string
		code        int
	}{
		{"rules: [exact_match >= 0.4, 'no_worse(exact_match, 0.01)']", "", exitOK},
		{"rules: ['no_worse(exact_match, 0.01)']", "", exitOK},
		{"rules: [exact_match >= 0.6]", "fail: 1 of 1 rule: " + rules + ":1; fail: exact_match >= 0.6 is 0.5, 0.1 short", exitGateFailed},
		{"rules: [size_mb <= 3]", "inconclusive: size_mb <= 3 is n/a, not measured", exitInconclusive},
		{"rules: [exact >= 1]", "exact", exitUsage},
		{"rules: ['no_worse(exact_match, 0.01)']\nlooks: {plan: 30}", "looks are of the command gate", exitUsage},
	} {
		if err := os.WriteFile(rules, []byte(c.rules+"\n"), 0o666); err != nil {
			t.Fatal(err)
		}
		if c.code == exitOK {
			_, stop := serving(t, "--golden", path, "--gate", rules)
			if code := stop(); code != exitOK {
				t.Errorf("%s: exit code %d", c.rules, code)
			}
		} else if log := refusedAtStart(t, c.code, "--golden", path, "--gate", rules); !strings.Contains(log, c.want) {
			t.Errorf("%s: %s", c.rules, log)
		}
	}
}

// TestServeGate: of models that follow each other, one that is worse than the one that
// answers is refused, and one that is as good is taken.
func TestServeGate(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	model, golden, rules := filepath.Join(dir, "m"), filepath.Join(dir, "golden.jsonl"), filepath.Join(dir, "gate.yaml")
	if err := os.CopyFS(model, os.DirFS("../../testdata/models/banking")); err != nil {
		t.Fatal(err)
	}
	right := map[string]string{}
	for i := range 100 {
		right[fmt.Sprintf("freeze my card number %d", i)] = "freeze_account"
	}
	goldens(t, golden, right)
	if err := os.WriteFile(rules, []byte("rules:\n  - exact_match >= 0.5\n  - no_worse(exact_match, 0.05)\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	p := begin(t, model, "--watch", "--golden", golden, "--gate", rules)
	verbose := func(want string) func() bool {
		return func() bool { _, got := get(t, p.url+"/readyz?verbose"); return strings.Contains(got, want) }
	}
	config := func(content string) {
		if err := os.WriteFile(filepath.Join(model, "generation_config.json"), []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	config(`{"max_new_tokens": 1}`) // it can say no more than the beginning of a name
	until(t, "the worse model is refused", verbose(`"result":"refused","error":"`+model+`: fail: 2 of 2 rules: `+rules+`:2, `+rules+`:3; fail: exact_match \u003e= 0.5 is 0, 0.5 short; fail: no_worse(exact_match, 0.05) is `))
	config(`{"max_new_tokens": 99}`)
	until(t, "the good model is taken", verbose(`"result":"ok"`))
	_, metrics := get(t, p.url+"/metrics")
	for _, want := range []string{`slmkit_reloads_total{result="refused"} 1`, `slmkit_reloads_total{result="ok"} 1`} {
		if !strings.Contains(metrics, want) {
			t.Errorf("metrics lack %s:\n%s", want, metrics)
		}
	}
}
