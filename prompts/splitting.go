package prompts

import (
	"fmt"
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
)

// A Splitting says what no two splits share.
type Splitting string

func findSplitting(name string) (Splitting, error) {
	if name == "" {
		return ByTemplate, nil
	}
	var names []string
	for _, s := range Splittings {
		if names = append(names, string(s)); string(s) == name {
			return s, nil
		}
	}
	return "", fmt.Errorf("split by %q is none of %s%s", name, strings.Join(names, ", "), text.Suggest(name, names))
}

// The splittings, from the easiest test to the hardest.
const (
	ByText        Splitting = "text"        // a text, whatever its case, marks and spaces
	ByValue       Splitting = "value"       // the words of an argument that is copied from the prompt
	ByCombination Splitting = "combination" // an action's set of arguments
	ByTemplate    Splitting = "template"    // a template
	ByIntent      Splitting = "intent"      // an action
)

// Splittings lists all splittings.
var Splittings = []Splitting{ByTemplate, ByText, ByValue, ByCombination, ByIntent}
