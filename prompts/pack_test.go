package prompts

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/prompts/grammar"
)

// base is a pack without templates.
var base = map[string]string{
	"pack.yaml": "name: test\nversion: 1\nreference_date: 2025-06-16\n",
	"actions.yaml": `pay:
  params:
    to: {format: person, required: true}
    amount: {format: money}
    account: {enum: [checking, credit_card]}
    times: {type: integer, minimum: 1, maximum: 9}
    urgent: {type: boolean}
show:
  params:
    account: {enum: [checking, credit_card]}
    period: {format: period}
`,
	"lexicons/people.yaml": "person: [mom, dad]\n",
}

// withFiles is the base pack with files added or, where empty, taken away.
func withFiles(files map[string]string) fs.FS {
	all := maps.Clone(base)
	maps.Copy(all, files)
	fsys := fstest.MapFS{}
	for name, text := range all {
		if text != "" {
			fsys[name] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	return fsys
}

func load(t testing.TB, files map[string]string) *Pack {
	t.Helper()
	p, err := Load(withFiles(files), "test")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// all makes every derivation of a pack's templates: text, then target, sorted.
func all(t testing.TB, p *Pack) []string {
	t.Helper()
	var out []string
	var w grammar.Walker
	for _, tpl := range p.content.Templates {
		for i := range tpl.Compiled.Root.Derivations {
			if !w.Unrank(&tpl.Compiled, i) {
				continue
			}
			e, err := newMaker(p, grammar.Values{}).example(tpl, &w, time.Date(2025, 6, 16, 0, 0, 0, 0, time.UTC))
			if err != nil {
				t.Fatal(err)
			}
			if err := e.Validate(); err != nil {
				t.Fatalf("%s: %v", e.Text, err)
			}
			out = append(out, e.Text+" → "+e.Target)
		}
	}
	slices.Sort(out)
	return out
}

// TestLanguage writes out all that a template says, for every element of the
// language.
func TestLanguage(t *testing.T) {
	const rules = "polite: [please, \"kindly <now>\"]\nnow: now\n"
	for _, c := range []struct {
		template, action string
		want             []string
	}{
		{"(hi|hey) there", "show", []string{"hey there → show()", "hi there → show()"}},
		{"show[s] it", "show", []string{"show it → show()", "shows it → show()"}},
		{"show [me|us] it", "show", []string{"show it → show()", "show me it → show()", "show us it → show()"}},
		{"[30%: a] b", "show", []string{"a b → show()", "b → show()"}},
		{"[x?: a] b [x?: c]", "show", []string{"a b c → show()", "b → show()"}},
		{"[x?: a] b [!x?: c]", "show", []string{"a b → show()", "b c → show()"}},
		{"(a; b; c)", "show", []string{"a b c → show()", "a c b → show()", "b a c → show()", "b c a → show()", "c a b → show()", "c b a → show()"}},
		{"(2: a|b)", "show", []string{"a → show()", "b → show()"}},
		{"<polite> show", "show", []string{"kindly now show → show()", "please show → show()"}},
		{"<a> (apple|pear|hour|user)", "show", []string{"a pear → show()", "a user → show()", "an apple → show()", "an hour → show()"}},
		{"(1|2|twenty one|an old|a list of|) day<s> (1, |one more )<s:entry|entries>", "show", []string{
			"1 day 1, entries → show()", "1 day one more entry → show()", "2 days 1, entries → show()", "2 days one more entry → show()",
			"a list of days 1, entries → show()", "a list of days one more entry → show()", "an old day 1, entries → show()", "an old day one more entry → show()",
			"days 1, entries → show()", "days one more entry → show()", "twenty one days 1, entries → show()", "twenty one days one more entry → show()"}},
		{"<a> {account} bill", "show", []string{"a checking bill → show(account=checking)", "a credit card bill → show(account=credit_card)"}},
		{"<a> {to=:aunt|boss} is here", "pay", []string{`a boss is here → pay(to="boss")`, `an aunt is here → pay(to="aunt")`}},
		{`what \(really\)  ? ! , .`, "show", []string{"what (really)?!,. → show()"}},
		{"it 's  fine , ok .", "show", []string{"it's fine, ok. → show()"}},
		{"{account=checking} go", "show", []string{"go → show(account=checking)"}},
		{"my {account=credit_card:card|plastic}", "show", []string{"my card → show(account=credit_card)", "my plastic → show(account=credit_card)"}},
		{"{to} and {amount=:ten bucks}", "pay", []string{`dad and ten bucks → pay(to="dad", amount="ten bucks")`, `mom and ten bucks → pay(to="mom", amount="ten bucks")`}},
		{"{amount=:$5} for {to:person}", "pay", []string{`$5 for dad → pay(to="dad", amount="$5")`, `$5 for mom → pay(to="mom", amount="$5")`}},
		{"{to=: zoë 🙂 } {urgent=true:now} {times=2:twice}", "pay", []string{`zoë 🙂 now twice → pay(to="zoë 🙂", times=2, urgent=true)`}},
		{`say {to=:"x"}`, "pay", []string{`say "x" → pay(to="""x""")`}},
		{"({account=checking:it}|{account=credit_card:that})", "show", []string{"it → show(account=checking)", "that → show(account=credit_card)"}},
	} {
		files := map[string]string{"rules/r.yaml": rules, "templates/t.yaml": fmt.Sprintf("action: %s\ntemplates:\n  - %q\n", c.action, c.template)}
		if diff := cmp.Diff(c.want, all(t, load(t, files))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.template, diff)
		}
	}
}

func TestTemplateForms(t *testing.T) {
	p := load(t, map[string]string{"templates/t.yaml": `action: pay
weight: 2
voice: command
rules: {who: ["{to}"]}
templates:
  - "3: pay <who>"
  - {text: "2: give {to} it", weight: 2, voice: question}
---
actions: [show, pay]
templates:
  - "show {1.account=checking:it} then pay {to} from {2.account=credit_card:card}"
---
action: none
kind: near_miss
templates: [hello, {text: what, kind: out_of_scope}]
`})
	var got []string
	for _, tpl := range p.Templates() {
		got = append(got, fmt.Sprintf("%s %v w=%v v=%q k=%q %s n=%v", tpl.Place(), tpl.Actions, tpl.Weight, tpl.Voice, tpl.Kind, tpl.Text, tpl.Count()))
	}
	want := []string{
		`t.yaml:6 [pay] w=3 v="command" k="" pay <who> n=2`,
		`t.yaml:7 [pay] w=4 v="question" k="" give {to} it n=2`,
		`t.yaml:11 [show pay] w=1 v="" k="" show {1.account=checking:it} then pay {to} from {2.account=credit_card:card} n=2`,
		`t.yaml:15 [none] w=1 v="" k="near_miss" hello n=1`,
		`t.yaml:15 [none] w=1 v="" k="out_of_scope" what n=1`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if p.content.Weights["pay"] != 2 || p.Count("pay").Int64() != 4 || p.Count("").Int64() != 8 || p.ID() != "test@"+p.Hash()[:8] {
		t.Errorf("weights %v, counts %v %v, id %s", p.content.Weights, p.Count("pay"), p.Count(""), p.ID())
	}
	two := all(t, p)
	if want := `show it then pay dad from card → show(account=checking); pay(to="dad", account=credit_card)`; !slices.Contains(two, want) {
		t.Errorf("%q is not among\n%s", want, strings.Join(two, "\n"))
	}
}

func TestWhere(t *testing.T) {
	for _, c := range []struct{ where, want string }{
		{"times < 3", "1 2"}, {"times <= 3", "1 2 3"}, {"times > 7", "8 9"}, {"times >= 8", "8 9"}, {"times == 4", "4"},
		{"times != 4 and times < 6 and times > 2", "3 5"}, {"times < 10 and amount < 5", "1 2 3 4 5 6 7 8 9"},
		{"times > 0", "1 2 3 4 5 6 7 8 9"}, {"times < 100 and times >= 9.0", "9"},
	} {
		p := load(t, map[string]string{"templates/t.yaml": fmt.Sprintf("action: pay\ntemplates:\n  - {text: \"{to=:x} {times:n}\", where: %q}\n", c.where),
			"lexicons/n.yaml": "n: {pattern: '[1-9]'}\n"})
		var got []string
		for _, line := range all(t, p) {
			got = append(got, line[2:3])
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %s, want %s", c.where, got, c.want)
		}
	}
}

func TestFind(t *testing.T) {
	for name, want := range map[string]string{
		"bankng":     `bankng: neither a folder nor a built-in pack (banking, coffee, dental, home, support), did you mean "banking"?`,
		"./nope":     "./nope: neither a folder nor a built-in pack (banking, coffee, dental, home, support)",
		"../prompts": "../prompts: has no pack.yaml: a pack is a folder with pack.yaml, actions.yaml, rules, lexicons and templates",
	} {
		if _, _, err := Find(name); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if _, err := Load(fstest.MapFS{}, "x"); err == nil || err.Error() != "x: has no pack.yaml" {
		t.Error(err)
	}
}

// TestOpenHere: a pack without a name has the name of its folder, also from within.
func TestOpenHere(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "shop")
	for name, text := range map[string]string{"pack.yaml": "reference_date: 2025-06-16", "actions.yaml": "pay: {}", "templates/t.yaml": "action: pay\ntemplates: [pay]"} {
		if err := dataset.WriteFile(filepath.Join(dir, name), []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	for from, folder := range map[string]string{dir: ".", filepath.Join(dir, "templates"): ".."} {
		t.Chdir(from)
		if p, err := Open(folder); err != nil || p.Name != "shop" {
			t.Errorf("%s: %+v, %v", folder, p, err)
		}
	}
}

// TestOpenSchema: the actions read alone are those of the pack.
func TestOpenSchema(t *testing.T) {
	got, err := OpenSchema("banking")
	if err != nil {
		t.Fatal(err)
	}
	p, err := Open("banking")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(p.Schema().Actions, got.Actions); diff != "" {
		t.Error(diff)
	}
	folder := func(actions string) string {
		dir := t.TempDir()
		for name, text := range map[string]string{"pack.yaml": "name: x", "actions.yaml": actions} {
			if text == "" {
				continue
			}
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		return dir
	}
	for actions, want := range map[string]string{"": "actions.yaml", "pay:\n  params:\n    to: {type: strin}\n": "strin"} {
		if _, err := OpenSchema(folder(actions)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want one with %q", actions, err, want)
		}
	}
}

// TestTables: columns of one row stand together, in the template and its rules;
// another row is chosen for itself, and one column alone is a lexicon.
func TestTables(t *testing.T) {
	shops := "name,city,weight\nLidl|the lidl,Bonn,2\nSpar,Graz,1\nSpar,Bonn,1\n"
	for _, c := range []struct{ template, want string }{
		{"pay {to:shops.name} in <shops.city>", "pay Lidl in Bonn, pay Spar in Bonn, pay Spar in Graz, pay the lidl in Bonn"},
		{"pay {to:shops.name}", "pay Lidl, pay Spar, pay the lidl"},
		{"pay {to:shops.city} not <shops#2.city>", "pay Bonn not Bonn, pay Bonn not Graz, pay Graz not Bonn, pay Graz not Graz"},
		{"<who>[x?: at] <shops.city>", "pay Lidl Bonn, pay Lidl at Bonn, pay Spar Bonn, pay Spar Graz, pay Spar at Bonn, pay Spar at Graz, pay the lidl Bonn, pay the lidl at Bonn"},
		{"{account:kinds.said=kind} of {to=:ann}", "card of ann|pay(to=\"ann\", account=credit_card), money of ann|pay(to=\"ann\", account=checking), plastic of ann|pay(to=\"ann\", account=credit_card)"},
	} {
		p := load(t, map[string]string{
			"lexicons/shops.csv": "\ufeff" + shops, "lexicons/kinds.csv": "kind,said\r\ncredit_card,card|plastic\r\nchecking,money\r\n",
			"rules/r.yaml":     "who: pay {to:shops.name}\n",
			"templates/t.yaml": "action: pay\ntemplates: ['" + c.template + "']\n",
		})
		var got []string
		for _, line := range all(t, p) {
			text, target, _ := strings.Cut(line, " → ")
			if strings.Contains(c.want, "|pay(") {
				text += "|" + target
			}
			got = append(got, text)
		}
		if s := strings.Join(got, ", "); s != c.want {
			t.Errorf("%s: %s\nwant %s", c.template, s, c.want)
		}
		var n int64
		for _, tpl := range p.content.Templates {
			n += tpl.Count().Int64()
		}
		if n < int64(len(got)) {
			t.Errorf("%s: counts %d of %d", c.template, n, len(got))
		}
	}
}

// TestTableWeights: rows are drawn by their weights.
func TestTableWeights(t *testing.T) {
	p := load(t, map[string]string{
		"lexicons/shops.csv": "name,city,weight\nLidl,Bonn,3\nSpar,Graz,1\n",
		"templates/t.yaml":   "action: pay\ntemplates: ['pay {to:shops.name} in <shops.city> (1|2|3|4|5|6|7|8|9) (1|2|3|4|5|6|7|8|9|10|11|12)']\n",
	})
	splits, _ := rows(t, p, Options{N: 40, Seed: 1, Fractions: [3]float64{1, 0, 0}}, 1)
	n := 0
	for _, e := range splits[dataset.Train] {
		if strings.Contains(e.Text, "Lidl in Bonn") {
			n++
		}
	}
	if n < 28 || n > 32 {
		t.Errorf("%d of 40 rows have the row of weight 3 of 4", n)
	}
}

// TestTableFaults: what is wrong with a table is told with its place.
func TestTableFaults(t *testing.T) {
	for _, c := range []struct{ csv, template, want string }{
		{"name,city\nLidl,Bonn\n", "{to:shops.town}", `templates/t.yaml:2:18: lexicons/shops.csv has no column "town"`},
		{"name,city\nLidl,Bonn\n", "{to:shop.name}", `there is no lexicons/shop.csv, did you mean "shops"?`},
		{"name,city\nLidl\n", "{to:shops.name}", "lexicons/shops.csv:2: 1 cells, the header has 2"},
		{"name,city\n,Bonn\n", "{to:shops.name}", `lexicons/shops.csv:2: column "name" has no words here`},
		{"name,name\na,b\n", "{to:shops.name}", `lexicons/shops.csv:1:6: column "name" is there twice`},
		{"name,a b\na,b\n", "{to:shops.name}", `lexicons/shops.csv:1:6: column "a b": a name has letters`},
		{"name,weight\na,0\n", "{to:shops.name}", `lexicons/shops.csv:2:3: weight "0" is not a number above 0`},
		{"name\n", "{to:shops.name}", "lexicons/shops.csv:1: no rows"},
		{"", "{to:shops.name}", "lexicons/shops.csv:1: no header"},
		{"name\n\"a\n", "{to:shops.name}", "lexicons/shops.csv:2:4: extraneous or missing \" in quoted-field"},
		{"name,kind\na,b\n", "{account:shops.name=kind} {to}", `"b" is not in the enumeration of "account"`},
		{"name,kind\na,b\n", "{to:shops.name=kind}", "leave =kind out"},
		{"name\na\n", "{to:shops.}", "'.' without the name of a column of shops"},
		{"name\na\n", "{to:shops#0.name}", "'#' without the number of a row"},
		{"name\na\n", "{to:shops#1}", "'.' and the name of a column of shops are wanted"},
	} {
		_, err := Load(withFiles(map[string]string{"lexicons/shops.csv": c.csv, "templates/t.yaml": "action: pay\ntemplates: ['" + c.template + "']\n"}), "test")
		if c.csv == "" { // withFiles takes empty files away
			fsys := withFiles(map[string]string{"lexicons/shops.csv": " ", "templates/t.yaml": "action: pay\ntemplates: ['" + c.template + "']\n"}).(fstest.MapFS)
			fsys["lexicons/shops.csv"].Data = nil
			_, err = Load(fsys, "test")
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q with %s: %v\nwant %s", c.csv, c.template, err, c.want)
		}
	}
	p, err := Load(withFiles(map[string]string{"lexicons/shops.csv": "a\nb\n", "templates/t.yaml": "action: pay\ntemplates: ['pay {to}']\n"}), "test")
	if err != nil || !strings.Contains(p.Warnings().Error(), "lexicons/shops.csv: no template uses this table") {
		t.Errorf("%v", err)
	}
	var big strings.Builder
	big.WriteString("a,b\n")
	for i := range 20_000 + 1 {
		fmt.Fprintf(&big, "x%d,y%d\n", i, i)
	}
	_, err = Load(withFiles(map[string]string{"lexicons/big.csv": big.String(), "templates/t.yaml": "action: pay\ntemplates: ['{to:big.a} <big.b>']\n"}), "test")
	if err == nil || !strings.Contains(err.Error(), "make more than 20000 variants") {
		t.Errorf("%v", err)
	}
}
