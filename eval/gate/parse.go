package gate

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/eval/report"
)

// ParseRule reads one rule of the language that Grammar describes.
func ParseRule(rule string) (Rule, error) {
	p := ruleParser{rest: rule}
	r := Rule{Factor: 1}
	word := p.word()
	switch {
	case (word == "low" || word == "high") && p.eat("("):
		r.End, word = word, p.word()
	case word == "no_worse" && p.eat("("):
		r.NoWorse, word = true, p.word()
	}
	if word == "" {
		return r, fmt.Errorf("rule %q: a metric is expected at %q", rule, p.rest)
	}
	info, ok := report.Lookup(word)
	if !ok {
		return r, fmt.Errorf("rule %q: unknown metric %q%s", rule, word, text.OrList(word, report.Names()))
	}
	r.Metric = info
	err := p.selector(&r)
	if r.NoWorse {
		if err == nil {
			err = p.margin(&r)
		}
		if err != nil {
			return r, fmt.Errorf("rule %q: %w", rule, err)
		}
		return r, nil
	}
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
		return r, fmt.Errorf("rule %q: %w", rule, err)
	}
	return r, nil
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
	parts, rest, ok := selectorParts(p.rest)
	if !ok {
		return errors.New(`"]" is missing`)
	}
	p.rest = rest
	for _, part := range parts {
		key, value, ok := selectorPair(part)
		switch {
		case !ok || value == "":
			return fmt.Errorf("selector %q is not key=value", strings.TrimSpace(part))
		case len(r.Metric.Keys) == 0:
			return fmt.Errorf("%s has no selectors", r.Metric.Name)
		case !slices.Contains(r.Metric.Keys, key) && !r.Metric.ByColumn():
			return fmt.Errorf("%s has no selector %q%s", r.Metric.Name, key, text.OrList(key, r.Metric.Keys))
		case r.Selector.Get(key) != "":
			return fmt.Errorf("selector %q is given twice", key)
		}
		r.Selector = append(r.Selector, report.Pair{Key: key, Value: value})
	}
	if len(r.Selector) > 1 && r.Selector.Get("precision")+r.Selector.Get("model")+r.Selector.Get("threads") == "" {
		return errors.New("only one of these selectors can be used at a time")
	}
	return nil
}

// margin reads what follows the metric of no_worse: ", 0.01)".
func (p *ruleParser) margin(r *Rule) error {
	if !pairable(r.Metric.Name) {
		return fmt.Errorf("no_worse compares example by example, and an example has no %s: it takes %s", r.Metric.Name, strings.Join(pairedMetrics, ", "))
	}
	if r.Metric.Name == "recall" && r.Selector.Get("intent") == "" {
		return errors.New("no_worse takes the recall of an action: recall[intent=NAME]")
	}
	if !p.eat(",") {
		return fmt.Errorf("a comma and a margin such as 0.01 are expected at %q", p.rest)
	}
	n, unit, err := p.number()
	if err != nil {
		return fmt.Errorf("a margin such as 0.01 is expected: %w", err)
	}
	if n, err = inUnit(n, unit, r); err != nil {
		return err
	}
	switch {
	case n >= 1 && n < 100 && unit == "":
		return fmt.Errorf("margin %v: every loss is within it: for %v points write %v or %v %%", n, n, n/100, n)
	case n <= 0 || n >= 1:
		return fmt.Errorf("margin %v: write the loss that you would accept, above 0 and below 1, such as 0.01", n)
	}
	r.Margin = n
	if !p.eat(")") {
		return fmt.Errorf(`")" is expected at %q`, p.rest)
	}
	return p.end()
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
			return cmp.Or(err, p.end())
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
	if unit == "%" && r.Metric.Unit != report.Fraction {
		return fmt.Errorf("%v%% of what? write %v * baseline", n, 1+sign*n/100)
	}
	n, err = inUnit(n, unit, r)
	r.Number = sign * n
	return cmp.Or(err, p.end())
}

func (p *ruleParser) end() error {
	if p.space(); p.rest != "" {
		return fmt.Errorf("%q is left over", p.rest)
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

// inUnit converts a number to the unit of the metric of a rule.
func inUnit(n float64, unit string, r *Rule) (float64, error) {
	switch {
	case unit == "", strings.EqualFold(unit, r.Metric.Unit):
		return n, nil
	case unit == "%" && r.Metric.Unit == report.Fraction:
		return strconv.ParseFloat(strconv.FormatFloat(n, 'f', -1, 64)+"e-2", 64) // 0.9 / 100 is not 0.009
	case unit == "s" && r.Metric.Unit == report.Millis:
		return n * 1000, nil
	case r.Metric.Unit == report.Fraction:
		return 0, fmt.Errorf("unit %q: %s is a fraction: write 0.9 or 90 %%", unit, r.Metric.Name)
	}
	return 0, fmt.Errorf("unit %q does not fit %s, which is in %s", unit, r.Metric.Name, r.Metric.Unit)
}
