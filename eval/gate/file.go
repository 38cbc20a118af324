package gate

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// ConfigError is a fault in a gate file, with its place.
type ConfigError struct {
	File string
	Line int
	Err  error
}

func (e *ConfigError) Error() string { return fmt.Sprintf("%s:%d: %v", e.File, e.Line, e.Err) }
func (e *ConfigError) Unwrap() error { return e.Err }

// ParseRules reads a gate file: YAML with a list of strings under "rules". Every
// fault is a *ConfigError, and so is a file without rules. Name is that of the
// file, for errors.
func ParseRules(data []byte, name string) (*Rules, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		line := yamlLine(err)
		_, msg, _ := strings.Cut(strings.TrimPrefix(err.Error(), "yaml: "), fmt.Sprintf("line %d: ", line))
		if lines := strings.Split(string(data), "\n"); strings.HasPrefix(lines[min(line, len(lines))-1], "\t") {
			msg = "a tab: indent with spaces"
		}
		return nil, &ConfigError{name, line, errors.New("not YAML: " + cmp.Or(msg, err.Error()))}
	}
	fail := func(n *yaml.Node, format string, args ...any) (*Rules, error) {
		return nil, &ConfigError{name, max(n.Line, 1), fmt.Errorf(format, args...)}
	}
	if len(doc.Content) == 0 || doc.Content[0].Kind != yaml.MappingNode {
		return fail(&doc, `no rules: write a list under "rules:", such as exact_match >= 0.9`)
	}
	root, rules := doc.Content[0], &Rules{File: name}
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, list := root.Content[i], root.Content[i+1]
		if key.Value != "rules" {
			return fail(key, `unknown key %q: a gate file has "rules" only`, key.Value)
		}
		if list.Kind != yaml.SequenceNode && list.Tag != "!!null" {
			return fail(list, `"rules" is not a list of strings`)
		}
		for _, item := range list.Content {
			if item.Kind != yaml.ScalarNode || item.Tag != "!!str" {
				return fail(item, "a rule is a string such as exact_match >= 0.9")
			}
			r, err := ParseRule(item.Value)
			if err != nil {
				return fail(item, "%w", err)
			}
			r.File, r.Line = name, item.Line
			rules.List = append(rules.List, r)
		}
	}
	if len(rules.List) == 0 {
		return fail(root, `no rules: write a list under "rules:", such as exact_match >= 0.9`)
	}
	return rules, nil
}

// yamlLine finds the line in a message of the YAML parser, "yaml: line 3: …".
func yamlLine(err error) int {
	var line int
	if _, err := fmt.Sscanf(err.Error(), "yaml: line %d:", &line); err != nil {
		return 1
	}
	return line
}
