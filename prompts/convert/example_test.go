package convert_test

import (
	"fmt"
	"log"
	"testing/fstest"

	"github.com/slmkit/slmkit/prompts"
	"github.com/slmkit/slmkit/prompts/convert"
)

// Import a Chatito file as a pack and load it.
func ExampleRead() {
	file := `%[book_table]('training': '10')
    book a table ~[for guests?] at @[place]
    a table at @[place], please

~[for guests]
    for @[guests]

@[guests]
    two
    four

@[place]
    the corner house
    the grill
`
	im, err := convert.Read([]string{"tables.chatito"}, convert.Options{
		From:     "chatito",
		Name:     "tables",
		ReadFile: func(string) ([]byte, error) { return []byte(file), nil }, // left out, it is os.ReadFile
	})
	if err != nil {
		log.Fatal(err)
	}
	fsys := fstest.MapFS{}
	for _, f := range im.Pack() {
		fmt.Println(f.Name)
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	pack, err := prompts.Load(fsys, "tables")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(pack.Count(""), "prompts")
	for _, t := range pack.Templates() {
		fmt.Println(t.Text)
	}
	// Output:
	// pack.yaml
	// actions.yaml
	// rules/rules.yaml
	// lexicons/lexicons.yaml
	// templates/book_table.yaml
	// 8 prompts
	// book a table [<for_guests>] at {place}
	// a table at {place}, please
}
