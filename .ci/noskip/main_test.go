package main

import (
	"io"
	"slices"
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	const ok = `{"Action":"pass","Package":"p"}` + "\n"
	for in, want := range map[string][]string{
		ok: nil,
		`{"Action":"pass","Package":"p","Test":"T"}` + "\n" + ok:            nil,
		`{"Action":"skip","Package":"p","Test":"T/sub"}` + "\n" + ok:        {"p: T/sub: was skipped"},
		`{"Action":"skip","Package":"p","Test":"FuzzT/seed#0"}` + "\n" + ok: nil,
		`{"Action":"skip","Package":"p","Test":"FuzzT"}` + "\n" + ok:        {"p: FuzzT: was skipped"},
		`{"Action":"fail","Package":"p"}` + "\n":                            {"p failed"},
		`{"Action":"skip","Package":"none"}` + "\n" + ok:                    nil, // it has no tests
		`{"Action":"build-fail","ImportPath":"q"}` + "\n" + ok:              {"q does not build"},
		`{"Action":"start","Package":"p"}` + "\n" + ok:                      nil,
		`{"Action":"start","Package":"q"}` + "\n" + ok:                      {"q did not end: was go test stopped?"},
		`{"Action":"fail","Package":"p","Test":"T"}` + "\n" + ok:            {"p: T: failed"},
	} {
		got, err := check(strings.NewReader(in), io.Discard)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %q, %v; want %q", in, got, err, want)
		}
	}
	for _, in := range []string{"", "FAIL\n"} {
		if got, err := check(strings.NewReader(in), io.Discard); err == nil {
			t.Errorf("%q: %q, want an error", in, got)
		}
	}
}

// TestCheckPrintsWhyABuildFails: the compiler's words are all that helps then.
func TestCheckPrintsWhyABuildFails(t *testing.T) {
	var out strings.Builder
	in := `{"ImportPath":"q","Action":"build-output","Output":"q.go:1:1: no\n"}` + "\n" + `{"Action":"fail","Package":"q"}` + "\n"
	if _, err := check(strings.NewReader(in), &out); err != nil || out.String() != "q.go:1:1: no\n" {
		t.Errorf("%q, %v", out.String(), err)
	}
}
