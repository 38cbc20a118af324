package augment

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"

	"github.com/slmkit/slmkit/dataset"
)

// Command is a program that makes copies. It reads examples from its standard input and
// writes copies to its standard output, both as JSON Lines: see Copy.
type Command struct {
	Name     string
	Run      []string // the program and its arguments
	Dir      string   // folder that it runs in, and that a program such as ./paraphrase.py is in
	Contract Contract
	About    string
	Wait     time.Duration // longest time in which it does nothing
}

// Outside starts the command once for a run.
func (c Command) Outside() Outside {
	return Outside{Name: c.Name, Contract: c.Contract, Make: c.make, Wait: c.Wait}
}

// maxLine is how many bytes a line of a command may have.
const maxLine = 16 << 20

func (c Command) make(ctx context.Context, examples <-chan dataset.Example, give func(*Copy) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var said lastLine
	cmd := exec.CommandContext(ctx, c.Run[0], c.Run[1:]...)
	cmd.Dir, cmd.Stderr, cmd.WaitDelay = c.Dir, &said, time.Second // what it has started may hold its outputs open
	in, err := cmd.StdinPipe()
	if err != nil {
		return c.fault(err, "")
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return c.fault(err, "")
	}
	cmd.Cancel = func() error {
		return errors.Join(cmd.Process.Kill(), out.Close())
	}
	if err := cmd.Start(); err != nil {
		return c.fault(err, "")
	}
	written := make(chan error, 1)
	go func() { written <- writeExamples(ctx, in, examples) }()
	bad := readCopies(out, give)
	cause := context.Cause(ctx)
	if bad != nil {
		stop()
	}
	ended := cmd.Wait()
	if cause == nil && bad == nil {
		cause = context.Cause(ctx)
	}
	stop()
	unread := <-written
	switch {
	case cause != nil:
		return c.fault(cause, said.String())
	case bad != nil:
		return c.fault(bad, said.String())
	case ended != nil && !errors.Is(ended, exec.ErrWaitDelay):
		return c.fault(ended, said.String())
	case unread != nil:
		return c.fault(errors.New("it has ended before it had read all examples"), said.String())
	}
	return nil
}

// fault is an error of the command, with the last that it said.
func (c Command) fault(err error, said string) error {
	if said != "" {
		return fmt.Errorf("command %s: %w; it said: %s", c.Name, err, said)
	}
	return fmt.Errorf("command %s: %w", c.Name, err)
}

// writeExamples writes examples until there are no more, and closes the file.
func writeExamples(ctx context.Context, to io.WriteCloser, examples <-chan dataset.Example) error {
	defer to.Close()
	var line []byte
	for {
		select {
		case <-ctx.Done():
			return nil
		case e, ok := <-examples:
			if !ok {
				return nil
			}
			var err error
			if line, err = e.AppendJSON(line[:0]); err != nil {
				return err
			}
			if _, err = to.Write(append(line, '\n')); err != nil {
				return err
			}
		}
	}
}

// readCopies reads copies until the end of a file.
func readCopies(from io.Reader, give func(*Copy) error) error {
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, maxLine)
	for n := 1; lines.Scan(); n++ {
		line := bytes.TrimSpace(lines.Bytes())
		if len(line) == 0 {
			continue
		}
		var c Copy
		if err := json.Unmarshal(line, &c); err != nil {
			return fmt.Errorf("line %d of its output is no copy: write JSON such as {\"id\": \"the example's\", \"text\": \"…\"}: %q", n, shortened(string(line)))
		}
		if err := give(&c); err != nil {
			return fmt.Errorf("line %d of its output: %w", n, err)
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return fmt.Errorf("a line of its output has more than %d MB", maxLine>>20)
	}
	return nil // a file that cannot be read is one that the end of the command says more of
}

// shortened cuts what is quoted in an error.
func shortened(s string) string {
	if runes := []rune(s); len(runes) > maxQuoted {
		return string(runes[:maxQuoted]) + "…"
	}
	return s
}

const (
	maxQuoted = 200
	maxSaid   = 4 << 10
)

// lastLine keeps the end of what is written to it.
type lastLine struct{ end []byte }

func (l *lastLine) Write(p []byte) (int, error) {
	l.end = append(l.end, p...)
	if n := len(l.end) - maxSaid; n > 0 {
		l.end = append(l.end[:0], l.end[n:]...)
	}
	return len(p), nil
}

// String returns the last line that is not blank.
func (l *lastLine) String() string {
	s := strings.TrimSpace(strings.ToValidUTF8(string(l.end), ""))
	return shortened(strings.TrimSpace(s[strings.LastIndexByte(s, '\n')+1:]))
}
