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
	File string // in the pack
	Line int
	Text string
	Want []Wanted // each of them is right; what is wanted is the first
	Must bool     // the grammar must read the prompt, too
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
				key := text.Prompt(t.Text)
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
	if !l.promptOf(d, n, t) {
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
		target := strings.TrimSpace(l.Scalar(d, item, "call"))
		if !strings.Contains(target, "(") {
			target += "()"
		}
		raw, err := action.ParseTarget(target)
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

// want adds an answer to a test. Its names are the schema's, its values are those of the
// parameters' types, and the words of quotes are in the prompt, since a model copies them
// from there. A required parameter may be missing: nobody may have said it yet.
func (l *loader) want(t *Test, raw []action.RawCall) error {
	schema := l.content.Schema
	w := Wanted{}
	for _, r := range raw {
		a := schema.Action(r.Name)
		if a == nil {
			return fmt.Errorf("action %q is not in %s%s", r.Name, l.content.Actions, text.Suggest(r.Name, l.actionNames()))
		}
		call := dataset.Call{Name: r.Name, Arguments: map[string]any{}}
		for _, arg := range r.Args {
			p := a.Param(arg.Name)
			if p == nil {
				return fmt.Errorf("%s has no parameter %q%s", r.Name, arg.Name, text.Suggest(arg.Name, paramNames(a)))
			}
			if _, twice := call.Arguments[arg.Name]; twice {
				return fmt.Errorf("%s: %q is given twice", r.Name, arg.Name)
			}
			v, err := p.NormalizeArg(arg, l.ref)
			if err != nil {
				return fmt.Errorf("%s: %s: %w", r.Name, arg.Name, err)
			}
			if arg.Quoted && !p.Bare() && !strings.Contains(text.Fold(t.Text), text.Fold(arg.Text)) {
				return fmt.Errorf("%s: %s: %q is not in the prompt, from which a model copies it: write the words of the prompt, or action and arguments with the value", r.Name, arg.Name, arg.Text)
			}
			if v != nil {
				call.Arguments[arg.Name] = v
			}
		}
		w.Calls = append(w.Calls, call)
	}
	var err error
	w.Target, err = schema.Target(raw)
	t.Want = append(t.Want, w)
	return err
}

func paramNames(a *action.Action) []string {
	var out []string
	for _, p := range a.Params {
		out = append(out, p.Name)
	}
	return out
}
