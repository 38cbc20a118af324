package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// serving runs slmkit serve with flags until the test stops it, and returns its address and
// a function that stops it and returns its exit code.
func serving(t *testing.T, flags ...string) (url string, stop func() int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	r, w := io.Pipe()
	var log bytes.Buffer
	code := make(chan int, 1)
	args := append([]string{"serve", "--model", "../../testdata/models/banking", "--precision", "int8", "--listen", "127.0.0.1:0"}, flags...)
	go func() { code <- run(ctx, args, strings.NewReader(""), w, &log) }()
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatalf("%v: %s", err, log.String())
	}
	go func() { _, _ = io.Copy(io.Discard, r) }()
	found := regexp.MustCompile(`https?://[0-9.:]+`).FindString(line)
	return found, func() int { cancel(); return <-code }
}

// TestServeExplains: the templates of a pack say whether they write a prompt, and which of
// its characters they fill in.
func TestServeExplains(t *testing.T) {
	url, stop := serving(t, "--pack", "../../prompts/testdata/cafe", "--reference-date", "2025-06-16")
	defer stop()
	for text, want := range map[string]string{
		"Keep 20 bucks, thanks":     `"read":true,"templates":[{"template":"templates/`,
		"keep  20 bucks":            `"slots":[{"name":"amount","value":"20 bucks","start":6,"end":14}]`,
		"please keep the last coin": `"read":false,"templates":[{"template":"templates/`,
	} {
		res, err := http.Post(url+"/v1/parse", "application/json", strings.NewReader(fmt.Sprintf(`{"text":%q,"explain":true}`, text)))
		if err != nil {
			t.Fatal(err)
		}
		b, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if !bytes.Contains(b, []byte(want)) {
			t.Errorf("%q: %s, want %s", text, b, want)
		}
	}
}
