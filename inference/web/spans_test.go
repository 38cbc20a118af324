package web_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/inference/calls"
)

var update = flag.Bool("update", false, "write testdata/spans.jsonl")

// spanRecord is a line of testdata/spans.jsonl, which the JavaScript is held to.
type spanRecord struct {
	Text   string         `json:"text"`
	Output string         `json:"output"`
	Calls  []rawCall      `json:"calls"`
	Slots  []dataset.Slot `json:"slots"`
}

type rawCall struct {
	Name string   `json:"name"`
	Args []rawArg `json:"args"`
}

type rawArg struct {
	Name   string `json:"name"`
	Text   string `json:"text"`
	Quoted bool   `json:"quoted"`
}

// The records that the JavaScript is held to are what slmkit itself reads.
func TestSpans(t *testing.T) {
	const path = "testdata/spans.jsonl"
	var want bytes.Buffer
	e := json.NewEncoder(&want)
	e.SetEscapeHTML(false)
	for _, c := range [][2]string{
		{"send 50 bucks to my sister", `transfer_money(amount="50 bucks", recipient="my sister")`},
		{"show my savings statement for march", `get_statement(account=savings, period="march")`},
		{"pay anna and anna", `pay(to="anna"); pay(to="anna")`},
		{"annabel and anna", `pay(to="anna")`},
		{"annabel", `pay(to="anna")`},
		{"👩‍👩‍👧 café für Łukasz", `a(x="café", y="Łukasz")`},
		{"say \"hi\" to her", `say(words="say ""hi""", to="her")`},
		{"none of it", `none()`},
		{"half a call", `pay(to="half`},
		{"no call", `no call`},
		{"", ``},
		{"spaces", ` a ( x = "spaces" , y = 2 ) ; b ( ) `},
		{"wide", "a(x=\u00a0wide\u3000)"},
		{"dots", `a.b-c_1(x.y=-2.5)`},
		{"two quotes", `a(x="two"quotes")`},
		{"trailing", `a();`},
		{"empty", `a(x="", y="empty")`},
		{"a bare value", `a(x=)`},
		{"café 7x", `a(x="caf", y="7")`},
		{"not there", `a(x="elsewhere")`},
		{"no comma", `a(x=1 y=2)`},
		{"starts badly", `-a()`},
	} {
		raw, err := action.ParseTarget(c[1])
		r := spanRecord{Text: c[0], Output: c[1], Slots: []dataset.Slot{}}
		for _, call := range raw {
			to := rawCall{call.Name, []rawArg{}}
			for _, a := range call.Args {
				to.Args = append(to.Args, rawArg(a))
			}
			r.Calls = append(r.Calls, to)
		}
		if err == nil {
			r.Slots = append(r.Slots, calls.Spans(c[0], c[1])...)
		}
		if err := e.Encode(r); err != nil {
			t.Fatal(err)
		}
	}
	golden(t, path, want.Bytes())
}

// golden holds what slmkit reads against a file that the tests in JavaScript read, too.
func golden(t *testing.T, path string, want []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what slmkit reads: go test ./inference/web -run %s -update, and make test-web", path, t.Name())
	}
}
