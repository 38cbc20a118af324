package action

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// exampleTool shows what a tool is.
const exampleTool = `{"type":"function","function":{"name":"pay","parameters":{"type":"object","properties":{…}}}}`

// foreign says what a file is that is no JSON from its first byte on.
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
	return nil
}

// yamlKey is a line that begins a mapping in YAML.
var yamlKey = regexp.MustCompile(`(?m)^(---|[A-Za-z_][\w.-]*:)(\s|$)`)

// notJSON says what a file probably is that could not be read as JSON.
func notJSON(data []byte, err error) error {
	if first := bytes.TrimSpace(data); first[0] != '{' && first[0] != '[' && yamlKey.Match(first) {
		return errors.New("is YAML, not JSON: name the folder of a pack to read its actions.yaml")
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
