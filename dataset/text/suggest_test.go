package text_test

import (
	"fmt"

	"github.com/slmkit/slmkit/dataset/text"
)

func ExampleSuggest() {
	known := []string{"account", "amount", "city"}
	fmt.Println("no lexicon acount" + text.Suggest("acount", known))
	fmt.Println("no lexicon zoo" + text.OrList("zoo", known))
	// Output:
	// no lexicon acount, did you mean "account"?
	// no lexicon zoo: there are account, amount, city
}
