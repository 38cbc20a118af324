package dataset_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/slmkit/slmkit/dataset"
)

// A bad record is an error with a place, and the stream goes on after it.
func ExampleReadJSONL() {
	in := strings.NewReader(`{"id":"a","text":"freeze my card","target":"freeze_card()","call":{"name":"freeze_card","arguments":{}},"slots":[]}
{"id":"b","text":"pay mom","call":{"name":"pay"},"slots":[{"name":"to","value":"mom","start":0,"end":3}]}
{"id":"c","text":"hello","target":"none()","call":{"name":"none","arguments":{}},"slots":[]}
`)
	for e, err := range dataset.ReadJSONL[dataset.Example](in, "train.jsonl") {
		var bad *dataset.LineError
		switch {
		case errors.As(err, &bad):
			fmt.Println("bad:", err)
		case err != nil:
			fmt.Println(err)
			return
		default:
			fmt.Println(e.ID, e.Intent())
		}
	}
	// Output:
	// a freeze_card
	// bad: train.jsonl:2: slot "to": value "mom" is not at 0:3, which holds "pay"
	// c none
}

// Tolerate passes over a limited number of bad records.
func ExampleTolerate() {
	in := strings.NewReader("{\"id\":\"a\",\"output\":\"none()\"}\nnot JSON\n{\"id\":\"b\",\"output\":\"none()\"}\n")
	records := dataset.ReadJSONL[dataset.Prediction](in, "answers.jsonl")
	for p, err := range dataset.Tolerate(records, 1, func(err error) { fmt.Println("passed over", err) }) {
		fmt.Println(p.ID, err)
	}
	// Output:
	// a <nil>
	// passed over answers.jsonl:2: not JSON at byte 2: invalid character 'o' in literal null (expecting 'u')
	// b <nil>
}

func ExampleExample_AppendJSON() {
	e := dataset.Example{Split: dataset.Train, Text: "freeze my card", Target: "freeze_card()", Slots: []dataset.Slot{}}
	e.SetCalls([]dataset.Call{{Name: "freeze_card"}})
	e.ID = e.Fingerprint()
	line, err := e.AppendJSON(nil)
	fmt.Println(string(line), err)
	// Output: {"id":"ex_0e177d1c439be6b01c83","split":"train","text":"freeze my card","target":"freeze_card()","call":{"name":"freeze_card","arguments":{}},"slots":[]} <nil>
}

// A model reads the turns before a prompt, and the call so far, with the prompt.
func ExampleInput() {
	history := []dataset.Turn{
		{Role: dataset.User, Text: "transfer 50", Target: `transfer_money(amount="50")`},
		{Role: dataset.Assistant, Text: "to whom?"},
	}
	fmt.Println(dataset.Input(history, "to my mom", dataset.InputTurns))
	// Output: user: transfer 50 | assistant: to whom? | call: transfer_money(amount="50") | user: to my mom
}

// An output appears whole or not at all.
func ExampleCreate() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "out.txt")
	f, err := dataset.Create(path, os.Stdout)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer f.Close()
	fmt.Fprintln(f, "hello")
	_, err = os.Stat(path)
	fmt.Println("before Commit:", errors.Is(err, os.ErrNotExist))
	if err := f.Commit(); err != nil {
		fmt.Println(err)
		return
	}
	data, err := os.ReadFile(path)
	fmt.Printf("after Commit: %q %v\n", data, err)
	// Output:
	// before Commit: true
	// after Commit: "hello\n" <nil>
}

func ExampleFolder() {
	folder := dataset.Folder("data")
	fmt.Println(filepath.ToSlash(folder.File(dataset.Train, dataset.JSONL)))
	fmt.Println(filepath.ToSlash(folder.Manifest()))
	fmt.Println(dataset.SplitOf("hub/validation-00000-of-00001.parquet"))
	// Output:
	// data/train.jsonl
	// data/manifest.json
	// dev
}

// The numbers of a record depend on the seed and the record alone.
func ExampleNewRand() {
	fmt.Println(dataset.NewRand(1, "ex_1").IntN(1000) == dataset.NewRand(1, "ex_1").IntN(1000))
	// Output: true
}

func ExampleDiffer() {
	d := dataset.NewDiffer()
	call := &dataset.Call{Name: "none"}
	for _, e := range []dataset.Example{{ID: "a", Text: "hello", Call: call}, {ID: "b", Text: "hi", Call: call}} {
		if err := d.Old("old.jsonl", &e); err != nil {
			fmt.Println(err)
		}
	}
	if err := d.New("new.jsonl", &dataset.Example{ID: "a", Text: "hello!", Call: call}); err != nil {
		fmt.Println(err)
	}
	all, _ := d.Differences()
	fmt.Println(all.Changed, "changed,", all.Removed, "removed")
	// Output: 1 changed, 1 removed
}
