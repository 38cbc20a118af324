package generators_test

import (
	"fmt"

	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/prompts/generators"
)

func Example() {
	none := func(string) *yaml.Node { return nil } // no parameters are given
	words, err := generators.All["card"].Build(&generators.Params{Get: none})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(words.Size())
	codes, err := generators.Pattern("AB-[0-9]{2}")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(codes.Size(), codes.Example())
	// Output:
	// 2000050000
	// 100 AB-00
}
