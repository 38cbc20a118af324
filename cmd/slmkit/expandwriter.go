package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"time"
)

// maxAnswers is how many bytes a command may answer with.
const maxAnswers = 16 << 20

// runWriter runs a shell command on requests and returns what it writes. What it says on
// stderr is passed on.
func runWriter(ctx context.Context, a *app, command string, timeout time.Duration, requests []byte) ([]byte, error) {
	limited, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	c := exec.CommandContext(limited, "sh", "-c", command)
	out := &limitedBuffer{left: maxAnswers}
	c.Stdin, c.Stdout, c.Stderr = bytes.NewReader(requests), out, a.err
	c.WaitDelay = time.Second // what the shell has started may hold its outputs open
	err := c.Run()
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case limited.Err() != nil:
		return nil, fmt.Errorf("--command %q took longer than --timeout %s, and nothing was written", command, timeout)
	case out.left < 0:
		return nil, fmt.Errorf("--command %q wrote more than %d MB, and nothing was written", command, maxAnswers>>20)
	case err != nil && !errors.Is(err, exec.ErrWaitDelay):
		return nil, fmt.Errorf("--command %q failed (%w), and nothing was written", command, err)
	}
	return out.kept.Bytes(), nil
}

// limitedBuffer keeps the first bytes that are written to it; left is below 0 where there
// were more.
type limitedBuffer struct {
	kept bytes.Buffer
	left int
}

func (b *limitedBuffer) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, io.ErrShortWrite
	}
	return b.kept.Write(p)
}
