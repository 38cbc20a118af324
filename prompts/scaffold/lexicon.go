package scaffold

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts/expr"
)

// lexicon is a lexicon of the pack: a name and what YAML has behind it.
type lexicon struct{ name, value string }

// specials are values of enumerations that name none of its things, and so stand before
// no noun: my all account.
var specials = []string{"all", "any", "both", "none", "unknown", "other", "unspecified"}

// special lists the values of an enumeration that are said by themselves.
func (d *domain) special(p *action.Param) (out []string) {
	for _, v := range p.Enum {
		if slices.Contains(specials, strings.ToLower(v)) && len(p.Enum) > 1 {
			out = append(out, v)
		}
	}
	return out
}

// surface is how people say a value of an enumeration.
func surface(v string) string {
	if _, err := strconv.ParseFloat(v, 64); err == nil {
		return v
	}
	switch strings.ToLower(v) {
	case "asc":
		return "ascending"
	case "desc":
		return "descending"
	}
	if words := split(v); len(words) > 0 {
		return strings.Join(words, " ")
	}
	return v
}

// slot is the expression of a slot, with the lexicon that its words come from. variant
// is on for days and times with their prepositions, one for a choice without the values
// that are said by themselves.
func (d *domain) slot(a *action.Action, p *action.Param, what kind, words []string, variant string) string {
	name, value := p.Name, d.words(p, what, words)
	switch {
	case what == aChoice:
		all := p.Enum
		if variant == "one" {
			all = slices.DeleteFunc(slices.Clone(all), func(v string) bool { return slices.Contains(d.special(p), v) })
		}
		if variant == "one" && len(all) < len(p.Enum) && len(all) > 0 {
			name, value = p.Name+"_one", enumeration(all)
		}
	case what == aDate || what == aTime:
		name = string(what)
		if strings.HasSuffix(variant, "coming") {
			name, value = "coming_"+name, strings.Replace(value, "}}", ", direction: future}}", 1)
		}
		if strings.HasPrefix(variant, "on") {
			name, value = "on_"+name, strings.Replace(value, "}}", ", prepositions: true}}", 1)
		}
	}
	if value == "" {
		return "{" + p.Name + "}"
	}
	name = d.lexicon(a, name, value)
	if name == p.Name {
		return "{" + p.Name + "}"
	}
	return "{" + p.Name + ":" + name + "}"
}

// lexicon keeps a lexicon and returns its name. One that has the name of another gets
// that of its action before it.
func (d *domain) lexicon(a *action.Action, name, value string) string {
	name = lexiconName(name)
	for _, n := range []string{name, lexiconName(a.Name + "_" + name)} {
		at := slices.IndexFunc(d.lexicons, func(l lexicon) bool { return l.name == n })
		if at < 0 {
			d.lexicons = append(d.lexicons, lexicon{n, value})
			return n
		}
		if d.lexicons[at].value == value {
			return n
		}
	}
	return lexiconName(a.Name + "_" + name)
}

func lexiconName(s string) string { return strings.Join(split(s), "_") }

func enumeration(values []string) string {
	var out, seen []string
	for _, v := range values {
		s := surface(v)
		if s == "" || slices.Contains(seen, s) {
			continue
		}
		seen = append(seen, s)
		out = append(out, fmt.Sprintf("%s: [%s]", scalar(v), quote(expr.Escape(s))))
	}
	return "{" + strings.Join(out, ", ") + "}"
}

// words is the value of the lexicon of a parameter, "" where it needs none.
func (d *domain) words(p *action.Param, what kind, words []string) string {
	switch what {
	case aChoice:
		return enumeration(p.Enum)
	case aSwitch, aPeriod:
		return ""
	case aDate:
		return "{date: {within: 90}}"
	case aTime:
		return "{time: {step: 15}}"
	case aDuration:
		return "{duration: {}}"
	case anAmount:
		return "{money: {min: 5, max: 2000}}"
	case aNumber:
		return number(p, words)
	case aPerson:
		return "{person: {style: first}}"
	case aPlace:
		if examples := d.readable(p, examplesIn(p)); len(examples) > 0 {
			return listed(examples)
		}
		if words[len(words)-1] == "address" {
			return "{address: {}}"
		}
		return listed(strings.Split("berlin; boston; chicago; london; madrid; oslo; paris; rome; seattle; vienna", "; "))
	}
	return d.text(p, what, words)
}

// text is the lexicon of free text: the examples of the schema, or else samples.
func (d *domain) text(p *action.Param, what kind, words []string) string {
	last := words[len(words)-1]
	for _, made := range []string{"biller", "merchant", "card", "account"} {
		if p.Format == made || p.Format == "" && last == made && (made == "biller" || made == "merchant") {
			return "{" + made + ": {}}"
		}
	}
	if p.Pattern != nil && p.Pattern.Enforced() {
		if written := writable(p.Pattern.String()); written != "" {
			return "{pattern: " + single(written) + "}"
		}
	}
	for _, values := range [][]string{examplesIn(p), strings.Split(d.sampled(p, what, words), "; "), strings.Split(ids, "; "), strings.Split(unknownValues, "; ")} {
		if fit := d.readable(p, values); len(fit) > 0 {
			return listed(fit)
		}
		if slices.Contains([]string{"email", "phone"}, last) || p.Format == "email" {
			break
		}
	}
	return map[bool]string{true: "{phone: {}}", false: "{email: {}}"}[last == "phone"]
}

// sampled are the samples of a parameter.
func (d *domain) sampled(p *action.Param, what kind, words []string) string {
	last := words[len(words)-1]
	switch {
	case p.Format == "uuid" || last == "uuid":
		return uuids
	case what == anID && p.Type == "string":
		return ids
	case what == anID:
		return "12; 48; 305; 1024; 4711; 7; 93; 2210"
	case what == aMoment:
		return moments
	case p.Format == "email" || last == "email":
		return "maya@example.com; j.doe@example.org; office@example.net; alex.kim@example.com; info@example.org"
	case last == "phone" || last == "number" && len(words) > 1 && words[len(words)-2] == "phone" || p.Format == "phone":
		return "555 0142; 555-0199; 0555 014 2201; 555 0117; 555-0161"
	case p.Format == "uri":
		return sampleValues([]string{"url"})
	case p.Format == "ipv4":
		return "10.0.0.4; 192.168.1.20; 203.0.113.7"
	case p.Format == "ipv6":
		return "2001:db8::1; 2001:db8::a4"
	case p.Format == "currency":
		return "euros; dollars; pounds; yen; swiss francs"
	case p.Format != "" && sampleValues([]string{p.Format}) != unknownValues:
		return sampleValues([]string{p.Format})
	}
	if v := sampleValues(words); v != unknownValues || !d.heads[last] {
		return v
	}
	return ids
}

// readable are the values that a parameter can read.
func (d *domain) readable(p *action.Param, values []string) (out []string) {
	for _, v := range values {
		if _, err := p.Normalize(v, time.Date(d.Year, 1, 1, 0, 0, 0, 0, time.UTC)); err == nil && v != "" {
			out = append(out, v)
		}
	}
	return out
}

// number is the lexicon of a number within the bounds of its parameter.
func number(p *action.Param, words []string) string {
	low, high := 1.0, 100.0
	switch last := words[len(words)-1]; {
	case slices.ContainsFunc(words, func(w string) bool { return heads[w] != "" }), last == "quantity", last == "count":
		low, high = 2, 12
	case last == "temperature":
		low, high = 16, 26
	case last == "page", last == "priority", last == "rating", last == "level":
		low, high = 1, 5
	case last == "year":
		low, high = 2015, 2026
	}
	if p.Minimum != nil {
		low = *p.Minimum
		if p.Maximum == nil && high <= low {
			high = low + 100
		}
	}
	if p.Maximum != nil {
		high = *p.Maximum
		low = min(low, high)
		if p.Minimum == nil && low > high {
			low = 0
		}
	}
	if p.ExclusiveMinimum != nil {
		low = max(low, *p.ExclusiveMinimum+1)
	}
	if p.ExclusiveMaximum != nil {
		high = min(high, *p.ExclusiveMaximum-1)
	}
	if low < 0 {
		low = 0
	}
	if p.MultipleOf != nil || high > 999_999 || high < low {
		return listed(multiples(p, low, high))
	}
	if p.Type == "number" && !slices.ContainsFunc(words, func(w string) bool {
		return heads[w] != "" || slices.Contains([]string{"page", "limit", "quantity", "count", "size", "number", "results", "year"}, w)
	}) {
		if high-low <= 1 {
			return fmt.Sprintf("{decimal: {min: %v, max: %v, step: 0.05}}", low, high)
		}
		return fmt.Sprintf("{decimal: {min: %v, max: %v, step: 0.5}}", low, high)
	}
	return fmt.Sprintf("{integer: {min: %d, max: %d}}", int64(low), int64(high))
}

// multiples are numbers of a parameter that the generators do not make.
func multiples(p *action.Param, low, high float64) (out []string) {
	step := 1.0
	if p.MultipleOf != nil && *p.MultipleOf > 0 {
		step = *p.MultipleOf
	}
	first := float64(int64(low/step)) * step
	for first < low {
		first += step
	}
	for i := 0; i < 12 && (first+float64(i)*step <= high || i == 0); i++ {
		out = append(out, strconv.FormatFloat(first+float64(i)*step, 'f', -1, 64))
	}
	return out
}

// listed writes words as a list.
func listed(values []string) string {
	var out []string
	for _, v := range values {
		out = append(out, quote(expr.Escape(v)))
	}
	return "[" + strings.Join(out, ", ") + "]"
}

// quote writes text between double quotes, and single between single ones.
func quote(s string) string  { return strconv.Quote(s) }
func single(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// scalar writes a key, quoted where YAML would take it for something else.
func scalar(s string) string {
	if s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_") == "" &&
		!slices.Contains([]string{"null", "true", "false", "yes", "no", "on", "off", "y", "n"}, strings.ToLower(s)) {
		return s
	}
	return quote(s)
}
