package pack

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/prompts/source"
)

// A Test is a must-pass prompt: whatever the templates say and whichever model answers,
// it asks for one of these calls.
type Test struct {
	File    string // in the pack
	Line    int
	Text    string
	History []dataset.Turn // the turns before it, the oldest first
	Want    []Wanted       // each of them is right; what is wanted is the first
	Must    bool           // the grammar must read the prompt, too
}

// Wanted is an answer that a test accepts.
type Wanted struct {
	Target string
	Calls  []dataset.Call
}

// Place names the test as file:line.
func (t *Test) Place() string { return fmt.Sprintf("%s:%d", t.File, t.Line) }

// testList is the value of a key tests, to be read when the actions are known.
type testList struct {
	doc  *source.Document
	node *yaml.Node
}

// readTestFile reads one document of tests/*.yaml.
func (l *loader) readTestFile(d *source.Document) {
	f := l.Fields(d, d.Root, "tests", testFileKeys{})
	l.Scalar(d, f["description"], "description")
	if !source.IsSet(f["tests"]) && d.Root.Kind == yaml.MappingNode {
		l.FaultAt(d, d.Root, "test", "tests is missing: a list of prompts with their calls is wanted, such as - what is my balance: check_balance()")
	}
	l.tests = append(l.tests, testList{d, f["tests"]})
}

// compileTests reads the tests of all files.
func (l *loader) compileTests() {
	seen := map[string]*Test{}
	for _, list := range l.tests {
		for _, n := range l.Items(list.node) {
			for _, t := range l.testsOf(list.doc, n) {
				key := text.Prompt(dataset.Input(t.History, t.Text, len(t.History)))
				if before := seen[key]; before != nil {
					l.Add(&source.Fault{File: t.File, Line: t.Line, Check: "test", Message: fmt.Sprintf("%q is a test already at %s: leave one of them out", t.Text, before.Place())})
					continue
				}
				seen[key] = t
				l.content.Tests = append(l.content.Tests, t)
			}
		}
	}
}

// testsOf reads an entry of a list of tests: {text: PROMPT, …}, or a mapping of prompts
// to their calls.
func (l *loader) testsOf(d *source.Document, n *yaml.Node) []*Test {
	if n.Kind != yaml.MappingNode {
		l.FaultAt(d, n, "test", "a prompt with its call is wanted, such as what is my balance: check_balance(), not %s", source.Describe(n))
		return nil
	}
	pairs := l.Pairs(d, n, "test")
	for _, p := range pairs {
		if p.Key == "text" {
			return l.longTest(d, n)
		}
	}
	var out []*Test
	for _, p := range pairs {
		t := &Test{File: d.File, Line: p.Node.Line, Text: text.Spaces(p.Key)}
		if l.promptOf(d, p.Node, t) && l.calls(d, p.Value, t) {
			out = append(out, t)
		}
	}
	return out
}

// longTest reads a test with keys.
func (l *loader) longTest(d *source.Document, n *yaml.Node) []*Test {
	f := l.Fields(d, n, "test", testKeys{})
	t := &Test{File: d.File, Line: n.Line, Text: text.Spaces(l.Scalar(d, f["text"], "text"))}
	switch must := l.Scalar(d, f["grammar"], "grammar"); must {
	case "", "must":
		t.Must = must != ""
	default:
		l.FaultAt(d, f["grammar"], "test", "grammar: %q: must is wanted, or no key grammar", must)
	}
	if !l.promptOf(d, n, t) || !l.history(d, f["history"], t) {
		return nil
	}
	ok := false
	switch call, name := source.IsSet(f["call"]), source.IsSet(f["action"]); {
	case call == name:
		l.FaultAt(d, n, "test", "either call, in target syntax, or action and arguments are wanted")
	case call && source.IsSet(f["arguments"]):
		l.FaultAt(d, f["arguments"], "test", "arguments belong to action: call has its own")
	case call:
		ok = l.calls(d, f["call"], t)
	default:
		ok = l.namedCall(d, f["action"], f["arguments"], t)
	}
	if !ok {
		return nil
	}
	return []*Test{t}
}

// promptOf checks that a test has a prompt.
func (l *loader) promptOf(d *source.Document, n *yaml.Node, t *Test) bool {
	if t.Text == "" {
		l.FaultAt(d, n, "test", "the prompt is empty")
	}
	return t.Text != ""
}

// calls reads a call in target syntax, or a list of those that are all right.
func (l *loader) calls(d *source.Document, n *yaml.Node, t *Test) bool {
	list := l.Items(n)
	if len(list) == 0 {
		l.FaultAt(d, n, "test", "%q: its call is missing, such as check_balance(), or none", t.Text)
		return false
	}
	for _, item := range list {
		raw, err := l.parseCall(d, item)
		if err == nil {
			err = l.want(t, raw)
		}
		if err != nil {
			l.FaultAt(d, item, "test", "%q: %v", t.Text, err)
			return false
		}
	}
	return true
}

// namedCall reads an action and its arguments, which are words or canonical values.
func (l *loader) namedCall(d *source.Document, name, arguments *yaml.Node, t *Test) bool {
	call := action.RawCall{Name: l.Scalar(d, name, "action")}
	if source.IsSet(arguments) {
		for _, p := range l.Pairs(d, arguments, "arguments") {
			call.Args = append(call.Args, action.RawArg{Name: p.Key, Text: l.Scalar(d, p.Value, p.Key)})
		}
	}
	if err := l.want(t, []action.RawCall{call}); err != nil {
		l.FaultAt(d, name, "test", "%q: %v", t.Text, err)
		return false
	}
	return true
}

// want adds an answer to a test.
func (l *loader) want(t *Test, raw []action.RawCall) error {
	w, err := l.wanted(t, raw)
	t.Want = append(t.Want, w)
	return err
}

// wanted checks calls. Their names are the schema's, their values are those of the
// parameters' types, and the words of quotes are the user's, since a model copies them
// from there.
func (l *loader) wanted(t *Test, raw []action.RawCall) (w Wanted, err error) {
	schema := l.content.Schema
	for _, r := range raw {
		a := schema.Action(r.Name)
		if a == nil {
			return w, fmt.Errorf("action %q is not in %s%s", r.Name, l.content.Actions, text.Suggest(r.Name, l.actionNames()))
		}
		for _, arg := range r.Args {
			p := a.Param(arg.Name)
			if p == nil {
				return w, fmt.Errorf("%s has no parameter %q%s", r.Name, arg.Name, text.Suggest(arg.Name, paramNames(a)))
			}
			if arg.Quoted && !p.Bare() && !t.says(arg.Text) {
				return w, fmt.Errorf("%s: %s: %q is not in the prompt, from which a model copies it: write the words of the prompt, or action and arguments with the value", r.Name, arg.Name, arg.Text)
			}
		}
	}
	if w.Calls, err = schema.Resolve(raw, l.ref); err != nil {
		return w, err
	}
	w.Target, err = schema.Target(raw)
	return w, err
}

// says reports whether the user says some words.
func (t *Test) says(words string) bool {
	words = text.Fold(words)
	for _, turn := range t.History {
		if turn.Role == dataset.User && strings.Contains(text.Fold(turn.Text), words) {
			return true
		}
	}
	return strings.Contains(text.Fold(t.Text), words)
}

// history reads the turns before a prompt, the oldest first: a mapping of what the user
// says to the call so far, and text that the assistant says.
func (l *loader) history(d *source.Document, n *yaml.Node, t *Test) bool {
	for _, item := range l.Items(n) {
		if source.IsText(item) {
			t.History = append(t.History, dataset.Turn{Role: dataset.Assistant, Text: text.Spaces(item.Value)})
			continue
		}
		if item.Kind != yaml.MappingNode || len(item.Content) != 2 {
			l.FaultAt(d, item, "test", "history: what the user says with the call so far is wanted, such as transfer 50: transfer_money(amount=\"50\"), or what the assistant says, not %s", source.Describe(item))
			return false
		}
		said, call := item.Content[0], item.Content[1]
		turn := dataset.Turn{Role: dataset.User, Text: text.Spaces(said.Value)}
		t.History = append(t.History, turn)
		raw, err := l.parseCall(d, call)
		var w Wanted
		if err == nil {
			w, err = l.wanted(t, raw)
		}
		if err != nil {
			l.FaultAt(d, call, "test", "%q: %v", turn.Text, err)
			return false
		}
		last := &t.History[len(t.History)-1]
		last.Target = w.Target
		if len(w.Calls) == 1 {
			last.Call = &w.Calls[0]
		}
	}
	return true
}

// parseCall reads a call in target syntax; one without arguments may be its name alone.
func (l *loader) parseCall(d *source.Document, n *yaml.Node) ([]action.RawCall, error) {
	target := strings.TrimSpace(l.Scalar(d, n, "call"))
	if !strings.Contains(target, "(") {
		target += "()"
	}
	return action.ParseTarget(target)
}
