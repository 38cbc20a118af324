package prompts

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/prompts/grammar"
)

// faultCase is files of a pack and the fault that they have.
type faultCase struct {
	files map[string]string
	want  string
}

func faultCases() []faultCase {
	tpl := func(text string) map[string]string {
		return map[string]string{"templates/t.yaml": "action: pay\ntemplates:\n  - \"pay {to}\"\n  - " + text + "\n"}
	}
	file := func(name, text string) map[string]string {
		return map[string]string{name: text, "templates/t.yaml": "action: pay\ntemplates: [\"pay {to}\"]\n"}
	}
	return []faultCase{
		// Templates.
		{tpl(`"pay {too}"`), `templates/t.yaml:4:10: pay has no parameter "too", did you mean "to"?`},
		{tpl(`"pay {colour} {to}"`), `templates/t.yaml:4:10: pay has no parameter "colour": there are to, amount, account, times, urgent`},
		{tpl(`'pay ''{too}'''`), `templates/t.yaml:4:12: pay has no parameter "too", did you mean "to"?`},
		{tpl(`pay {too}`), `templates/t.yaml:4:9: pay has no parameter "too", did you mean "to"?`},
		{tpl("|\n    pay\n    {too}"), `templates/t.yaml:4: pay has no parameter "too", did you mean "to"?`},
		{tpl(`"<whoo> {to}"`), `templates/t.yaml:4:6: rule "whoo" is not defined`},
		{tpl(`"{to:persn}"`), `templates/t.yaml:4:6: lexicon "persn" is not defined, did you mean "person"?`},
		{tpl(`"(pay {to}"`), `templates/t.yaml:4:6: '(' is never closed: ')' is missing`},
		{tpl(`"pay now"`), `templates/t.yaml:4:6: pay requires "to", which this template never sets`},
		{tpl(`"pay [{to}]"`), `templates/t.yaml:4:6: pay requires "to", which this template may leave out`},
		{tpl(`"{to} and {to}"`), `templates/t.yaml:4:15: parameter "to" can be set twice in one prompt`},
		{tpl(`"{to} {account=savings}"`), `templates/t.yaml:4:11: "savings" is not in the enumeration of "account": there are checking, credit_card`},
		{tpl(`"{to} {times=10:ten}"`), `templates/t.yaml:4:11: 10 is above 9: value does not fit`},
		{tpl(`"{to} {times=x}"`), `templates/t.yaml:4:11: "x" is not a number: value does not fit`},
		{tpl(`"{to=mom:her}"`), `templates/t.yaml:4:6: "to" is text copied from the prompt, its words are its value: write {to=:mom} or name a lexicon`},
		{file("templates/u.yaml", "action: none\ntemplates: [\"{x}\"]\n"), `templates/u.yaml:2:14: none has no parameter "x": there are none`},
		{tpl(`"{3.to}"`), `templates/t.yaml:4:6: call 3: the template has 1`},
		{tpl(`"[x?30%: a] [x?40%: b] {to}"`), `templates/t.yaml:4:17: optional "x" has a chance of 40% here and 30% elsewhere`},
		{tpl(`{text: "{to}", wieght: 2}`), `templates/t.yaml:4:20: template: unknown key "wieght", did you mean "weight"?`},
		{tpl(`{text: "{to}", weight: 0}`), `templates/t.yaml:4:28: weight: 0 is not above 0: to draw it never, leave the entry out`},
		{tpl(`{text: "{to}", weight: x}`), `templates/t.yaml:4:28: weight: a number is wanted, not "x"`},
		{tpl(`{text: "{to}", where: "times"}`), `templates/t.yaml:4:27: where "times": a comparison is wanted, such as from_account != to_account`},
		{tpl(`{text: "{to}", where: "x < 2"}`), `templates/t.yaml:4:27: where "x < 2": the left side is no parameter of pay`},
		{tpl(`{text: "{to}", where: "times <"}`), `templates/t.yaml:4:27: where "times <": one side of the comparison is missing`},
		{tpl(`{text: "{to}", where: "times > account"}`), `templates/t.yaml:4:27: where "times > account": times is a number and account is text, which cannot be compared`},
		{tpl(`{text: "{to}", where: "amount > times"}`), `templates/t.yaml:4:27: where "amount > times": amount is an amount of money and times is a number, which cannot be compared`},
		{tpl(`{text: "{to}", where: "account > checking"}`), `templates/t.yaml:4:27: where "account > checking": account is text, which has no order: compare it with == or !=`},
		{tpl(`{text: "{to}", where: "urgent > true"}`), `templates/t.yaml:4:27: where "urgent > true": urgent is true or false, which has no order: compare it with == or !=`},
		{tpl(`{text: "{to}", where: "times > lots"}`), `templates/t.yaml:4:27: where "times > lots": "lots" is not a number: value does not fit`},
		{tpl(`{text: "{to}", where: "times > amuont"}`), `templates/t.yaml:4:27: where "times > amuont": "amuont" is not a number: value does not fit; did you mean "amount"?`},
		{tpl(`{text: "{to}", where: "account == chequing"}`), `templates/t.yaml:4:27: where "account == chequing": "chequing" is none of checking, credit_card: value does not fit`},
		{tpl(`{text: "{to}", kind: near_miss}`), `templates/t.yaml:4:26: kind "near_miss" belongs to templates of action none`},
		{tpl(`{text: "{to}", weight: "2"}`), `templates/t.yaml:4:28: weight: a number is wanted, not "2"`},
		{tpl(` # null`), `templates/t.yaml:4:4: template: text or {text: …, weight: …} is wanted, not nothing`},
		{tpl(`[a]`), `templates/t.yaml:4:5: template: text or {text: …, weight: …} is wanted, not a list`},
		{tpl(`""`), `templates/t.yaml:4:5: template: text or {text: …, weight: …} is wanted, not ""`},
		{file("templates/u.yaml", "templates: [x]\n"), `templates/u.yaml:1:1: action is missing: which action do these templates ask for?`},
		{file("templates/u.yaml", "action: pya\ntemplates: [x]\n"), `templates/u.yaml:1:9: action "pya" is not in actions.yaml, did you mean "pay"?`},
		{file("templates/u.yaml", "action: show\n"), `templates/u.yaml:1:1: templates is missing or empty`},
		{file("templates/u.yaml", "action: none\nkind: nearmiss\ntemplates: [x]\n"), `templates/u.yaml:2:7: kind "nearmiss" is none of out_of_scope, wrong_domain, missing_argument, near_miss, did you mean "near_miss"?`},
		{file("templates/u.yaml", "actions: [show, pay]\ntemplates: [\"{account} {to}\"]\n"), `templates/u.yaml:2:14: several calls have a parameter "account": write {1.account} or {2.account}`},
		{file("templates/u.yaml", "- x\n"), `templates/u.yaml:1:1: templates: a mapping of names is wanted, not a list`},
		{file("templates/u.yaml", "action: [\n"), `templates/u.yaml:1: not YAML: did not find expected node content`},
		{file("templates/u.yaml", "action: show\naction: show\ntemplates: [x]\n"), `templates/u.yaml:2:1: templates: "action" is written twice`},
		{file("templates/u.yaml", "action: show\ntemplates:\n\t- x\n"), `templates/u.yaml:3: not YAML: a tab: indent with spaces`},
		{file("actions.yaml", "# none yet\n"), `actions.yaml: is missing or empty: list the actions and their parameters, such as opening_hours: {description: Say when the shop is open.}`},
		{file("pack.yaml", "\n"), `pack.yaml: reference_date is missing: relative dates of prompts count from it`},
		{map[string]string{}, `templates: no template: write templates/ACTION.yaml`},
		// Rules.
		{file("rules/r.yaml", "a: [x]\n"), `rules/r.yaml:1:1: rule "a": names are letters, digits, _ and -, and <a> and <s> are the article and the plural`},
		{file("rules/r.yaml", "a b: [x]\n"), `rules/r.yaml:1:1: rule "a b": names are letters, digits, _ and -, and <a> and <s> are the article and the plural`},
		{file("rules/r.yaml", "x: [\"(b\"]\ny: [z]\n"), "rules/r.yaml:1:6: '(' is never closed: ')' is missing"},
		{file("rules/r.yaml", "x:\n-\n"), `rules/r.yaml:2:2: rule x: text or {text: …, weight: …} is wanted, not nothing`},
		{file("rules/r.yaml", "x: []\n"), `rules/r.yaml:1:1: rule "x" has no alternatives`},
		{file("rules/r.yaml", "x: [\"<y>\"]\ny: [\"<z>\"]\nz: [\"a <x>\"]\n"), `rules/r.yaml:3:8: rule expands into itself: x → y → z → x`},
		{file("rules/r.yaml", "x: [\"<y>\"]\n"), `rules/r.yaml:1:6: rule "y" is not defined, did you mean "x"?`},
		{map[string]string{"rules/r.yaml": "x: [b]\n", "rules/s.yaml": "x: [c]\n", "templates/t.yaml": "action: show\ntemplates: [\"<x>\"]\n"}, `rules/s.yaml:1:1: rule "x" is also at rules/r.yaml:1`},
		// Lexicons.
		{file("lexicons/x.yaml", "x: []\n"), `lexicons/x.yaml:1:4: lexicon "x" has no words`},
		{file("lexicons/x.yaml", "person: [x]\n"), `lexicons/x.yaml:1:1: lexicon "person" is also at lexicons/people.yaml:1`},
		{file("lexicons/x.yaml", "x: [\"\"]\n"), "lexicons/x.yaml:1:5: lexicon \"x\": empty words"},
		{file("lexicons/x.yaml", "x: {money: {mn: 5}}\n"), `lexicons/x.yaml:1:13: money: unknown key "mn", did you mean "min"?`},
		{file("lexicons/x.yaml", "x: {money: {min: 5, max: 2}}\n"), `lexicons/x.yaml:1:12: money: min 5, max 2: 0 ≤ min ≤ max ≤ 999999 is wanted`},
		{file("lexicons/x.yaml", "x: {money: {min: a}}\n"), `lexicons/x.yaml:1:12: money: min: "a" is not a whole number`},
		{file("lexicons/x.yaml", "x: {date: {direction: up}}\n"), `lexicons/x.yaml:1:11: date: direction "up" is none of past, future`},
		{file("lexicons/x.yaml", "x: {pattern: 'a+'}\n"), `lexicons/x.yaml:1:14: pattern "a+": only text, classes, groups, | and counted repeats can be written out`},
		{file("lexicons/x.yaml", "x: {pattern: 'a{2,}'}\n"), `lexicons/x.yaml:1:14: pattern "a{2,}": a{2,} has no end`},
		{file("lexicons/x.yaml", "x: {pattern: '['}\n"), "lexicons/x.yaml:1:14: pattern \"[\": error parsing regexp: missing closing ]: `[`"},
		{map[string]string{"lexicons/x.yaml": "sums: [fifty, lots]\n", "templates/t.yaml": "action: pay\ntemplates: [\"{to} {amount:sums}\"]\n"},
			`lexicons/x.yaml:1: lexicon "sums" for parameter "amount": "lots" is not an amount of money: value does not fit`},
		{map[string]string{"lexicons/x.yaml": "acct:\n  checking: [a]\n  saving: [b]\n", "templates/t.yaml": "action: show\ntemplates: [\"{account:acct}\"]\n"},
			`lexicons/x.yaml:3: lexicon "acct" for parameter "account": "saving" is not in the enumeration of "account": there are checking, credit_card`},
		{map[string]string{"actions.yaml": "pay: {params: {to: {format: company, required: true}}}\n", "lexicons/people.yaml": "x: [y]\n", "templates/t.yaml": "action: pay\ntemplates: [\"{to}\"]\n"},
			`templates/t.yaml:2:14: parameter "to" has no lexicon: write one named "to" or "company" in lexicons/`},
		{file("lexicons/x.yaml", "x: {pattern: {}}\n"), `lexicons/x.yaml:1:14: pattern: a regular expression is wanted, not a mapping`},
		{file("lexicons/x.yaml", "x: {money: {min: \"5\"}}\n"), `lexicons/x.yaml:1:12: money: min: "5" is not a whole number`},
		{tpl(`say: {to}`), `templates/t.yaml:4:5: template: a colon and a space make this a mapping in YAML: write the text in quotes, 'say: …'`},
		{tpl(`3: a`), `templates/t.yaml:4:5: template: a colon and a space make this a mapping in YAML: write the text in quotes, '3: a'`},
		{file("rules/r.yaml", "x:\n  - 3: it's\n"), `rules/r.yaml:2:5: rule x: a colon and a space make this a mapping in YAML: write the text in quotes, '3: it''s'`},
		{file("lexicons/x.yaml", "x:\n  - re: you\n"), `lexicons/x.yaml:2:5: lexicon x: a colon and a space make this a mapping in YAML: write the text in quotes, 're: you'`},
		{file("lexicons/x.yaml", "x: [a, {weight: 2}]\n"), `lexicons/x.yaml:1:8: lexicon x: text or {text: …, weight: …} is wanted, not a mapping`},
		{file("lexicons/x.yaml", "x:\n- a\n-\n"), `lexicons/x.yaml:3:2: lexicon x: text is wanted, not nothing`},
		// Other files.
		{file("pack.yaml", "name: x\n"), `pack.yaml:1:1: reference_date is missing: relative dates of prompts count from it`},
		{file("pack.yaml", "reference_date: monday\n"), `pack.yaml:1:17: reference date "monday" is not YYYY-MM-DD`},
		{file("pack.yaml", "reference_dates: [2025-02-01, 2025-01-01]\n"), `pack.yaml:1:19: reference_dates is [first, last], at most a hundred years apart`},
		{file("pack.yaml", "reference_date: 2025-01-01\ncolour: red\n"), `pack.yaml:2:1: pack.yaml: unknown key "colour": there are name, version, description, language, locale, use, space_before_marks, reference_date, reference_dates, negatives, dialogues, tests, costs, sources, licence`},
		{file("pack.yaml", "reference_date: 2025-01-01\nuse: std/eng\n"), `pack.yaml:2:6: there is no library "std/eng", did you mean "std/en"?`},
		{file("actions.yaml", base["actions.yaml"]+"x y: {}\n"), `actions.yaml: action "x y": a name has the letters a to z, digits, _ . - and starts with a letter or digit`},
		{file("actions.yaml", base["actions.yaml"]+"x: {parms: {}}\n"), `actions.yaml:12:5: action x: unknown key "parms", did you mean "params"?`},
		{file("actions.yaml", base["actions.yaml"]+"x: {params: {y: {type: list}}}\n"), `actions.yaml: action "x": parameter "y": type "list" is none of string, integer, number, boolean`},
		{file("actions.yaml", base["actions.yaml"]+"x: {params: {y: {required: 7}}}\n"), `actions.yaml:12:28: required: true or false is wanted, not "7"`},
		{file("actions.yaml", base["actions.yaml"]+"x: {params: {y: {required: \"true\"}}}\n"), `actions.yaml:12:28: required: true or false is wanted, not "true"`},
		{file("actions.yaml", base["actions.yaml"]+"x: {params: {y: {format: date, prefer: soon}}}\n"), `actions.yaml: action "x": parameter "y": x-prefer "soon" is neither future nor past`},
		{file("actions.yaml", base["actions.yaml"]+"x: {params: {y: {format: time, hours: 8-18}}}\n"), `actions.yaml:12:39: hours "8-18" are not two times, the earlier first: write them as 08:00-18:00`},
		{file("actions.yaml", base["actions.yaml"]+"x: {params: {y: {format: date, hours: 08:00-18:00}}}\n"), `actions.yaml:12:39: param y: hours is for parameters of format time`},
		{file("actions.yaml", base["actions.yaml"]+"x: {params: {y: {format: time, prefer: past}}}\n"), `actions.yaml:12:40: param y: prefer is for parameters of format date or period`},
		{file("pack.yaml", "reference_date: 2025-01-01\nlanguage: ar\n"), `pack.yaml:2:11: amounts, dates, times and numbers, such as pay.amount, are not read in language "ar": served are en-US, en-GB, en-IN, de, es, fr, pt. Write locale: with one of these if prompts write values as it does`},
		{file("pack.yaml", "reference_date: 2025-01-01\nlocale: it\n"), `pack.yaml:2:9: locale "it" is none of en-US, en-GB, en-IN, de, es, fr, pt`},
		{file("lexicons/x.yml", "x: [a]\n"), `lexicons/x.yml: is not read: name it lexicons/x.yaml`},
		{file("pack.yaml", "reference_date: 2025-01-01\nnegatives: {nearmiss: 1}\n"), `pack.yaml:2:13: negatives: unknown key "nearmiss", did you mean "near_miss"?`},
		{file("pack.yaml", "reference_date: 2025-01-01\nnegatives: {near_miss: 1}\n"), `pack.yaml: negatives: no template of action none is of kind "near_miss"`},
		{map[string]string{"pack.yaml": "reference_date: 2025-01-01\nnegatives: {near_miss: 1}\n", "templates/t.yaml": "action: none\ntemplates: [{text: x, kind: near_miss}, y]\n"},
			`templates/t.yaml:2: the template is of kind "", which has no share in the negatives of pack.yaml`},
		{file("other.yaml", "x: 1\n"), `other.yaml:1: is not read: files of a pack are pack.yaml, actions.yaml, rules/*.yaml, lexicons/*.yaml, lexicons/*.csv, templates/*.yaml and tests/*.yaml`},
	}
}

// TestFaults: every fault names its file, line and column, and what to do.
func TestFaults(t *testing.T) {
	for _, c := range faultCases() {
		_, err := Load(withFiles(c.files), "test")
		var faults Faults
		if !errors.As(err, &faults) || err.Error() != c.want {
			t.Errorf("%q:\n%v\nwant\n%s", c.files, err, c.want)
		}
	}
}

func TestWarnings(t *testing.T) {
	p := load(t, map[string]string{
		"rules/r.yaml":     "used: [x]\nunused: [y]\n",
		"lexicons/l.yaml":  "spare: [a, a, b]\n",
		"templates/t.yaml": "action: pay\nrules: {mine: [z]}\ntemplates: [\"<used> {to} a\"]\n---\naction: pay\ntemplates: [\"<used> {to}\", \"<used> {to}\"]\n",
	})
	want := []string{
		`lexicons/l.yaml:1:12: lexicon "spare": "a" is written twice`,
		"templates/t.yaml:6: the same template is at t.yaml:6: this one is left out",
		`rules/r.yaml:2: no template uses rule "unused"`,
		`templates/t.yaml:2: no template uses rule "mine"`,
		`lexicons/l.yaml:1: no template uses lexicon "spare"`,
	}
	if diff := cmp.Diff(strings.Join(want, "\n"), p.Warnings().Error()); diff != "" {
		t.Error(diff)
	}
}

// FuzzLoad: whatever stands in the files of a pack, loading ends with a pack or
// with faults that have places, never with a panic, and what loads is valid by
// the schemas.
func FuzzLoad(f *testing.F) {
	f.Add("x: [y]", "l: {money: {}}", "action: pay\ntemplates: [\"<x> {to} {amount:l}\"]")
	f.Add("x: [\"<x>\"]", "l: {a: [b], c: {}}", "actions: [show, pay]\nrules: {y: {text: z, weight: 2}}\ntemplates: [{text: \"[v?: <y>] {1.account} {to}\", where: \"to != account\"}]")
	f.Add("&a x: *a", "l: &b [*b]", "--- |\n x\n---\naction: none\nkind: near_miss\ntemplates: [>\n  (a; b)]")
	schemas := compiled(f)
	f.Fuzz(func(t *testing.T, rules, lexicon, templates string) {
		files := map[string]string{"rules/r.yaml": rules, "lexicons/l.yaml": lexicon, "templates/t.yaml": templates}
		p, err := Load(withFiles(files), "test")
		if err != nil {
			var faults Faults
			if !errors.As(err, &faults) || len(faults) == 0 {
				t.Fatalf("%v is no list of faults", err)
			}
			for _, f := range faults {
				if f.File == "" || f.Message == "" || f.Check == "" {
					t.Fatalf("%+v", f)
				}
			}
			return
		}
		for _, f := range append(lint(t, p), lintText(t, p, Vocabulary{Measure: letters("~q"), MaxInput: 1, MaxTarget: 1}).Faults...) {
			if f.File == "" || f.Message == "" || f.Check == "" || !f.Warning {
				t.Fatalf("%+v", f)
			}
		}
		for name, text := range files {
			if err := invalid(schemas, name, []byte(text)); err != nil {
				t.Fatalf("%s loads, but: %v\n%s", name, err, text)
			}
		}
		var w grammar.Walker
		for _, tpl := range p.Templates() {
			for i := range uint64(5) {
				if !w.Draw(&tpl.Compiled, 1, i) {
					continue
				}
				if e, err := newMaker(p, grammar.Values{}).example(tpl, &w, time.Time{}); err == nil && e.Validate() != nil {
					t.Fatalf("%q: %v", e.Text, e.Validate())
				}
			}
		}
	})
}

// TestFormatWarnings: a mistyped format is free text, which a warning says.
func TestFormatWarnings(t *testing.T) {
	for format, want := range map[string]string{
		"tiem":   `actions.yaml:1:29: param to: values of format "tiem" are free text, did you mean "time"?`,
		"colour": "", "person": "", "merchant": "", "text": "", "iban": "",
	} {
		p := load(t, map[string]string{
			"actions.yaml":         "pay: {params: {to: {format: " + format + "}}}\n",
			"lexicons/people.yaml": "to: [mom]\n",
			"templates/t.yaml":     "action: pay\ntemplates: [\"pay {to}\"]\n",
		})
		got := ""
		if w := p.Warnings(); len(w) > 0 {
			got = w.Error()
		}
		if got != want {
			t.Errorf("%s: %s, want %s", format, got, want)
		}
	}
}
