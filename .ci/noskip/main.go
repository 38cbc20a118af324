// Command noskip reads the output of go test -json, prints what go test prints
// without -json, and fails where a test failed or was skipped: continuous
// integration has everything that a test may need, so a skip there is a test
// that has stopped to test. A fuzz target that skips a seed is no skip.
//
//	go test -json ./... | go run ./.ci/noskip
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
)

// event is a line of go test -json: see go doc test2json.
type event struct {
	Action, Package, Test, Output string
	ImportPath                    string // of what is built
}

// test names a test of a package.
type test struct{ pkg, name string }

func main() {
	faults, err := check(os.Stdin, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "noskip:", err)
		os.Exit(1)
	}
	for _, f := range faults {
		fmt.Fprintln(os.Stderr, "noskip:", f)
	}
	if len(faults) > 0 {
		os.Exit(1)
	}
}

// check copies the output of failed and skipped tests and the line of each
// package, and returns the faults.
func check(in io.Reader, out io.Writer) (faults []string, err error) {
	printed := map[test]*strings.Builder{}
	open := map[string]bool{} // packages whose tests have begun and not ended
	lines := json.NewDecoder(in)
	for packages := 0; ; {
		var e event
		switch err := lines.Decode(&e); {
		case errors.Is(err, io.EOF) && packages == 0:
			return nil, errors.New("no package was tested")
		case errors.Is(err, io.EOF):
			for _, pkg := range slices.Sorted(maps.Keys(open)) {
				faults = append(faults, pkg+" did not end: was go test stopped?")
			}
			return faults, nil
		case err != nil:
			return nil, fmt.Errorf("not the output of go test -json: %w", err)
		}
		at := test{e.Package, e.Test}
		switch e.Action {
		case "start":
			open[e.Package] = true
		case "build-output": // what the compiler and vet say
			fmt.Fprint(out, e.Output)
		case "build-fail":
			faults = append(faults, e.ImportPath+" does not build")
		case "output":
			if printed[at] == nil {
				printed[at] = &strings.Builder{}
			}
			printed[at].WriteString(e.Output)
		case "pass", "fail", "skip":
			text := ""
			if printed[at] != nil {
				text = printed[at].String()
			}
			fuzzed := strings.HasPrefix(e.Test, "Fuzz") && strings.Contains(e.Test, "/")
			switch {
			case e.Test == "":
				packages++
				delete(open, e.Package)
				fmt.Fprint(out, text)
				if e.Action == "fail" {
					faults = append(faults, e.Package+" failed")
				}
			case e.Action == "fail", e.Action == "skip" && !fuzzed:
				fmt.Fprint(out, text)
				faults = append(faults, fmt.Sprintf("%s: %s: %s", e.Package, e.Test, map[string]string{"fail": "failed", "skip": "was skipped"}[e.Action]))
			}
			delete(printed, at)
		}
	}
}
