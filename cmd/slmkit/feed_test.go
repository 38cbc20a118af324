package main

import (
	"bufio"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/dataset"
)

// TestAnswersAsPromptsCome: a prompt of stdin is answered before the next one is there.
func TestAnswersAsPromptsCome(t *testing.T) {
	for _, c := range []struct{ flag, format string }{{"--lines=true", "TEXT\n"}, {"--lines=false", `{"id":"a","text":"TEXT"}` + "\n"}} {
		in, ask := io.Pipe()
		answers, out := io.Pipe()
		done := make(chan int, 1)
		var stderr strings.Builder
		go func() {
			defer out.Close()
			defer in.Close() // what fails must not leave the writer waiting
			done <- run(t.Context(), []string{"infer", "--model", model, c.flag, "-", "-o", "-"}, in, out, &stderr)
		}()
		lines := bufio.NewScanner(answers)
		for _, text := range []string{"what is my balance", "freeze my card", "tell me a joke"} {
			if _, err := io.WriteString(ask, strings.ReplaceAll(c.format, "TEXT", text)); err != nil {
				t.Fatal(err)
			}
			var p dataset.Prediction
			if !lines.Scan() {
				t.Fatalf("%s: no answer: %s", c.flag, stderr.String())
			}
			if err := json.Unmarshal(lines.Bytes(), &p); err != nil || p.Text != text || p.Output == "" {
				t.Errorf("%s: %q became %s %v", c.flag, text, lines.Text(), err)
			}
		}
		if err := ask.Close(); err != nil {
			t.Fatal(err)
		}
		go func() { _, _ = io.Copy(io.Discard, answers) }()
		if code := <-done; code != exitOK {
			t.Errorf("%s: exit %d: %s", c.flag, code, stderr.String())
		}
	}
}
