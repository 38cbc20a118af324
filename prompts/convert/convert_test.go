package convert_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts"
	"github.com/slmkit/slmkit/prompts/convert"
)

var update = flag.Bool("update", false, "write the golden files again")

// fileRoots are folders of other tools' files: ours, and one with more of them if
// the environment variable SLMKIT_FIXTURES names one.
func fileRoots() []string {
	roots := []string{"testdata/files"}
	if more := os.Getenv("SLMKIT_FIXTURES"); more != "" {
		roots = append(roots, more)
	}
	return roots
}

// filesBelow calls f with every file below the roots that has an extension and
// lies in a folder of its dialect, and returns their number.
func filesBelow(t *testing.T, dialect, ext string, f func(path string)) (files int) {
	t.Helper()
	for _, root := range fileRoots() {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			below, _ := filepath.Rel(root, path)
			if err == nil && filepath.Ext(path) == ext && strings.HasPrefix(below, dialect) {
				files++
				f(path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// reader reads files from a map, where a file is named by its path.
func reader(files map[string]string) func(string) ([]byte, error) {
	return func(path string) ([]byte, error) {
		if text, ok := files[filepath.ToSlash(path)]; ok {
			return []byte(text), nil
		}
		return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
	}
}

// read imports one file given as text.
func read(dialect, text string, o convert.Options) (*convert.Import, error) {
	name := map[string]string{"chatito": "in.chatito", "chatette": "in.chatette", "rasa": "in.yml", "snips": "in.yaml", "hassil": "in.yaml"}[dialect]
	o.From, o.Name, o.ReadFile = dialect, "test", reader(map[string]string{name: text})
	return convert.Read([]string{name}, o)
}

func mustRead(t testing.TB, dialect, text string, o convert.Options) *convert.Import {
	t.Helper()
	im, err := read(dialect, text, o)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return im
}

// load writes the pack and loads it as every command does.
func load(t testing.TB, im *convert.Import) (*prompts.Pack, fstest.MapFS) {
	t.Helper()
	fsys := fstest.MapFS{}
	for _, f := range im.Pack() {
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	p, err := prompts.Load(fsys, "test")
	if err != nil {
		for _, name := range sortedNames(fsys) {
			t.Logf("%s:\n%s", name, fsys[name].Data)
		}
		t.Fatalf("the pack does not load: %v", err)
	}
	return p, fsys
}

func sortedNames(fsys fstest.MapFS) []string {
	var names []string
	for name := range fsys {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// draw draws up to n examples of a pack and holds each to its schema.
func draw(t testing.TB, p *prompts.Pack, n int, seed uint64) []dataset.Example {
	t.Helper()
	plan, err := prompts.NewPlan(p, prompts.Options{N: n, Seed: seed, SplitBy: "text", Fractions: [3]float64{1, 0, 0}, AllowShortfall: true})
	if err != nil {
		t.Fatal(err)
	}
	set, err := prompts.Draw(context.Background(), plan, 2)
	if err != nil {
		t.Fatal(err)
	}
	var out []dataset.Example
	for e, err := range set.Examples(t.Context(), dataset.Train) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, e)
	}
	for i := range out {
		if err := p.Schema().Verify(&out[i]); err != nil {
			t.Fatalf("%q: %v", out[i].Text, err)
		}
	}
	return out
}

// all draws everything that each action of a pack holds. No text is drawn twice
// from one pack, so each action is drawn from a pack of its own.
func all(t testing.TB, im *convert.Import) map[string][]dataset.Example {
	t.Helper()
	_, fsys := load(t, im)
	out := map[string][]dataset.Example{}
	for name := range fsys {
		action, ok := strings.CutPrefix(name, "templates/")
		if !ok {
			continue
		}
		one := fstest.MapFS{}
		for other, f := range fsys {
			if other == name || !strings.HasPrefix(other, "templates/") {
				one[other] = f
			}
		}
		p, err := prompts.Load(one, "test")
		if err != nil {
			t.Fatal(err)
		}
		out[strings.TrimSuffix(action, ".yaml")] = draw(t, p, 5000, 1)
	}
	return out
}

// texts are the sorted texts of examples, in lower case.
func texts(es []dataset.Example) []string {
	var out []string
	for _, e := range es {
		out = append(out, strings.ToLower(e.Text))
	}
	slices.Sort(out)
	return out
}

// says wants a file to hold exactly some texts, the case apart.
func says(t *testing.T, dialect, text string, want ...string) map[string][]dataset.Example {
	t.Helper()
	im := mustRead(t, dialect, text, convert.Options{})
	got := all(t, im)
	var said []string
	for _, es := range got {
		said = append(said, texts(es)...)
	}
	slices.Sort(said)
	slices.Sort(want)
	if diff := cmp.Diff(want, said); diff != "" {
		t.Errorf("%s:\n%s\n(-want +got)", text, diff)
	}
	return got
}

// TestFiles imports every file of other tools, or sees why it is none.
func TestFiles(t *testing.T) {
	for _, c := range []struct{ dialect, ext string }{
		{"chatito", ".chatito"}, {"chatette", ".chatette"}, {"rasa", ".yml"}, {"rasa", ".md"}, {"rasa", ".json"}, {"snips", ".yaml"}, {"snips", ".json"},
	} {
		files := filesBelow(t, c.dialect, c.ext, func(path string) {
			t.Run(filepath.ToSlash(path), func(t *testing.T) { testFile(t, c.dialect, path) })
		})
		if files == 0 {
			t.Errorf("no file of %s ends in %s", c.dialect, c.ext)
		}
	}
}

// refused says why some files are not imported by themselves.
var refused = map[string]string{
	"places.chatito":             "no intent",
	"values.chatette":            "no intent",
	"rooms.yaml":                 "no intent",
	"import.chatito":             "no intent",
	"nestedimport.chatito":       "no intent",
	"aliases.chatette":           "no intent",
	"aliases_and_slots.chatette": "no intent",
	"cities.chatette":            "no intent",
	"departure-times.chatette":   "no intent",
	"included.chatette":          "no intent",
	"money_transfer_flows.yml":   "no training examples",
	"domain.yml":                 "no training examples",
	"rules.yml":                  "no training examples",
	"dataset_2.yaml":             "no intent",
	"dataset_3.yaml":             "no intent",
	"README.md":                  "no training examples",
}

func testFile(t *testing.T, dialect, path string) {
	im, err := convert.Read([]string{path}, convert.Options{From: dialect, Name: "test"})
	if why := refused[filepath.Base(path)]; why != "" {
		if err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("error %v, want %q", err, why)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	p, _ := load(t, im)
	if got := draw(t, p, 500, 1); len(got) == 0 {
		t.Error("no examples")
	}
	if !im.HasExamples() {
		return
	}
	n := 0
	for e, err := range im.Examples() {
		if err != nil {
			t.Fatal(err)
		}
		if err := im.Schema().Verify(&e); err != nil {
			t.Errorf("%q: %v", e.Text, err)
		}
		n++
	}
	if n == 0 {
		t.Error("no examples of the file")
	}
	wide, err := convert.Read([]string{path}, convert.Options{From: dialect, Name: "test", Generalize: true})
	if err != nil {
		t.Fatal(err)
	}
	q, _ := load(t, wide)
	if p.Count("").Cmp(q.Count("")) > 0 {
		t.Errorf("generalized, the pack holds %v prompts, %v before", q.Count(""), p.Count(""))
	}
	draw(t, q, 500, 1)
}

// TestFolders imports folders: files that others include are read once.
func TestFolders(t *testing.T) {
	for _, c := range []struct {
		dialect, folder string
		intents         int
	}{
		{"chatito", "chatito", 3},
		{"chatette", "chatette/airport", 3},
		{"chatette", "chatette", 8},
		{"rasa", "rasa/bank", 3},
		{"rasa", "rasa", 6},
		{"snips", "snips", 3},
	} {
		im, err := convert.Read([]string{filepath.Join("testdata/files", c.folder)}, convert.Options{From: c.dialect, Name: "test"})
		if err != nil {
			t.Errorf("%s: %v", c.folder, err)
			continue
		}
		if im.Intents != c.intents {
			t.Errorf("%s: %d intents, want %d", c.folder, im.Intents, c.intents)
		}
		p, _ := load(t, im)
		draw(t, p, 200, 1)
	}
}

// TestGolden holds small files of each dialect to the packs that they become.
// Input and output are one txtar file; the output stands below pack/. Of a dialect
// that holds records, the output is their examples and the schema.
func TestGolden(t *testing.T) {
	for _, d := range convert.Dialects() {
		dialect := d.Name
		t.Run(dialect, func(t *testing.T) {
			path := filepath.Join("testdata", dialect+".txtar")
			if _, err := os.Stat(filepath.Join("testdata/bots", dialect+".txtar")); err == nil {
				return // TestBots holds it to more than one file
			}
			golden, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			in := map[string]string{}
			var out []txtar.File
			for _, f := range golden.Files {
				if !strings.HasPrefix(f.Name, "pack/") && !slices.Contains([]string{"notes", "examples.jsonl", "actions.json"}, f.Name) {
					in[f.Name] = string(f.Data)
					out = append(out, f)
				}
			}
			o := convert.Options{From: dialect, Name: "golden", ReadFile: reader(in)}
			if actions, ok := in["schema.json"]; ok { // of prompts that were reviewed with one
				if o.Schema, err = action.Parse([]byte(actions), "schema.json"); err != nil {
					t.Fatal(err)
				}
			}
			im, err := convert.Read([]string{out[0].Name}, o)
			if err != nil {
				t.Fatal(err)
			}
			if d.Holds == convert.Records {
				out = append(out, txtar.File{Name: "examples.jsonl", Data: examplesOf(t, im)}, txtar.File{Name: "actions.json", Data: im.Schema().Tools()})
			} else {
				for _, f := range im.Pack() {
					out = append(out, txtar.File{Name: "pack/" + f.Name, Data: f.Data})
				}
			}
			notes := ""
			for _, n := range im.Notes {
				notes += n.String() + "\n"
			}
			got := txtar.Format(&txtar.Archive{Comment: golden.Comment, Files: append(out, txtar.File{Name: "notes", Data: []byte(notes)})})
			if *update {
				if err := os.WriteFile(path, got, 0o666); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(txtar.Format(golden)), string(got)); diff != "" && !*update {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if d.Holds != convert.Records {
				load(t, im)
			}
		})
	}
}

// examplesOf writes the examples of an import, after it has held each to the schema.
func examplesOf(t testing.TB, im *convert.Import) []byte {
	t.Helper()
	var out []byte
	for e, err := range im.Examples() {
		if err == nil {
			err = im.Schema().Verify(&e)
		}
		if err != nil {
			t.Fatal(err)
		}
		if out, err = e.AppendJSON(out); err != nil {
			t.Fatal(err)
		}
		out = append(out, '\n')
	}
	return out
}

// TestErrors: what is wrong with a file is said with its line.
func TestErrors(t *testing.T) {
	for _, c := range []struct{ dialect, text, want string }{
		{"chatito", "%[a]\n\thello", "in.chatito:2: indent a sentence by exactly 4 spaces"},
		{"chatito", "%[a]\n     hello", "in.chatito:2: indent a sentence by exactly 4 spaces"},
		{"chatito", "    hello", "in.chatito:1: a sentence without an entity above it"},
		{"chatito", "%[a]\n\n%[b]\n    x", "in.chatito:1: %[a] has no sentences: write them below it, after 4 spaces"},
		{"chatito", "%[a]\n    x\n%[a]\n    y", "in.chatito:3: %[a] is defined twice, first at in.chatito:1"},
		{"chatito", "%[a]\n    x @[city]", `in.chatito:2: slot "city" is not defined`},
		{"chatito", "%[a]\n    x ~[b\n", `in.chatito:2: "~[b": ']' is missing`},
		{"chatito", "%[a]\n    ~[b]\n~[b]\n    x ~[c]\n~[c]\n    y ~[b?]", "in.chatito:6: ~[b] refers to itself by way of ~[c]"},
		{"chatito", "%[a]\n    @[s]\n@[s]\n    x @[t]\n@[t]\n    y", `in.chatito:4: slot "t" is inside a slot: a slot holds only aliases`},
		{"chatito", "%[a]\n    @[s]\n@[s]\n    x ~[t]\n~[t]\n    @[u]\n@[u]\n    y", "in.chatito:4: ~[t] holds a slot, which is inside a slot here: a slot holds only aliases without slots"},
		{"chatito", "%[a]\n    *[2] x\n    *[20%] y", "in.chatito:3: %[a] has weights and percentages: take one kind"},
		{"chatito", "%[a]\n    *[60%] x\n    *[50%] y", "in.chatito:3: percentages of %[a] add up to 110, more than 100"},
		{"chatito", "%[a]\n    *[0] x\n    y", "in.chatito:2: odds of 0 are not above 0"},
		{"chatito", "%[a]('training': '0')\n    x", `in.chatito:1: training "0" is not a number of examples from 1`},
		{"chatito", "%[a]('distribution': 'odd')\n    x", `in.chatito:1: distribution "odd" is neither regular nor even`},
		{"chatito", "%[a]('training': 5)\n    x", `in.chatito:1: "5)": text between quotes is wanted`},
		{"chatito", "%[a](\"k\": 'v\\u00zz')\n    x", `in.chatito:1: "'v\\u00zz')": four hex digits are wanted after \u`},
		{"chatito", "import ./x.chatito\n%[a]\n    x", "in.chatito:1: ./x.chatito: file does not exist"},
		{"chatito", "import in.chatito\n%[a]\n    x", "in.chatito:1: files import each other in a circle: in.chatito → in.chatito"},
		{"chatito", "%[]\n    x", `in.chatito:1: "%[]": a name has at least one character, and no ?`},
		{"chatito", "hello", `in.chatito:1: "hello": a definition, an import, a comment or a sentence after 4 spaces is wanted`},
		{"chatito", "%[a]\n    b\xff", "in.chatito:2: not UTF-8: save the file as UTF-8"},
		{"chatito", "", "in.chatito: no intent: %[name] begins one; name the file that imports this one"},
		{"chatette", "%[a]\n  ~[b]", "in.chatette:2: ~[b] is not defined"},
		{"chatette", "%[a]\n  ~[b#c]\n~[b#d]\n x", "in.chatette:2: ~[b#c] is not defined"},
		{"chatette", "%[a]\n  ~[b]\n~[b]\n x ~[b?]", "in.chatette:3: ~[b] refers to itself: ~[b] → ~[b]"},
		{"chatette", "%[a]\n  [x", `in.chatette:2: "[x": a bracket is never closed`},
		{"chatette", "%[a]\n  x]", `in.chatette:2: ']' closes nothing: write \] for the character itself`},
		{"chatette", "%[a]\n  x\n   y", "in.chatette:3: rule is not indented as the one before it"},
		{"chatette", "%[a]\n  ~[b?/200]\n~[b]\n x", `in.chatette:2: chance "200" is not a percentage`},
		{"chatette", "%[a](many)\n  x", `in.chatette:1: train "many" is not a number of examples`},
		{"chatette", "|other.chatette\n%[a]\n x", "in.chatette:1: other.chatette: file does not exist"},
		{"chatette", "|in.chatette\n%[a]\n x", "in.chatette:1: files include each other in a circle: in.chatette → in.chatette"},
		{"chatette", "%[a]\n x\n%[a]\n y", "in.chatette:3: %[a] is defined twice, first at in.chatette:1"},
		{"chatette", "x", `in.chatette:1: "x": a definition, |file or an indented rule is wanted`},
		{"chatette", "%[a#]\n x", `in.chatette:1: "%[a#]": the variation has no name`},
		{"chatette", "%[a]\n ~[b]\n~[b]\n", "in.chatette:3: ~[b] has no rules: write them below it, indented"},
		{"rasa", "nlu: 5", `in.yml:1: nlu: a list is wanted, not "5"`},
		{"rasa", "nlu:\n- examples: x", "in.yml:2: entry of nlu: intent, synonym, regex or lookup is wanted"},
		{"rasa", "nlu:\n- intent: a\n  examples: |\n    - hi\n    - [x]{\"role\": \"r\"}", `in.yml:5: annotation {"role": "r"}: the entity has no name`},
		{"rasa", "nlu:\n- intent: a\n  examples: |\n    - [x]{\"entity\" 5}", `in.yml:4: "{\"entity\" 5}": {"entity": "name"} in JSON is wanted: invalid character '5' after object key`},
		{"rasa", "nlu: [", "in.yml:1: not YAML: did not find expected node content"},
		{"rasa", "stories: []", "in.yml: no training examples: they belong under nlu: as - intent: with examples:"},
		{"rasa", `{"rasa_nlu_data": {"common_examples": [{"text": "to Paris", "intent": "go", "entities": [{"start": 3, "end": 80, "entity": "city", "value": "Rome"}]}]}}`,
			`in.yml:1: entity "city": 3:80 is not in "to Paris", which has 8 characters`},
		{"snips", "type: intent\nname: a\nutterances:\n- [x] please\n", `in.yaml:4: not YAML: did not find expected key: put text that begins with [ in quotes, "[slot] please"`},
		{"snips", "type: intent\nname: a\nutterances:\n- [x]\n", `in.yaml:4: utterance: text is wanted, not a list: put text that begins with [ in quotes, "[slot] please"`},
		{"snips", "type: intent\nname: a\nutterances:\n- to [x:city]\n", `in.yaml:4: slot "x": no value of entity "city" is known: give the entity its values`},
		{"snips", "type: intent\nname: a\nutterances:\n- to [x:city](a) [x:town](b)\n", `in.yaml:4: slot "x" has entity "town" here and "city" elsewhere in intent "a"`},
		{"snips", "type: thing\nname: a\n", `in.yaml:1: type "thing" is neither intent nor entity`},
		{"snips", "type: intent\nname: a\n", `in.yaml:1: intent "a" has no utterances`},
		{"snips", `{"intents": {"a": {"utterances": [{"data": [{"entity": "x"}]}]}}, "entities": {}}`, "in.yaml:1: part of an utterance without text"},
		{"snips", `{"intents": {}`, "in.yaml:1: not JSON: the file is cut off"},
	} {
		if _, err := read(c.dialect, c.text, convert.Options{Strict: true}); err == nil || err.Error() != c.want {
			t.Errorf("%s: %q:\n got %v\nwant %s", c.dialect, c.text, err, c.want)
		}
	}
	if _, err := convert.Read([]string{"x"}, convert.Options{From: "paper"}); err == nil || !strings.Contains(err.Error(), "is none of "+convert.Names()) {
		t.Errorf("unknown dialect: %v", err)
	}
	if _, err := convert.Read([]string{"nothing.yml"}, convert.Options{From: "rasa"}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no such file: %v", err)
	}
	dir := t.TempDir()
	if _, err := convert.Read([]string{dir}, convert.Options{From: "rasa"}); err == nil || !strings.Contains(err.Error(), "holds no file of .yml .yaml .json .md") {
		t.Errorf("empty folder: %v", err)
	}
}

// TestTooLarge: files that expand without end are errors, and soon.
func TestTooLarge(t *testing.T) {
	var chatito, chatette, arguments strings.Builder
	fmt.Fprint(&chatito, "%[a]\n    ~[n0]\n")
	fmt.Fprint(&chatette, "%[a]\n    ~[n0]\n")
	fmt.Fprint(&arguments, "%[a]\n    ~[n0$x]\n")
	for i := range 40 {
		fmt.Fprintf(&chatito, "~[n%d]\n    ~[n%d] ~[n%d]\n    b\n", i, i+1, i+1)
		fmt.Fprintf(&chatette, "~[n%d]\n    @[s] ~[n%d] ~[n%d]\n", i, i+1, i+1)
		fmt.Fprintf(&arguments, "~[n%d$A]\n    ~[n%d$$A$A] ~[n%d$y$A]\n", i, i+1, i+1)
	}
	fmt.Fprint(&chatito, "~[n40]\n    x\n    y\n")
	fmt.Fprint(&chatette, "~[n40]\n    x\n    y\n@[s]\n    v\n")
	fmt.Fprint(&arguments, "~[n40$A]\n    $A\n")
	for _, c := range []struct{ dialect, text, want string }{
		{"chatito", chatito.String(), `in.chatito:1: intent "a" expands to more than 4000000 parts: write fewer references in a row`},
		{"chatette", chatette.String(), `in.chatette:1: intent "a" expands to more than 4000000 parts: write fewer references in a row`},
		{"chatette", arguments.String(), "expand"},
		{"chatette", "%[a]\n " + strings.Repeat("@[s] ", 65) + "\n@[s]\n x", "in.chatette:1: intent \"a\" has more than 64 parameters: slot \"s\" alone occurs up to 65 times in a sentence"},
		{"chatette", "%[a]\n " + strings.Repeat("[", 40) + "x" + strings.Repeat("]", 40), "in.chatette:2: brackets nest more than 30 deep"},
		{"snips", `{"intents": ` + strings.Repeat("[", 200), "in.yaml:1: not JSON: it nests more than 100 deep"},
	} {
		if _, err := read(c.dialect, c.text, convert.Options{}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.80q…:\n got %v\nwant %s", c.text, err, c.want)
		}
	}
}

func splitBar(s string) []string { return strings.Split(s, "|") }
