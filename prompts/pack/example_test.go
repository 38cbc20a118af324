package pack_test

import (
	"fmt"
	"testing/fstest"

	"github.com/slmkit/slmkit/prompts/pack"
)

func ExampleRead() {
	content, err := pack.Read(fstest.MapFS{
		"pack.yaml":            {Data: []byte("name: doors\nreference_date: 2025-06-16\n")},
		"actions.yaml":         {Data: []byte("open:\n  params:\n    door: {enum: [front, back], required: true}\n")},
		"templates/doors.yaml": {Data: []byte("action: open\ntemplates: ['open the {door} door [please]']\n")},
	}, "doors")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, t := range content.Templates {
		fmt.Println(t.Place(), t.Text, t.Count())
	}
	// Output:
	// doors.yaml:2 open the {door} door [please] 4
}
