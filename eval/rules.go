package eval

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"
	"go.yaml.in/yaml/v3"
)

// Grammar is the language of gate rules, for help texts.
const Grammar = `  rule     = metric [ selector ] op bound
           | "low(" metric [ selector ] ")" (">=" | ">") bound
           | "high(" metric [ selector ] ")" ("<=" | "<") bound
  selector = "[" key "=" value { "," key "=" value } "]"
  op       = ">=" | ">" | "<=" | "<" | "=="
  bound    = number [ unit ] | [ factor "*" ] "baseline" [ ("+" | "-") number [ unit ] ]
  unit     = "%" | "ms" | "s" | "MB" | "/s"

low(m) and high(m) are the ends of the 95 % interval: the rule passes where the
whole interval keeps the bound, fails where all of it breaks the bound, and is
inconclusive between.`

// gateFile is the shape of a gate file. ParseRules reads it, with places.
type gateFile struct {
	Rules []ruleText `json:"rules" jsonschema:"Conditions on a report: the gate passes where all of them hold, e.g. exact_match >= 0.9."`
}

type ruleText string

// GateSchema is the JSON Schema of gate files.
func GateSchema() *jsonschema.Schema {
	rule := &jsonschema.Schema{
		Type:        "string",
		Description: "A condition, e.g. low(intent_accuracy) >= 95 %, latency_p95_ms[precision=int8] <= 1.1 * baseline.",
		Pattern:     `^\s*((low|high)\s*\(\s*)?(` + strings.Join(names(), "|") + `)\s*(\[[^\]]*\]\s*)?(\)\s*)?(>=|>|<=|<|==)`,
		Examples:    []any{"exact_match >= 0.9", "low(intent_accuracy) >= 95 %", "latency_p95_ms[precision=int8] <= 10 ms", "slot_f1 >= baseline - 0.01"},
	}
	out, err := jsonschema.For[gateFile](&jsonschema.ForOptions{TypeSchemas: map[reflect.Type]*jsonschema.Schema{reflect.TypeFor[ruleText](): rule}})
	if err != nil {
		panic(err) // the type is above
	}
	list := out.Properties["rules"]
	list.Type, list.Types, list.MinItems = "array", nil, jsonschema.Ptr(1)
	return out
}

// Rule is one condition of a gate.
type Rule struct {
	File     string
	Line     int
	End      string // "low" or "high" of the interval, "" for the value
	Metric   Info
	Selector []Pair
	Op       string
	Baseline bool    // the bound is Factor·baseline + Number
	Factor   float64 // 1 where there is none
	Number   float64 // in the unit of the metric, 0.9 for 90 %
}

// Pair is one key=value of a selector.
type Pair struct{ Key, Value string }

// Rules are the conditions of a gate.
type Rules struct {
	File string
	List []Rule
}

// ConfigError is a fault in a gate file, with its place.
type ConfigError struct {
	File string
	Line int
	Err  error
}

func (e *ConfigError) Error() string { return fmt.Sprintf("%s:%d: %v", e.File, e.Line, e.Err) }
func (e *ConfigError) Unwrap() error { return e.Err }

// ParseRules reads a gate file: YAML with a list of strings under "rules".
// Every fault is a *ConfigError; a file without rules is one.
func ParseRules(data []byte, name string) (*Rules, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return nil, &ConfigError{name, yamlLine(err), err}
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

// ParseRule reads one rule: see Grammar.
func ParseRule(text string) (Rule, error) {
	p := ruleParser{rest: text}
	r := Rule{Factor: 1}
	word := p.word()
	if (word == "low" || word == "high") && p.eat("(") {
		r.End, word = word, p.word()
	}
	if word == "" {
		return r, fmt.Errorf("rule %q: a metric is expected at %q", text, p.rest)
	}
	info, ok := Lookup(word)
	if !ok {
		return r, fmt.Errorf("rule %q: unknown metric %q%s", text, word, suggest(word, names()))
	}
	r.Metric = info
	err := p.selector(&r)
	if err == nil && r.End != "" && !p.eat(")") {
		err = fmt.Errorf(`")" is expected at %q`, p.rest)
	}
	if err == nil {
		err = p.op(&r)
	}
	if err == nil {
		err = p.bound(&r)
	}
	if err == nil {
		err = r.sensible()
	}
	if err != nil {
		return r, fmt.Errorf("rule %q: %w", text, err)
	}
	return r, nil
}

func names() []string {
	var out []string
	for _, k := range Known {
		out = append(out, k.Name)
	}
	return out
}

type ruleParser struct{ rest string }

func (p *ruleParser) space() { p.rest = strings.TrimLeft(p.rest, " \t") }

func (p *ruleParser) eat(s string) (ok bool) {
	p.space()
	p.rest, ok = strings.CutPrefix(p.rest, s)
	return ok
}

func (p *ruleParser) while(in func(c byte) bool) string {
	p.space()
	n := 0
	for n < len(p.rest) && in(p.rest[n]) {
		n++
	}
	got := p.rest[:n]
	p.rest = p.rest[n:]
	return got
}

func (p *ruleParser) word() string {
	return p.while(func(c byte) bool { return c == '_' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' })
}

func (p *ruleParser) selector(r *Rule) error {
	if !p.eat("[") {
		if r.Metric.Needs {
			return fmt.Errorf("%s needs a selector such as %s[%s=…]", r.Metric.Name, r.Metric.Name, r.Metric.Keys[0])
		}
		return nil
	}
	inside, rest, ok := strings.Cut(p.rest, "]")
	if !ok {
		return errors.New(`"]" is missing`)
	}
	p.rest = rest
	for _, part := range strings.Split(inside, ",") {
		key, value, ok := strings.Cut(part, "=")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		switch {
		case !ok || value == "":
			return fmt.Errorf("selector %q is not key=value", strings.TrimSpace(part))
		case len(r.Metric.Keys) == 0:
			return fmt.Errorf("%s has no selectors", r.Metric.Name)
		case !slices.Contains(r.Metric.Keys, key):
			return fmt.Errorf("%s has no selector %q%s", r.Metric.Name, key, suggest(key, r.Metric.Keys))
		case r.get(key) != "":
			return fmt.Errorf("selector %q stands twice", key)
		}
		r.Selector = append(r.Selector, Pair{key, value})
	}
	if len(r.Selector) > 1 && r.get("precision") == "" {
		return errors.New("only one of these selectors can be used at a time")
	}
	return nil
}

func (r *Rule) get(key string) string {
	for _, p := range r.Selector {
		if p.Key == key {
			return p.Value
		}
	}
	return ""
}

func (p *ruleParser) op(r *Rule) error {
	for _, op := range []string{">=", "<=", "==", ">", "<"} {
		if p.eat(op) {
			r.Op = op
			return nil
		}
	}
	return fmt.Errorf("one of >= > <= < == is expected at %q", p.rest)
}

func (p *ruleParser) bound(r *Rule) error {
	if !p.eat("baseline") {
		n, unit, err := p.number()
		if err != nil {
			return err
		}
		if !p.eat("*") {
			r.Number, err = inUnit(n, unit, r)
			return cmpErr(err, p.end())
		}
		if unit != "" || !p.eat("baseline") {
			return fmt.Errorf(`"factor * baseline" is expected at %q`, p.rest)
		}
		r.Factor = n
	}
	r.Baseline = true
	sign := 0.0
	switch {
	case p.eat("+"):
		sign = 1
	case p.eat("-"):
		sign = -1
	default:
		return p.end()
	}
	n, unit, err := p.number()
	if err != nil {
		return err
	}
	if unit == "%" && r.Metric.Unit != Fraction {
		return fmt.Errorf("%v%% of what? write %v * baseline", n, 1+sign*n/100)
	}
	n, err = inUnit(n, unit, r)
	r.Number = sign * n
	return cmpErr(err, p.end())
}

func cmpErr(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

func (p *ruleParser) end() error {
	if p.space(); p.rest != "" {
		return fmt.Errorf("%q is too much", p.rest)
	}
	return nil
}

func (p *ruleParser) number() (n float64, unit string, err error) {
	sign := 1.0
	if p.eat("-") {
		sign = -1
	}
	digits := p.while(func(c byte) bool { return c == '.' || c >= '0' && c <= '9' })
	if n, err = strconv.ParseFloat(digits, 64); err != nil {
		return 0, "", fmt.Errorf("a number or baseline is expected at %q", digits+p.rest)
	}
	unit = strings.ToLower(p.while(func(c byte) bool { return c == '%' || c == '/' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }))
	return sign * n, unit, nil
}

// inUnit converts a number to the unit of the metric.
func inUnit(n float64, unit string, r *Rule) (float64, error) {
	switch {
	case unit == "", strings.EqualFold(unit, r.Metric.Unit):
		return n, nil
	case unit == "%" && r.Metric.Unit == Fraction:
		return n / 100, nil
	case unit == "s" && r.Metric.Unit == Millis:
		return n * 1000, nil
	case r.Metric.Unit == Fraction:
		return 0, fmt.Errorf("unit %q: %s is a fraction: write 0.9 or 90 %%", unit, r.Metric.Name)
	}
	return 0, fmt.Errorf("unit %q does not fit %s, which is in %s", unit, r.Metric.Name, r.Metric.Unit)
}

// sensible refuses rules that cannot fail, and ends of the interval on the side
// where they say nothing.
func (r *Rule) sensible() error {
	up := r.Op == ">=" || r.Op == ">"
	switch {
	case r.End == "low" && !up:
		return errors.New("low(…) goes with >= or >: it is the least that the metric may be")
	case r.End == "high" && r.Op != "<=" && r.Op != "<":
		return errors.New("high(…) goes with <= or <: it is the most that the metric may be")
	case r.Baseline || r.Metric.Unit != Fraction:
		return nil
	}
	least := 0.0
	if r.Metric.Signed {
		least = -1
	}
	if !up && r.Op != "==" && r.Number > 1 || up && r.Number < least {
		return fmt.Errorf("cannot fail: %s is from %v to 1: write 0.02 or 2 %%", r.Metric.Name, least)
	}
	return nil
}

// String writes the rule so that ParseRule reads it again.
func (r *Rule) String() string {
	var b strings.Builder
	b.WriteString(r.Metric.Name)
	for i, p := range r.Selector {
		b.WriteString([]string{"[", ", "}[min(i, 1)] + p.Key + "=" + p.Value)
	}
	if len(r.Selector) > 0 {
		b.WriteString("]")
	}
	left := b.String()
	if r.End != "" {
		left = r.End + "(" + left + ")"
	}
	return left + " " + r.Op + " " + r.boundText()
}

func (r *Rule) boundText() string {
	number := func(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }
	if !r.Baseline {
		return number(r.Number)
	}
	s := "baseline"
	if r.Factor != 1 {
		s = number(r.Factor) + " * baseline"
	}
	switch {
	case r.Number > 0:
		s += " + " + number(r.Number)
	case r.Number < 0:
		s += " - " + number(-r.Number)
	}
	return s
}
