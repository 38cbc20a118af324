package text_test

import (
	"fmt"

	"github.com/slmkit/slmkit/dataset/text"
)

// Two customers ask for the same thing.
func ExamplePrompt() {
	fmt.Println(text.Prompt("Show my balance!") == text.Prompt(" show  my balance"))
	// Output: true
}

func ExampleFold() {
	fmt.Println(text.Fold("  Pay\tCAFÉ Rio "))
	// Output: pay café rio
}

func ExampleThousands() {
	fmt.Println(text.Thousands(4800))
	// Output: 4,800
}

func ExampleWords_Append() {
	fmt.Println(string(text.Plain.Append(nil, 125)))
	fmt.Println(string(text.Joined.Append(nil, 125)))
	// Output:
	// one hundred twenty five
	// one hundred and twenty-five
}

func ExampleNearest() {
	fmt.Println(text.Nearest("generat", []string{"augment", "gate", "generate"}))
	// Output: generate
}
