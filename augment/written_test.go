package augment

import (
	"os"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// readWritten reads prompts that were written by hand, one a line: a text in which
// [param=words] marks a slot of the first call, " | " and the target.
func readWritten(t testing.TB, name string, schema *action.Schema) generated {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	g := generated{schema: schema}
	for line := range strings.Lines(string(data)) {
		marked, target, _ := strings.Cut(strings.TrimSpace(line), " | ")
		g.examples = append(g.examples, written(t, marked, target, schema))
	}
	return g
}

// written builds an example from a text with marked slots and a target.
func written(t testing.TB, marked, target string, schema *action.Schema) dataset.Example {
	t.Helper()
	e := dataset.Example{Split: dataset.Train, Target: target, Slots: []dataset.Slot{}}
	var text []rune
	for rest, found := marked, true; found; {
		var before, inside string
		before, rest, found = strings.Cut(rest, "[")
		text = append(text, []rune(before)...)
		if found {
			inside, rest, _ = strings.Cut(rest, "]")
			name, value, _ := strings.Cut(inside, "=")
			from := len(text)
			text = append(text, []rune(value)...)
			e.Slots = append(e.Slots, dataset.Slot{Name: name, Value: value, Start: from, End: len(text)})
		}
	}
	e.Text = string(text)
	calls, err := action.ParseTarget(target)
	if err != nil {
		t.Fatal(err)
	}
	resolved, err := schema.Resolve(calls, e.Reference())
	if err != nil {
		t.Fatal(err)
	}
	e.SetCalls(resolved)
	e.ID = e.Fingerprint()
	if err := e.Validate(); err != nil {
		t.Fatal(err)
	}
	return e
}

// plain is an example without slots, whose words are those of a text.
func plain(t testing.TB, text string) dataset.Example {
	t.Helper()
	return written(t, text, "none()", schema(t))
}
