package scaffold

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts"
)

// made are the packs of the files of testdata, each made once.
var made sync.Map

// gathered makes a pack from a file of testdata.
func gathered(t *testing.T, file string) *Pack {
	t.Helper()
	once, _ := made.LoadOrStore(file, sync.OnceValues(func() (*Pack, error) {
		data, err := os.ReadFile(filepath.Join("testdata", file))
		if err != nil {
			return nil, err
		}
		s, _, err := action.Gather(data, file)
		if err != nil {
			return nil, err
		}
		return New(context.Background(), s, Options{Name: "test", Year: 2026})
	}))
	p, err := once.(func() (*Pack, error))()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestNew: a pack made from a description of software lints clean, says every argument
// of every action, and gives as many rows as one asks for.
func TestNew(t *testing.T) {
	for _, file := range []string{"github.json", "shop.yaml"} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			p := gathered(t, file)
			if len(p.Notes) > 0 {
				t.Error(p.Notes)
			}
			sound(t, p.Loaded)
		})
	}
}

// sound fails where lint finds anything, or where 5,000 rows cannot be drawn.
func sound(t *testing.T, p *prompts.Pack) {
	t.Helper()
	faults, err := lint(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range faults {
		t.Error(f)
	}
	plan, err := prompts.NewPlan(p, prompts.Options{N: 5000, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := prompts.Draw(t.Context(), plan, 2); err != nil {
		t.Error(err)
	}
}

// TestReads: the templates of a pack read what people would say to the software.
func TestReads(t *testing.T) {
	for file, prompt := range map[string]map[string]string{
		"github.json": {
			"please create an issue called weekly report owned by acme in the docs repository": `create_issue(owner="acme", repo="docs", title="weekly report")`,
			"show me all open issues":                                          "",
			"could you find issue 93 owned by acme in docs?":                   `get_issue(owner="acme", repo="docs", issue_number=93)`,
			"i need to merge pull request number 12 in the website repository": `merge_pull_request(repo="website", pull_number=12)`,
			"which pull requests are there that are closed in docs?":           `list_pull_requests(repo="docs", state=closed)`,
		},
		"slack.json": {
			"can you archive the design channel please": `slack_archive_channel(channel="design")`,
			"list the channels":                         `slack_list_channels()`,
			"change my status to in a meeting":          `slack_set_status(status=in_a_meeting)`,
		},
		"house.json": {
			"turn off the desk lamp in the kitchen":      "",
			"set the temperature to 21 degrees":          `HassClimateSetTemperature(temperature=21)`,
			"what's the temperature in the bedroom area": `HassClimateGetTemperature(area="bedroom")`,
			"start the vacuum":                           `HassVacuumStart()`,
		},
		"shop.yaml": {
			"pay invoice a-1023":     `PostInvoicesInvoicePay(invoice="a-1023")`,
			"what is my balance?":    `GetBalance()`,
			"list all the customers": `GetCustomers()`,
		},
	} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			p := gathered(t, file).Loaded
			parser := prompts.NewParser(p)
			for text, want := range prompt {
				got := ""
				if found := parser.Parse(text, p.Reference()); len(found) > 0 {
					got = found[0].Target
				}
				if got != want {
					t.Errorf("%q: %s, want %s", text, got, want)
				}
			}
		})
	}
}

func TestStarter(t *testing.T) {
	files, err := Starter(Options{Name: "tasks", Year: 2026})
	if err != nil {
		t.Fatal(err)
	}
	p, err := LoadFiles(WithSchemas(append(files, Project(mustLoad(t, files), "")...)), "tasks")
	if err != nil {
		t.Fatal(err)
	}
	sound(t, p)
}

func mustLoad(t *testing.T, files []File) *prompts.Pack {
	t.Helper()
	p, err := LoadFiles(files, "test")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestCommands: names and descriptions become verbs with their objects.
func TestCommands(t *testing.T) {
	for _, c := range []struct{ name, about, want string }{
		{"get_statement", "Show or send an account statement.", "get,show,find,pull up statement; show,send account statement"},
		{"listPets", "List all pets", "list,show,see pets; list pets"},
		{"createOrder", "", "create,make,set up order"},
		{"issues/list-for-repo", "Lists issues in a repository.", "list,show,see issues; list issues"},
		{"chat.postMessage", "Sends a message to a channel.", "post message; send message"},
		{"PostCustomers", "Create a customer", "create customer"},
		{"HTTPGetUser", "", "get,show,find,pull up user"},
		{"bill_due", "Say when a bill is due or how much it is.", " bill due; tell when a bill is due"},
		{"exchange_rate", "Say an exchange rate.", " exchange rate"},
		{"change_pin", "Set, change or recover a PIN.", "change,update pin; set,change,recover pin"},
		{"showPetById", "Info for a specific pet", "show,display,pull up pet"},
		{"turn_on", "Turns on/opens a device.", "turn on,switch on"},
		{"VacuumStart", "Starts a vacuum", "start vacuum"},
		{"loginUser", "Logs user into the system", "log in,sign in"},
		{"list_add_item", "Adds an item to the list", "add item; add item"},
	} {
		var got []string
		for _, cmd := range commandsOf(&action.Action{Name: c.name, Description: c.about}, 0) {
			s := strings.Join(cmd.verbs, ",") + " " + strings.Join(cmd.object, " ")
			if cmd.clause != "" {
				s = "tell " + cmd.clause
			}
			got = append(got, strings.TrimRight(s, " "))
		}
		if diff := cmp.Diff(c.want, strings.Join(got, "; ")); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestForms(t *testing.T) {
	for word, want := range map[string][3]string{ // plural, gerund, participle
		"list": {"lists", "listing", "listed"}, "copy": {"copies", "copying", "copied"}, "stop": {"stops", "stopping", "stopped"},
		"freeze": {"freezes", "freezing", "frozen"}, "turn off": {"", "turning off", "turned off"}, "set": {"sets", "setting", "set"}, "cancel": {"cancels", "cancelling", "cancelled"},
		"play": {"plays", "playing", "played"}, "tie": {"ties", "tying", "tied"}, "update": {"updates", "updating", "updated"}, "open": {"opens", "opening", "opened"},
	} {
		if got := [3]string{plural(word), gerund(word), participle(word)}; want[0] != "" && got != want || got[1] != want[1] || got[2] != want[2] {
			t.Errorf("%s: %q, want %q", word, got, want)
		}
	}
	for many, one := range map[string]string{"pets": "pet", "categories": "category", "addresses": "address", "people": "person", "status": "status", "boxes": "box", "news": "news"} {
		if got := singular(many); got != one {
			t.Errorf("%s: %s, want %s", many, got, one)
		}
	}
}

// TestAlike: of actions that read alike each keeps templates, or is named by a note.
func TestAlike(t *testing.T) {
	s, err := action.New([]*action.Action{{Name: "get_user"}, {Name: "fetch_user"}, {Name: "get_user_by_name", Params: []*action.Param{{Name: "name", Type: "string", Required: true}}}, {Name: "list_users"}, {Name: "search_users"}})
	if err != nil {
		t.Fatal(err)
	}
	p, err := New(context.Background(), s, Options{Name: "test", Year: 2026})
	if err != nil {
		t.Fatal(err)
	}
	faults, err := lint(t.Context(), p.Loaded)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range faults {
		noted := slices.ContainsFunc(p.Notes, func(n string) bool {
			name, _, _ := strings.Cut(n, ":")
			return strings.Contains(f.Message, `"`+name+`"`)
		})
		if !noted {
			t.Error(f)
		}
	}
}

// TestVerbs: a verb that is in several lists is of the class of the first.
func TestVerbs(t *testing.T) {
	for verb, want := range map[string]class{"read": showing, "search": finding, "open": creating, "order": creating, "record": creating, "reply": creating,
		"subscribe": creating, "upload": creating, "apply": creating, "return": telling, "close": doing} {
		if got := verbs[verb].class; got != want {
			t.Errorf("%s is of class %d, want %d", verb, got, want)
		}
	}
}
