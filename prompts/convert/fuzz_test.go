package convert_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/slmkit/slmkit/prompts"
	"github.com/slmkit/slmkit/prompts/convert"
)

// fuzz: whatever stands in a file, reading ends, with an error that names the
// file or with a pack that loads and examples that fit their schema.
func fuzz(f *testing.F, dialect, name string, seeds ...string) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		start := time.Now()
		files := map[string]string{name: text, "other." + dialect: "~[x]\n    y\n"}
		for _, wide := range []bool{false, true} {
			o := convert.Options{From: dialect, Name: "fuzz", ReadFile: reader(files), Generalize: wide}
			im, err := convert.Read([]string{name}, o)
			if err != nil {
				if !strings.HasPrefix(err.Error(), name) {
					t.Fatalf("error without the file: %v", err)
				}
				return
			}
			check(t, im)
		}
		if d := time.Since(start); d > 5*time.Second {
			t.Fatalf("took %v", d)
		}
	})
}

// check loads the pack of what was read, draws from it and makes its examples.
func check(t *testing.T, im *convert.Import) {
	t.Helper()
	fsys := fstest.MapFS{}
	for _, f := range im.Pack() {
		if !utf8.Valid(f.Data) || !fs.ValidPath(f.Name) {
			t.Fatalf("%s: %q", f.Name, f.Data)
		}
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	p, err := prompts.Load(fsys, "fuzz")
	if err != nil {
		if im.Templates == 0 { // only sentences without words
			return
		}
		for _, name := range sortedNames(fsys) {
			t.Logf("%s:\n%s", name, fsys[name].Data)
		}
		t.Fatal(err)
	}
	draw(t, p, 20, 1)
	if !im.HasExamples() {
		return
	}
	for e, err := range im.Examples() {
		if err != nil {
			t.Fatal(err)
		}
		if err := im.Schema().Verify(&e); err != nil {
			t.Fatalf("%q: %v", e.Text, err)
		}
	}
}

func FuzzChatito(f *testing.F) {
	fuzz(f, "chatito", "in.chatito",
		"// c\n# d\nimport other.chatito\n%[a b]('training': '5', \"k\": 'v\\u00e9')\n    *[2] hi ~[x?] @[s#v?] ~[lit]\n    x @[s] @[s]\n@[s]\n    ~[n]\n    q\n@[s#v]\n    *[20%] 10:30\n    ~[n?] (b|c)\n~[n]('synonym': 'true')\n    one\n    two ~[x]\n",
		"%[a]('distribution': 'even')\n    ~[b] ~[b]\n~[b]\n    @[c] ~[d?]\n~[d]\n    @[c?] {x} <y> [z] \\ ;\n@[c]\n    ?\n    é 👀\n")
}

func FuzzChatette(f *testing.F) {
	fuzz(f, "chatette", "in.chatette",
		"|other.chatette\n%[&a](train: 3, test: 2) // c\n  [&x|y?n/30] ~[&b#v?!n] {c/d?} @[&s$q?]\\? ; old\n  ~[b] 10: [3: a|b]\n~[b#v$A]\n [a?]['s?] $A ~[x]\n~[b#w]\n ~[x?/20]\n@[s$A]\n $A = v\n w = /\n  \n@[t]\n x\n",
		"%[&a]\n ~[b] ~[b] @[s] @[s]\n~[&b]\n [p?m] [q?!m] @[s]\n 5 [r?m/100]\n@[s]\n é = 👀\n [b|c] d\n")
}

func FuzzRasaYAML(f *testing.F) {
	fuzz(f, "rasa", "in.yml",
		"version: \"3.1\"\nnlu:\n- intent: a/b\n  examples: |\n    - hi [x](y) [z](y:w) {\n    - [two]{\"entity\": \"y\", \"role\": \"r\", \"group\": \"1\", \"value\": \"v\"} é 👀\n- synonym: v\n  examples: |\n    - z\n- lookup: y\n  examples: |\n    - q\n- regex: r\n  examples: |\n    - \\d\n",
		"nlu:\n- intent: a\n  examples: |\n    - x [y](z)\n    - [w](z:q)\nresponses:\n  utter_b:\n  - text: c\nstories:\n- story: s\n  steps:\n  - user: x [w](z)\n    intent: a\n  - action: utter_b\n  - bot: d\n  - action: utter_\n  - user: '[?](z) [n](m)'\n    intent: a\n  - user: e\n    intent: f\n  - intent: a\n  - user: |\n      x [v](z) {\n    intent: a\n",
		"nlu:\n- intent: a\n  examples:\n  - text: |\n      [?](s) [b](s)[c](s)\n    metadata: {x: y}\n  - text: 10:30 | (x)\n- intent: none\n  examples: |\n    x\n    y\n")
}

func FuzzRasaMarkdown(f *testing.F) {
	fuzz(f, "rasa", "in.md", "<!-- x -->\n## intent:a b\n- hi [x](y) <z>\n* q [w](y:v)\n## synonym:v\n- w\n## lookup:y\nf.txt\n## regex:r\n- [0-9]\n")
}

func FuzzRasaJSON(f *testing.F) {
	fuzz(f, "rasa", "in.json",
		`{"rasa_nlu_data": {"common_examples": [{"text": "👀 to é", "intent": "a", "entities": [{"start": 6, "end": 7, "value": "é", "entity": "b"}]}, {"text": "x y", "intent": "a", "entities": [{"start": 0, "end": 1, "value": "z", "entity": "b"}, {"start": 0, "end": 3, "value": "x y", "entity": "c"}]}], "entity_synonyms": [{"value": "v", "synonyms": ["x"]}], "lookup_tables": [{"name": "b", "elements": ["q"]}], "regex_features": [{"name": "r", "pattern": "p"}]}}`)
}

func FuzzSnipsYAML(f *testing.F) {
	fuzz(f, "snips", "in.yaml",
		"---\ntype: intent\nname: a\nslots:\n- {name: x, entity: e}\nutterances:\n- hi [x](é) [y:snips/datetime](tomorrow) !\n- \"[x] [y] [x]\"\n- 12\n---\ntype: entity\nname: e\nautomatically_extensible: no\nuse_synonyms: false\nmatching_strictness: 0.5\nvalues:\n- [b, c]\n- 5\n",
		"type: intent\nname: none\nutterances: [\"set [n:snips/number](two) [m:snips/amountOfMoney]\"]\n")
}

func FuzzSnipsJSON(f *testing.F) {
	fuzz(f, "snips", "in.json",
		`{"language": "en", "intents": {"a": {"utterances": [{"data": [{"text": "hi "}, {"text": "👀", "entity": "e", "slot_name": "x"}, {"text": "two", "entity": "snips/number", "slot_name": "n"}]}]}}, "entities": {"e": {"data": [{"value": "b", "synonyms": ["c"]}], "use_synonyms": true, "automatically_extensible": false, "matching_strictness": 1.0}, "snips/number": {}}}`)
}

// asPack is text with its spaces as a pack writes them.
func asPack(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	for _, clinging := range []string{",", ".", "'"} {
		text = strings.ReplaceAll(text, " "+clinging, clinging)
	}
	return text
}

// TestWordsStay: words of any characters come out of the pack as they went in,
// wherever they stand, but for the spaces that a pack writes otherwise.
func TestWordsStay(t *testing.T) {
	alphabet := []rune(`()[]{}<>|\;:%?!=/$&#@~*"'.,-_ 0123abXé👀`)
	rapid.Check(t, func(rt *rapid.T) {
		said := rapid.StringOfN(rapid.SampledFrom(alphabet), 1, 30, -1).Draw(rt, "words")
		var b strings.Builder
		for _, r := range said {
			if strings.ContainsRune(`;%~@?#/$&[]{}=|\`, r) {
				b.WriteByte('\\')
			}
			b.WriteRune(r)
		}
		escaped := b.String()
		files := map[string]string{"chatette": "%[a]\n x [" + escaped + "?] [" + escaped + "|w] @[s] x\n@[s]\n v" + escaped + "w\n v" + escaped + " w\n"}
		want := map[string][]string{}
		for _, first := range []string{"", said} {
			for _, second := range []string{said, "w"} {
				for _, third := range []string{"v" + said + "w", "v" + said + " w"} {
					want["chatette"] = append(want["chatette"], asPack("x "+first+" "+second+" "+third+" x"))
				}
			}
		}
		plain := asPack("x " + said + " x")
		if !strings.Contains(said, "~[") && !strings.Contains(said, "@[") {
			files["chatito"], want["chatito"] = "%[a]\n    x "+said+" x\n", []string{plain}
		}
		if !strings.ContainsAny(said, "[]") {
			files["rasa"], want["rasa"] = "nlu:\n- intent: a\n  examples: |\n    - x "+said+" x\n", []string{plain}
			files["snips"], want["snips"] = "type: intent\nname: a\nutterances:\n- |-\n  x "+said+" x\n", []string{plain}
		}
		for dialect, text := range files {
			p, _ := load(t, mustRead(t, dialect, text, convert.Options{}))
			if diff := cmp.Diff(folded(want[dialect]), texts(draw(t, p, 100, 1))); diff != "" {
				rt.Fatalf("%s: %s (-want +got)\n%s", dialect, text, diff)
			}
		}
	})
}
