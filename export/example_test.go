package export_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/export"
)

const lines = `{"id":"a","split":"train","text":"freeze my card","target":"freeze_card()","call":{"name":"freeze_card","arguments":{}},"slots":[]}
{"id":"b","split":"test","text":"hello","target":"none()","call":{"name":"none","arguments":{}},"slots":[]}
`

// A dataset of JSON Lines becomes chat messages for fine-tuning.
func ExampleCreate() {
	schema, err := action.New([]*action.Action{{Name: "freeze_card"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	to, err := export.Create("-", os.Stdout, export.Options{Format: "openai", Schema: schema, Reply: "Sorry."})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer to.Close()
	if _, err := export.Copy(to, export.Open("-", strings.NewReader(lines))); err != nil {
		fmt.Println(err)
		return
	}
	if err := to.Commit(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// {"messages":[{"role":"user","content":"freeze my card"},{"role":"assistant","tool_calls":[{"id":"call_0","type":"function","function":{"name":"freeze_card","arguments":"{}"}}]}],"tools":[{"type":"function","function":{"name":"freeze_card","parameters":{"type":"object","properties":{},"required":[],"additionalProperties":false}}}],"parallel_tool_calls":false}
	// {"messages":[{"role":"user","content":"hello"},{"role":"assistant","content":"Sorry."}],"tools":[{"type":"function","function":{"name":"freeze_card","parameters":{"type":"object","properties":{},"required":[],"additionalProperties":false}}}],"parallel_tool_calls":false}
}

// A folder that Hugging Face load_dataset reads, with a card.
func ExampleCreate_hub() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	to, err := export.Create(dir, nil, export.Options{Format: "hf", Card: export.Card{Name: "cards", License: "mit", Language: "en"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer to.Close()
	rows, err := export.Copy(to, export.Open("-", strings.NewReader(lines)))
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := to.Commit(); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(rows[dataset.Train], rows[dataset.Test])
	files, err := filepath.Glob(filepath.Join(dir, "data", "*"))
	for _, f := range files {
		fmt.Println(filepath.Base(f), err)
	}
	// Output:
	// 1 1
	// test-00000-of-00001.parquet <nil>
	// train-00000-of-00001.parquet <nil>
}

// Parquet and JSON Lines hold the same examples.
func ExampleOpen() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "all.parquet")
	to, err := export.Create(path, nil, export.Options{Format: "parquet"})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer to.Close()
	if _, err := export.Copy(to, export.Open("-", strings.NewReader(lines))); err != nil {
		fmt.Println(err)
		return
	}
	if err := to.Commit(); err != nil {
		fmt.Println(err)
		return
	}
	for e, err := range export.Open(path, nil) {
		fmt.Println(e.ID, e.Split, e.Text, err)
	}
	// Output:
	// a train freeze my card <nil>
	// b test hello <nil>
}

// Prompts need no more than a text.
func ExampleOpenPrompts() {
	for p, err := range export.OpenPrompts("-", strings.NewReader("freeze my card\nhello\n"), true) {
		fmt.Println(p.ID, p.Text, err)
	}
	// Output:
	// 1 freeze my card <nil>
	// 2 hello <nil>
}
