package gate

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
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

// ParseRules reads a gate file: YAML with a list under "rules", and the settings of its
// tests. Every fault is a *ConfigError, and so are a file without rules and a second
// YAML document. Name is that of the file, for errors.
func ParseRules(data []byte, name string) (*Rules, error) {
	var doc, second yaml.Node
	d := yaml.NewDecoder(bytes.NewReader(data))
	if err := d.Decode(&doc); err != nil && !errors.Is(err, io.EOF) {
		return nil, yamlError(data, name, err)
	}
	f := gateReader{Rules{File: name}}
	if len(doc.Content) == 0 || doc.Content[0].Kind != yaml.MappingNode {
		return nil, f.fault(&doc, `no rules: write a list under "rules:", such as exact_match >= 0.9`)
	}
	switch err := d.Decode(&second); {
	case err == nil:
		return nil, f.fault(&second, "a second YAML document: its rules would not be read: put all rules in one list")
	case !errors.Is(err, io.EOF):
		return nil, yamlError(data, name, err)
	}
	root := doc.Content[0]
	if err := f.each(root, f.setting); err != nil {
		return nil, err
	}
	if len(f.rules.List) == 0 {
		return nil, f.fault(root, `no rules: write a list under "rules:", such as exact_match >= 0.9`)
	}
	if f.rules.Looks != nil && !slices.ContainsFunc(f.rules.List, func(r Rule) bool { return r.NoWorse }) {
		return nil, f.fault(root, `"looks" is for no_worse rules, and there is none`)
	}
	return &f.rules, nil
}

// looks reads the plan of looks.
func (f *gateReader) looks(value *yaml.Node) error {
	l := &Looks{}
	if value.Kind != yaml.MappingNode {
		return f.fault(value, "looks is a mapping such as {plan: 10}")
	}
	err := f.each(value, func(key, value *yaml.Node) error {
		switch key.Value {
		case "plan":
			if value.Tag != "!!int" || value.Decode(&l.Plan) != nil || l.Plan < 1 || l.Plan > maxLooks {
				return f.fault(value, "plan %q: write a whole number from 1 to %d", value.Value, maxLooks)
			}
		case "spending":
			if l.Spending = value.Value; l.Spending != PocockType && l.Spending != OBrienFlemingType {
				return f.fault(value, "spending %q: write %s or %s", value.Value, PocockType, OBrienFlemingType)
			}
		case "state":
			if l.State = value.Value; l.State == "" {
				return f.fault(value, "state is empty: name a file")
			}
		default:
			return f.fault(key, "unknown key %q: looks has plan, spending, state", key.Value)
		}
		return nil
	})
	if err == nil && l.Plan == 0 {
		err = f.fault(value, "plan is missing: say how many looks there will be, such as {plan: 10}")
	}
	f.rules.Looks = l
	return err
}

// maxLooks is the largest plan: each look of a longer one would decide hardly anything.
const maxLooks = 1000

// gateReader fills in the rules of a gate file.
type gateReader struct{ rules Rules }

func (f *gateReader) fault(n *yaml.Node, format string, args ...any) error {
	return &ConfigError{f.rules.File, max(n.Line, 1), fmt.Errorf(format, args...)}
}

// each calls set for each key of a mapping.
func (f *gateReader) each(mapping *yaml.Node, set func(key, value *yaml.Node) error) error {
	seen := map[string]bool{}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		key, value := mapping.Content[i], mapping.Content[i+1]
		if seen[key.Value] {
			return f.fault(key, "key %q is given twice", key.Value)
		}
		seen[key.Value] = true
		if err := set(key, value); err != nil {
			return err
		}
	}
	return nil
}

// settings are the keys of a gate file.
var settings = []string{"rules", "alpha", "power", "correction", "looks"}

func (f *gateReader) setting(key, value *yaml.Node) error {
	switch key.Value {
	case "rules":
		return f.list(value)
	case "alpha":
		return f.share(key, value, &f.rules.Alpha, 0.5)
	case "power":
		return f.share(key, value, &f.rules.Power, 1)
	case "looks":
		return f.looks(value)
	case "correction":
		if value.Value != "holm" && value.Value != "none" {
			return f.fault(value, `correction %q: write holm or none`, value.Value)
		}
		f.rules.Each = value.Value == "none"
		return nil
	}
	return f.fault(key, "unknown key %q: a gate file has %s", key.Value, strings.Join(settings, ", "))
}

// share reads a number above 0 and below a bound.
func (f *gateReader) share(key, value *yaml.Node, to *float64, below float64) error {
	if value.Decode(to) != nil || value.Tag == "!!str" || !(*to > 0 && *to < below) {
		return f.fault(value, "%s %q: write a number above 0 and below %v", key.Value, value.Value, below)
	}
	return nil
}

func (f *gateReader) list(list *yaml.Node) error {
	if list.Kind != yaml.SequenceNode && list.Tag != "!!null" {
		return f.fault(list, `"rules" is not a list`)
	}
	for _, item := range list.Content {
		if err := f.rule(item); err != nil {
			return err
		}
	}
	return nil
}

// rule reads a rule, which is its text or a mapping with it.
func (f *gateReader) rule(item *yaml.Node) error {
	text, options := item, ruleOptions{}
	if item.Kind == yaml.MappingNode {
		text = nil
		err := f.each(item, func(key, value *yaml.Node) error {
			if key.Value == "rule" {
				text = value
				return nil
			}
			return f.option(&options, key, value)
		})
		if err != nil {
			return err
		}
		if text == nil {
			return f.fault(item, `"rule" is missing: write {rule: "exact_match >= 0.9", …}`)
		}
	}
	if text.Kind != yaml.ScalarNode || text.Tag != "!!str" {
		return f.fault(text, "a rule is a string such as exact_match >= 0.9")
	}
	r, err := ParseRule(text.Value)
	if err == nil && !options.really {
		err = cmp.Or(r.rightWay(), r.percent())
	}
	if err != nil {
		return f.fault(text, "%w", err)
	}
	r.File, r.Line, r.MinN, r.Warn, r.Really = f.rules.File, text.Line, options.minN, options.warn, options.really
	f.rules.List = append(f.rules.List, r)
	return nil
}

// ruleOptions are the keys of a rule beside its text.
type ruleOptions struct {
	minN         int
	warn, really bool
}

func (f *gateReader) option(o *ruleOptions, key, value *yaml.Node) error {
	switch key.Value {
	case "min_n":
		if value.Tag != "!!int" || value.Decode(&o.minN) != nil || o.minN < 1 {
			return f.fault(value, "min_n %q: write a whole number of 1 or more", value.Value)
		}
	case "severity":
		if value.Value != Warn && value.Value != Fail {
			return f.fault(value, "severity %q: write fail or warn", value.Value)
		}
		o.warn = value.Value == Warn
	case "really":
		if value.Tag != "!!bool" || value.Decode(&o.really) != nil {
			return f.fault(value, "really %q: write true or false", value.Value)
		}
	default:
		return f.fault(key, "unknown key %q: a rule has rule, min_n, severity, really", key.Value)
	}
	return nil
}

// yamlError says in plain words where a file is not YAML.
func yamlError(data []byte, name string, err error) error {
	line := yamlLine(err)
	_, msg, _ := strings.Cut(strings.TrimPrefix(err.Error(), "yaml: "), fmt.Sprintf("line %d: ", line))
	if lines := strings.Split(string(data), "\n"); strings.HasPrefix(lines[min(line, len(lines))-1], "\t") {
		msg = "a tab: indent with spaces"
	}
	return &ConfigError{name, line, errors.New("not YAML: " + cmp.Or(msg, err.Error()))}
}

// yamlLine finds the line in a message of the YAML parser, "yaml: line 3: …".
func yamlLine(err error) int {
	var line int
	if _, err := fmt.Sscanf(err.Error(), "yaml: line %d:", &line); err != nil {
		return 1
	}
	return line
}
