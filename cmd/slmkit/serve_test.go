package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
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
