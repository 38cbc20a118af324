package risk

import (
	"encoding/json"
	"strings"
	"testing"

	check "github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/dataset/action"
)

const tools = `[{"name": "view_balance", "parameters": {"type": "object", "properties": {"account": {"type": "string"}}}},
 {"name": "transfer_money", "parameters": {"type": "object", "properties": {"amount": {"type": "string"}, "recipient": {"type": "string"}}}}]`

func schemaOf(t testing.TB) *action.Schema {
	t.Helper()
	s, err := action.Parse([]byte(tools), "tools.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const banking = `wrong:
  view_balance -> transfer_money: 10
  "* -> transfer_money": 5
  "transfer_money -> *": 3
  "none -> *": 4
  default: 2
wrong_argument: {amount: 5, transfer_money.recipient: 10, recipient: 1, default: 0.5}
missing_argument: {default: 0.25}
refuse: 0.75
dangerous: 10
`

func TestTable(t *testing.T) {
	table, err := Parse([]byte(banking), "costs.yaml", schemaOf(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		got  Mistake
		what string
		cost float64
	}{
		{table.Action("view_balance", "transfer_money"), "view_balance → transfer_money", 10},
		{table.Action("none", "transfer_money"), "none → transfer_money", 5}, // the dearer of two rules with a star
		{table.Action("none", "view_balance"), "none → view_balance", 4},
		{table.Action("transfer_money", "view_balance"), "transfer_money → view_balance", 3},
		{table.Action("transfer_money", "none"), "transfer_money → none", 3},
		{table.Action("view_balance", "none"), "view_balance → none", 0.75},
		{table.Action("view_balance", "fly"), "view_balance → fly", 2},
		{table.NoAnswer("view_balance"), "view_balance → no answer", 0.75},
		{table.Argument(Wrong, "transfer_money", "amount"), "transfer_money.amount wrong", 5},
		{table.Argument(Wrong, "transfer_money", "recipient"), "transfer_money.recipient wrong", 10},
		{table.Argument(Wrong, "view_balance", "account"), "view_balance.account wrong", 0.5},
		{table.Argument(Missing, "transfer_money", "amount"), "transfer_money.amount missing", 0.25},
		{table.Argument(Extra, "transfer_money", "amount"), "transfer_money.amount extra", 1},
		{table.Order(), "calls in another order", 2},
	} {
		if c.got != (Mistake{c.what, c.cost}) {
			t.Errorf("%+v, want %s %v", c.got, c.what, c.cost)
		}
	}
	if table.Dearest() != 10 || *table.Dangerous != 10 {
		t.Errorf("dearest %v, dangerous %v", table.Dearest(), *table.Dangerous)
	}
	empty, err := Parse([]byte("{}"), "costs.yaml", nil)
	if err != nil || empty.Action("a", "b").Cost != 1 || empty.Action("a", "none").Cost != 1 || empty.NoAnswer("a").Cost != 1 || empty.Dangerous != nil {
		t.Errorf("an empty table: %+v, %v", empty, err)
	}
}

// TestHash: the layout and the order of a table do not matter, its numbers do.
func TestHash(t *testing.T) {
	hash := func(table string) string {
		parsed, err := Parse([]byte(table), "costs.yaml", nil)
		if err != nil {
			t.Fatal(err)
		}
		return parsed.Hash()
	}
	a := hash("wrong: {a -> b: 1, default: 2}\nrefuse: 3\n")
	if b := hash("# costs\nrefuse: 3.0\nwrong:\n  default: 2\n  a  ->  b: 1\n"); a != b {
		t.Error("the layout changes the hash")
	}
	if b := hash("wrong: {a -> b: 1, default: 2}\nrefuse: 4\n"); a == b {
		t.Error("another number has the same hash")
	}
}

// TestFaultyTables: faults name the line and what was meant, and the JSON Schema refuses
// what has the wrong shape, and only that.
func TestFaultyTables(t *testing.T) {
	raw, err := json.Marshal(Schema())
	if err != nil {
		t.Fatal(err)
	}
	doc, err := check.UnmarshalJSON(strings.NewReader(string(raw)))
	if err != nil {
		t.Fatal(err)
	}
	c := check.NewCompiler()
	if err := c.AddResource("costs.json", doc); err != nil {
		t.Fatal(err)
	}
	shape, err := c.Compile("costs.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		table, want string
		shaped      bool
	}{
		{banking, "", true},
		{"{}", "", true},
		{"", "costs.yaml: no costs in it", true},
		{"wrong:\n  view_balance -> transfer_mony: 10\n", `costs.yaml:2: there is no action "transfer_mony", did you mean "transfer_money"?`, true},
		{"wrong:\n  view_balance, transfer_money: 10\n", `costs.yaml:2: wrong: "view_balance, transfer_money" is no pair of actions`, false},
		{"wrong:\n  view_balance -> view_balance: 10\n", "costs.yaml:2: wrong: view_balance is answered by view_balance: that is right", true},
		{"wrong:\n  view_balance -> none: -1\n", `costs.yaml:2: view_balance -> none: "-1" is no cost`, false},
		{"wrong: 3\n", "costs.yaml:1: wrong has keys and numbers", false},
		{"- wrong\n", "costs.yaml:1: a table of costs has keys and numbers", false},
		{"wrong_argument:\n  amuont: 3\n", `costs.yaml:2: wrong_argument: no action has a parameter "amuont", did you mean "amount"?`, true},
		{"missing_argument:\n  view_balance.amount: 3\n", `costs.yaml:2: missing_argument: no action has a parameter "view_balance.amount"`, true},
		{"refuse: ten\n", `costs.yaml:1: refuse: "ten" is no cost`, false},
		{"refuse: .inf\n", `costs.yaml:1: refuse: ".inf" is no cost`, true},
		{"refuse: 1\nrefuse: 2\n", `costs.yaml:2: key "refuse" is there twice`, true},
		{"dangerous: 0\n", "costs.yaml:1: dangerous: from 0 on every answer is dangerous", false},
		{"wrng: {default: 1}\n", `costs.yaml:1: unknown key "wrng", did you mean "wrong"?`, false},
		{"refuse: 1\n---\nrefuse: 2\n", "costs.yaml: a second YAML document", true},
		{"refuse: [\n", "costs.yaml: line", true},
	} {
		_, err := Parse([]byte(c.table), "costs.yaml", schemaOf(t))
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.HasPrefix(err.Error(), c.want)) {
			t.Errorf("%q: %v, want %s", c.table, err, c.want)
		}
		var value any
		if yaml.Unmarshal([]byte(c.table), &value) != nil || value == nil || strings.Contains(c.table, ".inf") {
			continue
		}
		if got := shape.Validate(value) == nil; got != c.shaped {
			t.Errorf("%q: valid by the JSON Schema %t, want %t", c.table, got, c.shaped)
		}
	}
}

func TestPack(t *testing.T) {
	pack := "name: banking\ncosts:\n  # in points\n  refuse: 2\n  wrong: {view_balance -> fly: 1}\n"
	if _, err := ParsePack([]byte(pack), "pack.yaml", schemaOf(t)); err == nil || !strings.HasPrefix(err.Error(), `pack.yaml:5: there is no action "fly"`) {
		t.Error(err)
	}
	alone, err := OfPack([]byte(pack))
	if err != nil || string(alone) != "# in points\nrefuse: 2\nwrong: {view_balance -> fly: 1}\n" {
		t.Errorf("%q, %v", alone, err)
	}
	for _, none := range []string{"name: banking\n", "costs:\n", "costs: null\n"} {
		if table, err := ParsePack([]byte(none), "pack.yaml", nil); table != nil || err != nil {
			t.Errorf("%q: %v, %v", none, table, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(banking)
	f.Add("wrong: {a -> b: 1}")
	f.Fuzz(func(t *testing.T, table string) {
		parsed, err := Parse([]byte(table), "costs.yaml", nil)
		if err == nil && !(parsed.Dearest() >= 0) {
			t.Errorf("%q: dearest %v", table, parsed.Dearest())
		}
	})
}
