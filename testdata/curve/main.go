// Command curve measures how the accuracy on prompts of people grows with the number of
// templates that a pack has, with and without the library of phrases: see README.md.
//
//	go run ./testdata/curve banking=PROMPTS.jsonl home=PROMPTS.jsonl
//	go run ./testdata/curve -draw
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
)

type options struct {
	points, picture string
	draw            bool
}

func main() {
	var o options
	flag.StringVar(&o.points, "points", "testdata/curve/curve.json", "file of the numbers")
	flag.StringVar(&o.picture, "picture", "testdata/curve/curve.svg", "file of the picture")
	flag.BoolVar(&o.draw, "draw", false, "only draw the numbers that are there")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "curve:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options, args []string) error {
	if !o.draw {
		if len(args) == 0 {
			return errors.New("name each pack with its prompts of people: banking=PROMPTS.jsonl")
		}
		if err := measure(ctx, o, args); err != nil {
			return err
		}
	}
	c, err := readCurve(o.points)
	if err != nil {
		return err
	}
	return write(o.picture, c.svg())
}

// write writes a file beside its place and puts it there.
func write(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	if err := os.WriteFile(path+".new", data, 0o666); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// pair splits pack=prompts.
func pair(arg string) (pack, people string, err error) {
	pack, people, ok := strings.Cut(arg, "=")
	if !ok {
		return "", "", fmt.Errorf("%q is not PACK=PROMPTS.jsonl", arg)
	}
	return pack, people, nil
}
