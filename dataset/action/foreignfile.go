package action

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/sniff"
)

// exampleTool shows what a tool is.
const exampleTool = `{"type":"function","function":{"name":"pay","parameters":{"type":"object","properties":{…}}}}`

// foreign says what a file is that is no JSON from its first bytes on.
func foreign(data []byte) error {
	head := strings.ToLower(string(bytes.TrimSpace(data[:min(len(data), 64)])))
	switch {
	case head == "":
		return errors.New("is empty: a list of tools is wanted, such as [" + exampleTool + "]")
	case strings.HasPrefix(head, "par1"):
		return errors.New("is a Parquet file, of examples probably: name the list of tools, or a pack")
	case strings.HasPrefix(head, "pk\x03\x04"):
		return errors.New("is a ZIP archive: unpack it and name the list of tools")
	case strings.HasPrefix(head, "<"):
		return fmt.Errorf("is HTML or XML, not JSON (starts with %.15q)", data)
	}
	return sniff.Text(data[:min(len(data), sniff.Length)])
}

// yamlKey is a line that begins a mapping or a list in YAML.
var yamlKey = regexp.MustCompile(`(?m)^(---|- [\w.-]+:|[A-Za-z_][\w.-]*:)(\s|$)`)

// notJSON says what is wrong with JSON that could not be read; its last byte that was read
// is before an offset.
func notJSON(data []byte, at int, err error) error {
	first := bytes.TrimSpace(data)
	switch {
	case first[0] != '{' && first[0] != '[' && yamlKey.Match(first):
		return errors.New("is YAML, not JSON: write the tools as JSON, or name the folder of a pack to read its actions.yaml")
	case strings.IndexByte(`{["`, first[0]) < 0:
		return fmt.Errorf("is not JSON (starts with %.20q): a list of tools is wanted, such as [%s]", first, exampleTool)
	case strings.HasPrefix(err.Error(), "unexpected end"):
		return errors.New("not JSON: it ends in the middle: copy the file again")
	}
	before := bytes.TrimRight(data[:at-1], " \t\r\n")
	switch c := data[at-1]; {
	case c == '\'':
		return errors.New("not JSON: text is in single quotes, as Python prints it: write the file with json.dump")
	case c == '/' || c == '#' || c == '*':
		return errors.New("not JSON: it has a comment: take the comments out")
	case (c == ']' || c == '}') && bytes.HasSuffix(before, []byte(",")):
		return fmt.Errorf("not JSON: a comma before %c: take the comma out", c)
	case bytes.HasPrefix(data[at-1:], []byte("True")), bytes.HasPrefix(data[at-1:], []byte("False")), bytes.HasPrefix(data[at-1:], []byte("None")):
		return errors.New("not JSON: True, False and None are Python's: write the file with json.dump")
	}
	return fmt.Errorf("not JSON: %w", err)
}

// isRow reports whether an object is an example of a dataset and no tool.
func isRow(o object) bool {
	return o.has("text", "messages", "conversations", "query", "question", "prompt", "utterance") && !o.has("model") && !o.has(schemaKeys...)
}

// notTools says what an object is that holds no tool.
func notTools(v value, o object) error {
	say := func(format string, args ...any) error { return &fault{v.at, fmt.Errorf(format, args...)} }
	switch {
	case o.has("openapi", "swagger"):
		return say("is an OpenAPI description: slmkit reads lists of tools, such as [%s], so write one tool for each operation", exampleTool)
	case o.has("messages", "conversations"):
		return say("is a file of conversations, not a list of tools: slmkit import reads such files, with their tools")
	case isRow(o):
		return say("is a dataset, not a list of tools: name the actions.json beside it, or its pack")
	case o.has("id") && o.has("output"):
		return say("is a file of predictions, not a list of tools: name the actions.json of the model or of the gold")
	case o.has("split_by") && o.has("rows"):
		return say("is the manifest of a dataset: name the actions.json beside it")
	}
	keys := make([]string, 0, len(o))
	for _, m := range o {
		keys = append(keys, m.name)
	}
	slices.Sort(keys)
	if len(keys) > 5 {
		keys = append(keys[:5], "…")
	}
	return say("not a tool list: an object with the keys %s, where a tool is wanted, such as %s", strings.Join(keys, ", "), exampleTool)
}
