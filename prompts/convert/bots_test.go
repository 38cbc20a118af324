package convert_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/slmkit/slmkit/prompts/convert"
)

// TestBots holds the exports of bot platforms to their examples and notes. Each file of
// testdata/bots is an export, named for its dialect, which is read from a zip file.
func TestBots(t *testing.T) {
	paths, err := filepath.Glob("testdata/bots/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no exports: %v", err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) { testBot(t, path) })
	}
}

func testBot(t *testing.T, path string) {
	golden, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var files [][2]string
	var out []txtar.File
	for _, f := range golden.Files {
		if f.Name != "examples" && f.Name != "notes" && !strings.HasPrefix(f.Name, "pack/") {
			files = append(files, [2]string{f.Name, string(f.Data)})
			out = append(out, f)
		}
	}
	im, err := convert.Read([]string{"bot.zip"}, convert.Options{Name: "golden", ReadFile: reader(map[string]string{"bot.zip": zipped(t, files...)})})
	if err != nil {
		t.Fatal(err)
	}
	if want, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(path), ".txtar"), "_"); im.Dialect.Name != want {
		t.Errorf("recognized as %s", im.Dialect.Name)
	}
	examplesOf(t, im)
	out = append(out, txtar.File{Name: "examples", Data: []byte(strings.Join(lines(examples(t, im)), "\n") + "\n")})
	if im.Dialect.Holds != convert.Records {
		p, fsys := load(t, im)
		draw(t, p, 200, 1)
		for _, name := range sortedNames(fsys) {
			out = append(out, txtar.File{Name: "pack/" + name, Data: fsys[name].Data})
		}
	}
	notes := ""
	for _, n := range im.Notes {
		notes += filepath.ToSlash(n.String()) + "\n"
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
}

// TestBotTables: how tables are written, and what is read of them.
func TestBotTables(t *testing.T) {
	for _, c := range []struct {
		name, file, text string
		o                convert.Options
		want             []string
		notes            []string
	}{
		{"commas", "a.csv", "text,intent\n\"a, b\",x\n", convert.Options{}, []string{"a, b → x()"}, nil},
		{"a mark and Windows' lines", "a.csv", "\ufeffQuery;Label\r\na b;x\r\n", convert.Options{}, []string{"a b → x()"}, nil},
		{"Excel's line", "a.csv", "sep=|\ntext|intent\na b|x\n", convert.Options{}, []string{"a b → x()"}, nil},
		{"no header, intents first", "a.tsv", "x\ta b\ny\tc\nx\td\n", convert.Options{}, []string{"a b → x()", "c → y()", "d → x()"},
			[]string{"a.tsv:1: without a header, the first column is read as intents: its cells are fewer and have no spaces"}},
		{"columns that are named", "a.csv", "said,what,text,intent\na b,x,n,m\n", convert.Options{TextColumn: "said", IntentColumn: "WHAT"}, []string{"a b → x()"},
			[]string{`a.csv:1: column "intent" is not read`, `a.csv:1: column "text" is not read`}},
		{"a quote inside a cell", "a.csv", "text,intent\nsay \"hi\" now,x\nb,y\n", convert.Options{}, []string{`say "hi" now → x()`, "b → y()"}, nil},
		{"quotes in a table with tabs", "a.tsv", "text\tintent\n\"hi\" now\tx\nb\ty\n", convert.Options{}, []string{`"hi" now → x()`, "b → y()"}, nil},
		{"a target column", "a.csv", "prompt,target\n3 cups,\"brew(cups=3)\"\n2.5 cups,brew(cups=2.5)\n", convert.Options{}, []string{"3 cups → brew(cups=3) cups@0:1", "2.5 cups → brew(cups=2.5) cups@0:3"}, nil},
		{"a quote never closed in a table without a header", "a.csv", "a b,x\n\"c,y\n", convert.Options{}, []string{"a b → x()"},
			[]string{"a.csv:2: left out: the quotes of a cell are not closed, or not doubled inside it: rows may be lost up to the next quote"}},
		{"a row too short", "a.csv", "text,intent\na\nb,x\n", convert.Options{}, []string{"b → x()"}, []string{"a.csv:2: left out: the row has 1 cells, and 2 are wanted"}},
	} {
		c.o.From, c.o.ReadFile = "csv", reader(map[string]string{c.file: c.text})
		im, err := convert.Read([]string{c.file}, c.o)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var notes []string
		for _, n := range im.Notes {
			notes = append(notes, n.String())
		}
		if diff := cmp.Diff(c.want, lines(examples(t, im))) + cmp.Diff(c.notes, notes); diff != "" {
			t.Errorf("%s (-want +got)\n%s", c.name, diff)
		}
	}
}

// TestBotErrors: what is wrong with an export is said with its line, and strictly it is an
// error.
func TestBotErrors(t *testing.T) {
	for _, c := range []struct{ dialect, file, text, want string }{
		{"csv", "a.csv", "text,intent\n,x\n", "a.csv:2: row without text"},
		{"csv", "a.csv", "text,intent\n\"a,x\n", "a.csv:2: the quotes of a cell are not closed"},
		{"csv", "a.csv", "a,b,c\n1,2,3\n", "a.csv:1: columns of text and intent are not found among a, b, c: name them with --text-column"},
		{"csv", "a.csv", "\xff\xfea\x00,\x00", "a.csv: is UTF-16, not UTF-8"},
		{"csv", "a.csv", "text,target\na,f(\n", `a.csv:2: target "f(": byte 2: a parameter name expected`},
		{"luis", "a.json", `{"luis_schema_version": "7", "utterances": [{"text": "a b", "intent": "x", "entities": [{"entity": "e", "startPos": "one", "endPos": 2}]}]}`, `a.json:1: entity "e": startPos "one" is no offset`},
		{"luis", "a.json", `{"luis_schema_version": "7", "utterances": [{"text": "a b", "intent": "x", "entities": [{"startPos": 0, "endPos": 2}]}]}`, `a.json:1: an entity has no name`},
		{"luis", "a.json", `{"luis_schema_version": "7", "utterances": [{"text": "a b", "intent": "x", "entities": [{"entity": "e", "start": 0, "end": 1}]}]}`, `a.json:1: entity "e" has no offsets in "a b"`},
		{"luis", "a.json", `{"luis_schema_version": "7", "utterances": {}}`, `a.json:1: utterances: a list is wanted, not a mapping`},
		{"luis", "a.json", `{"luis_schema_version": "7", "patterns": [{"pattern": "` + strings.Repeat("[a]", 9) + `", "intent": "x"}]}`, `a.json:1: the pattern means more than 256 sentences`},
		{"luis", "a.json", `{"luis_schema_version": "7", "patterns": [{"pattern": "a)", "intent": "x"}]}`, `a.json:1: "a)": ")" closes nothing`},
		{"watson", "a.json", `{"intents": [{"intent": "x", "examples": [{"text": "a", "mentions": [{"entity": "e"}]}]}]}`, `a.json:1: mention: an entity and its location [start, end] are wanted`},
		{"wit", "a.json", `{"utterances": [{"text": "a"}]}`, `a.json:1: example without an intent: "a"`},
		{"lex", "a.json", `{"name": "x", "sampleUtterances": [{"utterance": "a {b"}]}`, `a.json:1: "{b": {name} is wanted`},
		{"clu", "a.json", `{"assets": {"utterances": [{"text": "a", "intent": "x", "entities": [{"category": "e", "offset": 5, "length": 2}]}]}}`, `a.json:1: entity "e": 5:7 is not in "a", which has 1 characters`},
		{"dialogflow", "a_usersays_en.json", `[{"data": [{"text": ""}]}]`, `a_usersays_en.json:1: example without text`},
		{"dialogflow", "a.json", `{"name": "x"}`, "a.json: no training phrases"},
		{"dialogflow-cx", "a.json", `{"trainingPhrases": 5}`, `a.json:1: trainingPhrases: a list is wanted, not "5"`},
	} {
		o := convert.Options{From: c.dialect, Strict: true, ReadFile: reader(map[string]string{c.file: c.text})}
		if _, err := convert.Read([]string{c.file}, o); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s %s:\n got %v\nwant %s", c.dialect, c.text, err, c.want)
		}
	}
}

// TestBotLanguage: the user may name the language, in whole or in part.
func TestBotLanguage(t *testing.T) {
	zip := zipped(t, [2]string{"agent.json", `{"language": "en"}`},
		[2]string{"intents/a_usersays_en.json", `[{"data": [{"text": "hello"}]}]`}, [2]string{"intents/a_usersays_pt-br.json", `[{"data": [{"text": "olá"}]}]`})
	for given, want := range map[string]string{"": "hello", "en": "hello", "en-GB": "hello", "pt": "olá", "pt-BR": "olá"} {
		im, err := convert.Read([]string{"a.zip"}, convert.Options{Name: "test", Language: given, ReadFile: reader(map[string]string{"a.zip": zip})})
		if err != nil {
			t.Errorf("%s: %v", given, err)
		} else if got := examples(t, im); len(got) != 1 || got[0].Text != want {
			t.Errorf("%s: %v, want %q", given, lines(got), want)
		}
	}
	_, err := convert.Read([]string{"a.zip"}, convert.Options{Language: "fr", ReadFile: reader(map[string]string{"a.zip": zip})})
	if err == nil || !strings.Contains(err.Error(), "no file is of language fr: the files are of en, pt-br") {
		t.Errorf("French: %v", err)
	}
}

// FuzzBots: whatever an export holds, reading ends, with an error that names the file or
// with examples that fit their schema.
func FuzzBots(f *testing.F) {
	f.Add("luis", `{"utterances": [{"text": "a 👀 b", "intent": "x", "entities": [{"entity": "e", "startPos": 2, "endPos": 3, "children": [{"entity": "k", "startPos": 2, "endPos": 2}]}]}], "patterns": [{"pattern": "[a|b] (c) {e:r}", "intent": "x"}], "closedLists": [{"name": "e", "subLists": [{"canonicalForm": "c", "list": ["d"]}]}]}`)
	f.Add("clu", `{"assets": {"entities": [{"category": "e", "prebuilts": [{"category": "DateTime"}], "list": {"sublists": [{"listKey": "k", "synonyms": [{"values": ["v"]}]}]}}], "utterances": [{"text": "a v", "intent": "x", "entities": [{"category": "e", "offset": 2, "length": 1}]}]}}`)
	f.Add("watson", `{"intents": [{"intent": "x", "examples": [{"text": "@e and @sys-number", "mentions": []}]}], "entities": [{"entity": "e", "values": [{"value": "v", "synonyms": ["w"]}]}]}`)
	f.Add("lex", `{"resource": {"intents": [{"name": "x", "sampleUtterances": ["a {s} {s}"], "slots": [{"name": "s", "slotType": "T"}]}], "slotTypes": [{"name": "T", "enumerationValues": [{"value": "v"}]}]}}`)
	f.Add("wit", `{"utterances": [{"text": "a b", "intent": "x", "entities": [{"entity": "e:r", "start": 2, "end": 3, "body": "b"}]}]}`)
	f.Add("dialogflow", `{"name": "x", "userSays": [{"data": [{"text": "a"}, {"text": "b", "meta": "@e", "alias": "r"}]}, {"isTemplate": true, "data": [{"text": "@e:r c"}]}]}`)
	f.Add("dialogflow-cx", `{"displayName": "x", "trainingPhrases": [{"parts": [{"text": "a "}, {"text": "b", "parameterId": "p"}]}], "parameters": [{"id": "p", "entityType": "@sys.date"}]}`)
	f.Add("csv", "text,target\na b,\"f(x=\"\"b\"\", y=z)\"\n")
	f.Fuzz(func(t *testing.T, dialect, text string) {
		bots := map[string]string{"luis": "in.json", "clu": "in.json", "watson": "in.json", "lex": "in.json", "wit": "in.json", "dialogflow": "in.json", "dialogflow-cx": "in.json", "csv": "in.csv"}
		name := bots[dialect]
		if name == "" {
			return
		}
		im, err := convert.Read([]string{name}, convert.Options{From: dialect, Name: "fuzz", ReadFile: reader(map[string]string{name: text})})
		switch {
		case err != nil:
			if !strings.HasPrefix(err.Error(), name) {
				t.Fatalf("error without the file: %v", err)
			}
		case im.Dialect.Holds == convert.Records:
			examplesOf(t, im)
		default:
			check(t, im)
		}
	})
}

// TestFoundLUIS reads the files of NLU.DevOps, which SLMKIT_FIXTURES may hold.
func TestFoundLUIS(t *testing.T) {
	files := 0
	for _, root := range fileRoots() {
		paths, err := filepath.Glob(filepath.Join(root, "nlu_devops/models/*.json"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			files++
			im, err := convert.Read([]string{path}, convert.Options{Name: "test", Strict: true})
			if err != nil || im.Dialect.Name != "luis" || len(im.Notes) > 0 {
				t.Errorf("%s: %v, %+v", path, err, im)
				continue
			}
			examplesOf(t, im)
			load(t, im)
		}
	}
	t.Logf("%d files", files)
}
